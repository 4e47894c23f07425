package app

import (
	"context"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	connector "github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/store"
)

// newRoom makes the caseroom over the house's database. Commands that carry
// nothing out, and so touch no contents, do it without files.
func (h *house) newRoom(files caseroom.Files) *caseroom.Service {
	return caseroom.New(caseroom.Config{
		Store: h.db.Caseroom(), Files: files, Staff: h.roster(), Citizens: citizens{h.db.Cases()}, Organisation: h.organisation,
		Audit: h.db.Audit(), Clock: h.clock, Log: h.log,
	})
}

// citizens tells the caseroom who sent a case, and nothing else of it.
type citizens struct{ cases *store.Cases }

func (c citizens) PersonOf(ctx context.Context, reference string) (identity.PersonID, error) {
	found, err := c.cases.FindCaseByReference(ctx, reference)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return found.Person, err
}

// readers tells citizens which functions have opened their case: where it is
// worked in the caseroom, which notes that.
type readers struct{ house *house }

func (r readers) Readers(ctx context.Context, c cases.Case) ([]cases.Reading, bool, error) {
	if c.NoFollowUp || r.house.cfg.Connectors[c.Connector].Type != connector.TypeName {
		return nil, false, nil
	}
	found, err := r.house.room.Readers(ctx, c.Reference)
	if err != nil {
		return nil, false, err
	}
	readings := make([]cases.Reading, len(found))
	for i, f := range found {
		readings[i] = cases.Reading{Function: f.Function, At: f.At}
	}
	return readings, true, nil
}
