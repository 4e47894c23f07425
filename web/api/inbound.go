package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/budget"
	"github.com/mittkoping/entre/web/pace"
	"github.com/mittkoping/entre/web/throttle"
)

// The parameters of what back ends call.
const (
	ParamConnector = "connector"
	ParamSchema    = "schema"
)

const (
	// maxTold is the most bytes that a back end may tell at once: documents of 24 MB
	// in base64.
	maxTold = 32 << 20
	// heldTimes is how many times a byte is held: as it came and as it is read.
	heldTimes = 2
	toldChunk = 64 << 10
)

// Ear takes what back ends tell. delivery.Engine is one.
type Ear interface {
	// Hears reports whether there is a connector of that name that may be told
	// something.
	Hears(connector string) bool
	Hear(ctx context.Context, connector string, h delivery.Heard) (id string, err error)
}

// done is the answer to what has been taken, the first time and each time after.
type done struct {
	WebhookID string `json:"webhook_id"`
	Status    string `json:"status"`
}

// Inbound answers POST /api/v1/inbound/{connector}: a back end tells what has
// happened to a case. TooMany, and NotFound of what nobody hears, before anything is
// read; TooLarge and Unavailable before it is looked at; then the errors of Ear.
func (h *Handlers) Inbound(c echo.Context) error {
	const op = "api.Inbound"
	client := throttle.ClientKey(c.RealIP())
	if !h.Tellers.Allow(client) {
		return errs.New(errs.TooMany, op)
	}
	if !h.Ear.Hears(c.Param(ParamConnector)) { // nobody's bytes are held for it
		return errs.New(errs.NotFound, op)
	}
	share := h.Memory.Begin(client)
	defer share.Free()
	body, err := told(c, share)
	if err != nil {
		return errs.Op(op, err)
	}
	id, err := h.Ear.Hear(c.Request().Context(), c.Param(ParamConnector), delivery.Heard{Header: c.Request().Header.Get, Body: body})
	if err != nil {
		return errs.Op(op, err)
	}
	return c.JSON(http.StatusOK, done{WebhookID: id, Status: "done"})
}

// told reads the body as far as there is room for it. Errors hold nothing of it.
func told(c echo.Context, room *budget.Share) ([]byte, error) {
	const op = "api.told"
	if c.Request().ContentLength > maxTold {
		return nil, errs.New(errs.TooLarge, op)
	}
	from, stop := pace.Reader(c.Response(), c.Request().Body)
	defer stop()
	var body []byte
	for {
		if !room.Take(toldChunk * heldTimes) {
			return nil, errs.New(errs.Unavailable, op)
		}
		chunk, err := io.ReadAll(io.LimitReader(from, toldChunk))
		body = append(body, chunk...)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, errs.New(errs.Invalid, op).WithText("error.stalled")
		case err != nil:
			return nil, errs.New(errs.Invalid, op)
		case len(body) > maxTold:
			return nil, errs.New(errs.TooLarge, op)
		case len(chunk) < toldChunk:
			return body, nil
		}
	}
}

// Schema answers GET /api/v1/schemas/{schema} with a JSON Schema. NotFound: there
// is none of that name.
func (h *Handlers) Schema(c echo.Context) error {
	schema, ok := h.Schemas[c.Param(ParamSchema)]
	if !ok {
		return errs.New(errs.NotFound, "api.Schema")
	}
	return c.Blob(http.StatusOK, "application/schema+json", schema)
}
