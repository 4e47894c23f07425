package render

import (
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/throttle"
)

// loadsAtOnce is how many files are fetched at one time: while one is opened
// it is held twice, and how large it is is not known before.
const loadsAtOnce = 4

// Downloads answers with files that are kept, and bounds how many bytes of
// them are held for those who are slow to read.
type Downloads struct {
	memory *budget.Budget
	turns  chan struct{}
}

// NewDownloads returns downloads that hold at most what memory allows.
func NewDownloads(memory *budget.Budget) *Downloads {
	return &Downloads{memory: memory, turns: make(chan struct{}, loadsAtOnce)}
}

// Send answers with the file that load returns. Unavailable when too many
// bytes are being sent already, to all or to the same client.
func (d *Downloads) Send(c echo.Context, load func() (File, error)) error {
	share := d.memory.Begin(throttle.ClientKey(c.RealIP()))
	defer share.Free()
	f, err := d.load(c, share, load)
	if err != nil {
		return err
	}
	return Send(c, f)
}

func (d *Downloads) load(c echo.Context, share *budget.Share, load func() (File, error)) (File, error) {
	const op = "render.Downloads"
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-c.Request().Context().Done():
		return File{}, errs.Wrap(errs.Unavailable, op, c.Request().Context().Err())
	}
	f, err := load()
	if err != nil {
		return File{}, err
	}
	if !share.Take(int64(len(f.Content))) {
		return File{}, errs.New(errs.Unavailable, op).WithText("error.busy")
	}
	return f, nil
}
