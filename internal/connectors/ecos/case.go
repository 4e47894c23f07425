package ecos

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // days are Sweden's, also where there are no zone files

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// fresh is how long after its beginning an attempt may be the first, before which
// nothing can have been sent and nobody can have changed it.
const fresh = 30 * time.Second

// maxOpened is the most of other cases that are opened to look for one whose
// subtitle somebody has changed.
const maxOpened = 300

// sweden is where the days of the contract are.
func sweden() *time.Location {
	place, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err) // it is embedded
	}
	return place
}

// The contract's times have no zone.
const (
	dateTime = "2006-01-02T15:04:05"
	midnight = "2006-01-02T00:00:00"
)

// findCase looks for the case of a reference among those that began on the day of
// its receipt: by the subtitle, and by the note of its first document when somebody
// has changed that. It returns nil when there is none.
//
// Others are only opened when it is worth it: when an earlier attempt may have made it.
//
// The contract does not say whether the filter means "on" or "from" a day. Cases from
// the day on that are not from the next day on are the same in both readings.
func (c *connector) findCase(ctx context.Context, e delivery.Envelope, open bool) (*foundCase, error) {
	day := e.ReceivedAt.In(sweden())
	found, err := c.search(ctx, all(startDate(day.Format(midnight)), not(startDate(day.AddDate(0, 0, 1).Format(midnight)))))
	if err != nil {
		return nil, err
	}
	for _, k := range found {
		if reference(k.SubtitleFree) == e.Reference {
			return &k, nil
		}
	}
	if !open {
		return nil, nil //nolint:nilnil // surely not there
	}
	opened := 0
	for _, k := range found {
		if reference(k.SubtitleFree) != "" {
			continue
		}
		if opened++; opened > maxOpened {
			return nil, errors.New("too many cases began on the day to look through them all")
		}
		whole, err := c.get(ctx, k.ID)
		if err != nil {
			return nil, err
		}
		if whole != nil && documentOf(whole, delivery.StepKey(e.Reference, 1)) != nil {
			return &k, nil
		}
	}
	return nil, nil //nolint:nilnil // surely not there
}

// search lists cases.
func (c *connector) search(ctx context.Context, f filter) ([]foundCase, error) {
	var response searchCaseResponse
	if err := c.call(ctx, "SearchCase", searchCaseRequest{Filters: []filter{f}}, &response); err != nil {
		return nil, err
	}
	if response.Result == nil {
		return nil, errNoResult
	}
	for i, k := range response.Result.Cases {
		if !guid.MatchString(k.ID) {
			return nil, errors.New("SearchCase: a case is listed without an id")
		}
		response.Result.Cases[i].ID = strings.ToLower(k.ID) // one case, one id
	}
	return response.Result.Cases, nil
}

// get returns a case with what is in it, and nil when there is none of the id.
func (c *connector) get(ctx context.Context, id string) (*wholeCase, error) {
	if !guid.MatchString(id) {
		return nil, nil //nolint:nilnil // no case has such an id
	}
	var response getCaseResponse
	if err := c.call(ctx, "GetCase", getCaseRequest{CaseID: id}, &response); err != nil {
		return nil, err
	}
	switch {
	case response.Result == nil:
		return nil, errNoResult
	case response.Result.ID == "" && len(response.Result.Documents)+len(response.Result.Occurrences) > 0:
		return nil, errors.New("GetCase: a case without its id")
	case response.Result.ID == "":
		return nil, nil //nolint:nilnil // nil, as the contract permits
	case !strings.EqualFold(response.Result.ID, id):
		return nil, errors.New("GetCase: the answer is another case")
	}
	response.Result.ID = strings.ToLower(id)
	return response.Result, nil
}

// documentOf is the document of a case that bears a key, or nil.
func documentOf(k *wholeCase, key string) *listedDocument {
	documents := k.Documents
	for _, o := range k.Occurrences {
		documents = append(documents, o.Documents...)
	}
	for _, d := range documents {
		if strings.TrimSpace(d.Note) == key {
			return &d
		}
	}
	return nil
}

// findWhole finds a case that has all its parts. One that lacks any is not there yet:
// Send adds what is missing.
func (c *connector) findWhole(ctx context.Context, e delivery.Envelope) (delivery.Receipt, bool, error) {
	v := c.values(e)
	found, err := c.findCase(ctx, e, true)
	if err != nil || found == nil {
		return delivery.Receipt{}, false, err
	}
	partyID := ""
	if v.hasParty() {
		if partyID, err = c.findParty(ctx, v); err != nil || partyID == "" {
			return delivery.Receipt{}, false, err
		}
	}
	for _, part := range c.parts(v, *found, partyID) {
		if there, err := part.there(ctx); err != nil || !there {
			return delivery.Receipt{}, false, err
		}
	}
	return receipt(*found), true, nil
}

// part is what a case gets after it has been made.
type part struct {
	there func(context.Context) (bool, error)
	add   func(context.Context) error
}

