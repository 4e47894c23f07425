package cases

import (
	"context"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

// Dossier is a case with all that a back end is told of it, in Swedish.
type Dossier struct {
	Case     Case
	Sections []forms.Section
	Place    *forms.Answer     // the first place answered
	Contact  *forms.Answer     // the first contact answered
	Files    []forms.File      // in the order of the deliveries
	Params   map[string]string // the route's values, evaluated over the answers
}

// Dossier returns the dossier of a case for a connector. It is for the delivery of cases, not
// for people: it asks nobody for permission.
func (s *Service) Dossier(ctx context.Context, caseID, connector string) (Dossier, error) {
	const op = "cases.Dossier"
	c, err := s.cfg.Store.FindCase(ctx, caseID)
	if err != nil {
		return Dossier{}, errs.Op(op+" "+caseID, err)
	}
	form, err := s.form(ctx, c.ServiceID, c.FormVersion)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{Case: c, Sections: form.Summary(i18n.SV, c.Answers)}
	if a, ok := form.FirstOf(forms.TypePlace, c.Answers); ok {
		d.Place = &a
	}
	if a, ok := form.FirstOf(forms.TypeContact, c.Answers); ok {
		d.Contact = &a
	}
	byID := map[string]forms.File{}
	for _, a := range c.Answers {
		for _, f := range a.Files {
			byID[f.ID] = f
		}
	}
	for _, id := range fileIDs(c.Answers) {
		d.Files = append(d.Files, byID[id])
	}
	if connector == c.Connector && c.WayParams != nil {
		d.Params, err = evaluated(form.expressions, c.WayParams, c.Answers)
	} else {
		d.Params, err = wayTo(form.expressions, form.route, c.Answers, connector)
	}
	if err != nil {
		return Dossier{}, errs.Wrap(errs.Invalid, op+" "+caseID, err)
	}
	return d, nil
}

// Content returns the content of a case's file, for its delivery.
func (s *Service) Content(ctx context.Context, caseID, fileID string) ([]byte, error) {
	const op = "cases.Content"
	a, err := s.cfg.Store.FindAttachment(ctx, fileID)
	if err != nil {
		return nil, errs.Op(op+" "+fileID, err)
	}
	if a.CaseID != caseID {
		return nil, errs.New(errs.NotFound, op+" "+fileID)
	}
	content, err := s.cfg.Files.Get(ctx, fileID)
	return content, errs.Op(op+" "+fileID, err)
}
