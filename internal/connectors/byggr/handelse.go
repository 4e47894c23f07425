package byggr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// incoming is something that has come in, which bears the key of its step.
func incoming(e event, title, key string) newHandelse {
	return newHandelse{Riktning: "In", Rubrik: title + " " + mark(key), Handelsetyp: e.typ, Handelseslag: e.slag}
}

// mark is how a rubrik ends that is ours.
func mark(key string) string { return "(" + key + ")" }

// sendHandelse adds a step to its case and reads it back.
func (c *connector) sendHandelse(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	request, err := c.handelseOf(ctx, s)
	if err != nil {
		return delivery.Receipt{}, err
	}
	var made saveNewHandelseResponse
	if err := c.call(ctx, "SaveNewHandelse", request, &made); err != nil {
		return delivery.Receipt{}, refuseUnfound(err)
	}
	if made.HandelseID <= 0 {
		return delivery.Receipt{}, errors.New("SaveNewHandelse: an answer without HandelseId")
	}
	r, found, err := c.findHandelse(ctx, s)
	switch {
	case err != nil:
		return delivery.Receipt{}, unknown(err)
	case !found:
		// Find would not see it the next time either, and it would come again and
		// again.
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "it was taken, but cannot be seen in the case"}
	}
	return r, nil
}

func (c *connector) handelseOf(ctx context.Context, s delivery.Step) (saveNewHandelse, error) {
	var r saveNewHandelse
	m := &r.Message
	m.Dnr, m.HandlaggarSign, m.Ankomststampla, m.BesvaradHandelseID.Nil = s.RemoteID, c.sign, true, true
	switch s.Kind {
	case delivery.KindMessage:
		m.Handelse = incoming(c.event, "Meddelande från den som skickade in ärendet", s.Key)
		m.Handelse.Anteckning = casetext.Tidy(s.Message.Text)
		m.Handelse.StartDatum = timestamp(s.Message.At)
	case delivery.KindWithdrawal:
		m.Handelse = incoming(c.withdrawal, "Återkallelse", s.Key)
		m.Handelse.Anteckning = strings.TrimSpace("Den som skickade in ärendet har återkallat det.\n\n" + casetext.Tidy(s.Message.Text))
		m.Handelse.StartDatum = timestamp(s.Message.At)
	default:
		document, err := c.handlingOf(ctx, s)
		if err != nil {
			return r, err
		}
		m.Handelse = incoming(c.event, "Bilaga", s.Key)
		m.Handelse.StartDatum = timestamp(c.arrived(s))
		m.Handlingar = &newHandlingar{[]newHandling{document}}
	}
	return r, nil
}

// handlingOf is an attachment, read whole: the contract has it inside the message.
func (c *connector) handlingOf(ctx context.Context, s delivery.Step) (newHandling, error) {
	content, err := s.Attachment.Open(ctx)
	if err != nil {
		return newHandling{}, &delivery.UnavailableError{Err: fmt.Errorf("open the file: %w", err)}
	}
	defer content.Close()
	all, err := io.ReadAll(content)
	if err != nil {
		return newHandling{}, &delivery.UnavailableError{Err: fmt.Errorf("read the file: %w", err)}
	}
	name, ending := fileName(s.Attachment.Name)
	typ := casetext.OneLine(c.values(s.Envelope.Params)[paramHandlingstyp])
	if typ == "" {
		typ = c.documentType
	}
	h := newHandling{Typ: typ, Status: c.documentStatus, Datum: day(c.arrived(s)), Anteckning: name}
	h.Dokument.Namn = name
	h.Dokument.Fil.FilAndelse, h.Dokument.Fil.FilBuffer = ending, all
	return h, nil
}

// arrived is when an attachment reached us: with its case, or with a message, which
// is sent on at once.
func (c *connector) arrived(s delivery.Step) time.Time {
	isOfCase := slices.ContainsFunc(s.Envelope.Files, func(f delivery.EnvelopeFile) bool { return f.ID == s.Attachment.ID })
	switch {
	case isOfCase:
		return s.Envelope.ReceivedAt
	case !s.Since.IsZero():
		return s.Since
	}
	return c.clock.Now()
}

// findHandelse looks for a step in its case.
func (c *connector) findHandelse(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	a, err := c.arende(ctx, s.RemoteID)
	if errors.Is(err, errNotFound) {
		return delivery.Receipt{}, false, nil
	}
	if err != nil {
		return delivery.Receipt{}, false, err
	}
	at := slices.IndexFunc(a.Handelser, func(h handelse) bool { return isMarked(h, s.Key) })
	if at < 0 {
		return delivery.Receipt{}, false, nil
	}
	h := a.Handelser[at]
	hasDocument := func(h handling) bool { return h.Dokument != nil && h.Dokument.DokID != "" }
	if s.Kind == delivery.KindAttachment && !slices.ContainsFunc(h.Handlingar, hasDocument) {
		return delivery.Receipt{}, false, errors.New("the händelse is there, and not its document")
	}
	return delivery.Receipt{RemoteID: strconv.Itoa(h.HandelseID)}, true, nil
}

// isMarked reports whether a händelse is the step with the key. Citizens write no
// rubrik.
func isMarked(h handelse, key string) bool {
	return strings.HasSuffix(strings.TrimSpace(h.Rubrik), " "+mark(key))
}
