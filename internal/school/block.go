package school

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity/pnr"
)

// Block shuts out, whatever the sources say: a person from a child, a person
// from all children (Child ""), or everybody from a child (no person). It is for
// emergencies: it holds at once, and until it is lifted.
type Block struct {
	ID       string
	System   string // name of the source that Child is an id of
	Child    ID
	Number   pnr.Number // kept as a keyed digest only; what is read back has none
	OfPerson bool       // it is about one person
	At       time.Time
}

// covers reports whether the block, which is the asker's or everybody's, is
// about the child.
func (b Block) covers(system string, child ID) bool {
	return b.Child == "" || b.System == system && b.Child == child
}

// Blocks keeps blocks. All methods join the transaction in ctx.
type Blocks interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
	// FindBlocksOf returns the blocks that hold for the person with the number:
	// theirs, and everybody's.
	FindBlocksOf(ctx context.Context, number pnr.Number) ([]Block, error)
	// FindBlocks returns all, oldest first.
	FindBlocks(ctx context.Context) ([]Block, error)
	CreateBlock(ctx context.Context, b Block) error
	// DeleteBlock lifts a block. NotFound: there is no such block.
	DeleteBlock(ctx context.Context, id string) error
}

// Gate is where an operator shuts out and lets in again.
type Gate struct {
	Blocks Blocks
	Audit  audit.Log
	Clock  clock.Clock
}

// Shut makes the block hold and returns its id. Invalid: it is about nobody and
// no child, or its child's id is none.
func (g Gate) Shut(ctx context.Context, b Block) (string, error) {
	const op = "school.Shut"
	hasChild := b.Child != ""
	if !hasChild && b.Number.IsZero() || hasChild && (!isID(string(b.Child)) || b.System == "") {
		return "", errs.New(errs.Invalid, op)
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	b.ID, b.At, b.OfPerson = hex.EncodeToString(random[:]), g.Clock.Now(), !b.Number.IsZero()
	return b.ID, errs.Op(op, g.Blocks.InTx(ctx, func(ctx context.Context) error {
		if err := g.Blocks.CreateBlock(ctx, b); err != nil {
			return err
		}
		return g.note(ctx, audit.SchoolBlocked, b)
	}))
}

// Lift ends the block with the id. NotFound: there is none.
func (g Gate) Lift(ctx context.Context, id string) error {
	return errs.Op("school.Lift", g.Blocks.InTx(ctx, func(ctx context.Context) error {
		if err := g.Blocks.DeleteBlock(ctx, id); err != nil {
			return err
		}
		return g.note(ctx, audit.SchoolUnblocked, Block{ID: id})
	}))
}

// note says which child it is about, and whether it is about one person, but not
// whom: nobody can tell that from a block.
func (g Gate) note(ctx context.Context, action audit.Action, b Block) error {
	e := audit.Entry{At: g.Clock.Now(), Actor: "operator", Action: action, Subject: "school_block:" + b.ID}
	if b.Child != "" {
		e.Detail = subject(b.System, b.Child)
	}
	if b.OfPerson {
		e.Detail += " person"
	}
	return g.Audit.Append(ctx, e)
}