// parts are the party's role, the property, the facility and the party's role there, as
// far as the route has them.
func (c *connector) parts(v values, k foundCase, partyID string) (parts []part) {
	if role := v.text(paramRole); partyID != "" {
		parts = append(parts, part{
			there: func(ctx context.Context) (bool, error) { return c.hasRole(ctx, k.ID, partyID, role) },
			add: func(ctx context.Context) error {
				request := addPartyRequest{Add: addParty{CaseID: k.ID, PartyID: partyID, Roles: []string{role}}}
				return c.call(ctx, "AddPartyToCase", request, &addPartyResponse{})
			},
		})
	}
	fnr := v.number(paramFnr)
	if fnr == 0 {
		return parts
	}
	parts = append(parts, part{
		there: func(ctx context.Context) (bool, error) {
			found, err := c.search(ctx, all(caseNumber(k.Number), ofProperty(fnr)))
			return len(found) > 0, err
		},
		add: func(ctx context.Context) error {
			request := addEstateRequest{Add: addEstate{AddressID: v.number(paramAddressID), CaseID: k.ID, Fnr: fnr}}
			return c.call(ctx, "AddEstateToCase", request, &addEstateResponse{})
		},
	})
	if v.text(paramFacility) == "" {
		return parts
	}
	parts = append(parts, part{
		there: func(ctx context.Context) (bool, error) { id, err := c.facilityOf(ctx, k.ID); return id != "", err },
		add:   func(ctx context.Context) error { return c.makeFacility(ctx, v, k.ID) },
	})
	if role := v.text(paramFacilityRole); role != "" && partyID != "" {
		parts = append(parts, part{
			there: func(ctx context.Context) (bool, error) { return c.hasFacilityRole(ctx, k.ID, partyID, role) },
			add:   func(ctx context.Context) error { return c.addFacilityRole(ctx, k.ID, partyID, role) },
		})
	}
	return parts
}

// sendCase makes the case, or what an earlier attempt has left out of it.
func (c *connector) sendCase(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	v := c.values(s.Envelope)
	if err := v.check(); err != nil {
		return delivery.Receipt{}, err
	}
	found, err := c.findCase(ctx, s.Envelope, c.clock.Now().Sub(s.Since) > fresh)
	if err != nil {
		return delivery.Receipt{}, err
	}
	partyID := ""
	if v.hasParty() {
		// Before the case, so that what is wrong with the party leaves none behind. A
		// party that nobody has connected yet is found by its number the next time.
		if partyID, err = c.party(ctx, v); err != nil {
			return delivery.Receipt{}, err
		}
	}
	if found == nil {
		if found, err = c.register(ctx, s, v); err != nil {
			return delivery.Receipt{}, err
		}
	}
	if err := c.complete(ctx, v, *found, partyID); err != nil {
		return delivery.Receipt{}, begun(err)
	}
	return receipt(*found), nil
}

// complete adds the parts that the case lacks.
func (c *connector) complete(ctx context.Context, v values, k foundCase, partyID string) error {
	for _, part := range c.parts(v, k, partyID) {
		there, err := part.there(ctx)
		if err == nil && !there {
			err = part.add(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// register makes the case with its first document, and reads it back.
func (c *connector) register(ctx context.Context, s delivery.Step, v values) (*foundCase, error) {
	e := s.Envelope
	first := document{
		ContentType: "text/plain", Data: textFile(describe(e)), Type: or(v.text(paramDocumentType), c.o.DocumentType),
		Filename: fileName("Ärende " + e.Reference + ".txt"), Note: s.Key,
	}
	request := registerRequest{Case: newCase{
		Subtitle: v.text(paramSubtitle), SubtitleFree: subtitle(e.Reference, or(v.text(paramSubtitleFree), casetext.OneLine(e.Title))),
		DiaryPlan: v.text(paramDiaryPlan), Documents: []document{first}, ExternalNumber: e.Reference,
		OfficerGroup: v.text(paramGroup), Officer: v.text(paramOfficer), OccurrenceType: v.text(paramOccurrence),
		ProcessType: v.text(paramProcess), StartDate: e.ReceivedAt.In(sweden()).Format(midnight),
	}}
	var response registerResponse
	if err := c.call(ctx, "RegisterDocument", request, &response); err != nil {
		return nil, err
	}
	if response.Result == nil || !guid.MatchString(response.Result.CaseID) {
		return nil, fmt.Errorf("RegisterDocument: %w", errNoResult)
	}
	whole, err := c.get(ctx, response.Result.CaseID)
	if err != nil {
		return nil, begun(err)
	}
	if whole == nil || documentOf(whole, s.Key) == nil {
		return nil, errors.New("RegisterDocument: the case that was made cannot be read back")
	}
	return &whole.foundCase, nil
}

func or(value, otherwise string) string {
	if value != "" {
		return value
	}
	return otherwise
}
