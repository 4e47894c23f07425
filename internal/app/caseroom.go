package app

import (
	"context"

	"github.com/mittkoping/entre/internal/caseroom"
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
