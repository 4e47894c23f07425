package byggr

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// sendArende registers the case and reads it back.
func (c *connector) sendArende(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	request, err := c.arendeOf(s)
	if err != nil {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: err.Error()}
	}
	var made saveNewArendeResponse
	if err := c.call(ctx, "SaveNewArende", request, &made); err != nil {
		return delivery.Receipt{}, refuseUnfound(err)
	}
	if made.Dnr == "" {
		return delivery.Receipt{}, errors.New("SaveNewArende: an answer without Dnr")
	}
	a, err := c.arende(ctx, made.Dnr)
	if err != nil {
		// It is registered: it must never be sent again, and is read later.
		return delivery.Receipt{Ticket: made.Dnr}, nil //nolint:nilerr // the receipt says it
	}
	if isOurs(a) && !bears(a, s.Envelope.Reference) {
		return delivery.Receipt{}, errors.New("SaveNewArende: the answer is about another case")
	}
	return receipt(made.Dnr), nil
}

func receipt(dnr string) delivery.Receipt { return delivery.Receipt{RemoteID: dnr, Number: dnr} }

// arende reads one case by its diary number. The error may be errNotFound.
func (c *connector) arende(ctx context.Context, dnr string) (arende, error) {
	var got getArendeResponse
	if err := c.call(ctx, "GetArende", getArende{Dnr: dnr}, &got); err != nil {
		return arende{}, err
	}
	if got.Arende == nil || got.Arende.Dnr != dnr {
		return arende{}, errors.New("GetArende: an answer without the case")
	}
	return *got.Arende, nil
}

// arendeOf writes the case. The error says what can never be sent, without what is
// in it.
func (c *connector) arendeOf(s delivery.Step) (saveNewArende, error) {
	e := s.Envelope
	for name := range e.Params {
		if !isParam(name) {
			return saveNewArende{}, errors.New("the route has a value " + strconv.Quote(name) + " that byggr does not know")
		}
	}
	values := c.values(e.Params)
	value := func(name string) string { return casetext.OneLine(values[name]) }
	var r saveNewArende
	m := &r.Message
	m.HandlaggarSign, m.Ankomststampla = c.sign, true
	m.Arende = newArende{
		Diarieprefix: value(paramDiarieprefix), Komkod: value(paramKomkod), Enhetkod: value(paramEnhetkod), Namndkod: value(paramNamndkod),
		Arendegrupp: value(paramArendegrupp), Arendetyp: value(paramArendetyp), Arendeslag: value(paramArendeslag),
		Arendeklass: value(paramArendeklass), Kalla: value(paramKalla),
		Beskrivning: value(paramBeskrivning), Projektnr: value(paramProjektnr), AnkomstDag: day(e.ReceivedAt),
		Handlaggare: &newHandlaggare{c.sign}, ExternRef: e.Reference,
	}
	if inPlan, err := strconv.ParseBool(value(paramInomPlan)); err == nil {
		m.Arende.InomPlan = &inPlan
	}
	if p := c.property(values); p != (property{}) {
		m.Arende.Objekt = p.objects()
	}
	if parties := c.parties(e, values); len(parties) > 0 {
		m.Arende.Intressent = &newIntressenter{parties}
	}
	title := value(paramRubrik)
	if title == "" {
		title = casetext.OneLine(e.Title)
	}
	m.Handelse = incoming(event{value(paramHandelsetyp), value(paramHandelseslag)}, title, s.Key)
	m.Handelse.StartDatum, m.Handelse.Anteckning = timestamp(e.ReceivedAt), describe(e)
	return r, nil
}

// property is a property by its number in the register, or by its designation.
type property struct {
	fnr           int
	trakt, fbetNr string
}

// designation is "Söderby 4:17" or "Eken 4".
var designation = regexp.MustCompile(`^(\pL[\pL\pN .-]*?) +(\d+(?::\d+)?)$`)

// property reads what the route says. What is no designation is left out: it stands
// in the text all the same.
func (c *connector) property(values map[string]string) property {
	if fnr, err := strconv.Atoi(casetext.OneLine(values[paramFnr])); err == nil && fnr > 0 {
		return property{fnr: fnr}
	}
	name := strings.ToUpper(casetext.OneLine(values[paramFastighet]))
	if c.municipality != "" {
		name = strings.TrimPrefix(name, c.municipality+" ")
	}
	parts := designation.FindStringSubmatch(name)
	if parts == nil {
		return property{}
	}
	return property{trakt: parts[1], fbetNr: parts[2]}
}

func (p property) objects() *newObjektLista {
	o := newFastighet{Type: "arendeFastighet", ArHuvudObjekt: true}
	o.Fastighet.Fnr, o.Fastighet.Trakt, o.Fastighet.FbetNr = p.fnr, p.trakt, p.fbetNr
	return &newObjektLista{[]newFastighet{o}}
}
