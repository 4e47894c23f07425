package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
)

// Blocks keeps whom an operator has shut out from children: it is a
// school.Blocks.
type Blocks struct{ base }

// Blocks returns the store of package school.
func (db *DB) Blocks() *Blocks { return &Blocks{base{db}} }

const purposeOfBlocks = "school_blocks.number" // of the keyed digest

type blockRow struct {
	ID        string
	System    string
	Child     string
	NumberMAC []byte `gorm:"column:number_mac"`
	CreatedAt stamp
}

// TableName implements GORM's Tabler.
func (blockRow) TableName() string { return "school_blocks" }

func (r blockRow) block() school.Block {
	return school.Block{ID: r.ID, System: r.System, Child: school.ID(r.Child), OfPerson: r.NumberMAC != nil, At: r.CreatedAt.Time}
}

func (s *Blocks) mac(n pnr.Number) []byte { return s.db.ring.MAC(purposeOfBlocks, n.Digits()) }

// FindBlocksOf implements school.Blocks.
func (s *Blocks) FindBlocksOf(ctx context.Context, number pnr.Number) ([]school.Block, error) {
	return s.find("store.FindBlocksOf", s.db.reader(ctx).Where("number_mac IS NULL OR number_mac = ?", s.mac(number)))
}

// FindBlocks implements school.Blocks.
func (s *Blocks) FindBlocks(ctx context.Context) ([]school.Block, error) {
	return s.find("store.FindBlocks", s.db.reader(ctx))
}

func (s *Blocks) find(op string, query *gorm.DB) ([]school.Block, error) {
	var rows []blockRow
	if err := query.Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	out := make([]school.Block, len(rows))
	for i, r := range rows {
		out[i] = r.block()
	}
	return out, nil
}

// CreateBlock implements school.Blocks.
func (s *Blocks) CreateBlock(ctx context.Context, b school.Block) error {
	row := blockRow{ID: b.ID, System: b.System, Child: string(b.Child), CreatedAt: at(b.At)}
	if !b.Number.IsZero() {
		row.NumberMAC = s.mac(b.Number)
	}
	return fail("store.CreateBlock "+b.ID, s.db.writer(ctx).Create(&row).Error)
}

// DeleteBlock implements school.Blocks.
func (s *Blocks) DeleteBlock(ctx context.Context, id string) error {
	const op = "store.DeleteBlock"
	deleted := s.db.writer(ctx).Where("id = ?", id).Delete(&blockRow{})
	if deleted.Error == nil && deleted.RowsAffected == 0 {
		return errs.New(errs.NotFound, op)
	}
	return fail(op, deleted.Error)
}
