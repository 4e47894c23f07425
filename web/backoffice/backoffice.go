package backoffice

import (
	"context"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/web/render"
	"github.com/mittkoping/entre/web/session"
)

// Cases is the caseroom as handlers use it; caseroom.Service is one.
type Cases interface {
	Inbox(ctx context.Context, actor identity.Actor, f caseroom.Filter) (caseroom.Inbox, error)
	Find(ctx context.Context, actor identity.Actor, words string) (reference string, err error)
	Open(ctx context.Context, actor identity.Actor, reference string) (caseroom.View, error)
	Readers(ctx context.Context, reference string) ([]caseroom.Reader, error)
	File(ctx context.Context, actor identity.Actor, reference, fileID string) (caseroom.File, []byte, error)
	Moves
	Answers
}

// Moves is where a case goes among handlers.
type Moves interface {
	Take(ctx context.Context, actor identity.Actor, seen caseroom.Seen) error
	Start(ctx context.Context, actor identity.Actor, seen caseroom.Seen) error
	Assign(ctx context.Context, actor identity.Actor, seen caseroom.Seen, to identity.PersonID) error
	Forward(ctx context.Context, actor identity.Actor, seen caseroom.Seen, to identity.FunctionID, reason string) error
	Reopen(ctx context.Context, actor identity.Actor, seen caseroom.Seen, reason string) error
}

// Answers is what is said in a case.
type Answers interface {
	WriteToCitizen(ctx context.Context, actor identity.Actor, seen caseroom.Seen, m caseroom.Message) error
	AskCompletion(ctx context.Context, actor identity.Actor, seen caseroom.Seen, m caseroom.Message, lastDay time.Time) error
	Note(ctx context.Context, actor identity.Actor, seen caseroom.Seen, text string) error
	Decide(ctx context.Context, actor identity.Actor, seen caseroom.Seen, d caseroom.Decision) error
	Close(ctx context.Context, actor identity.Actor, seen caseroom.Seen, m caseroom.Message) error
}

// Watch is what waits for the back ends; watch.Service is one.
type Watch interface {
	Show(ctx context.Context, actor identity.Actor, part watch.Part, page int) (watch.List, error)
	SendNow(ctx context.Context, actor identity.Actor, id string) error
	Retry(ctx context.Context, actor identity.Actor, id string) error
	Alarm(ctx context.Context, actor identity.Actor) (watch.Alarm, error)
}

// The parameters of the routes.
const (
	ParamReference = "reference"
	ParamFile      = "file"
	ParamDelivery  = "delivery"
)

// Handlers answers the requests of the back office.
type Handlers struct {
	Cases        Cases
	Watch        Watch
	Organisation *identity.Organisation
	Clock        clock.Clock
	Pages        *render.Pages
	Downloads    *render.Downloads
	Uploads      int64            // most bytes of files in one request, as it is told
	Desk         echo.HandlerFunc // for those who may see neither cases nor deliveries
}

// Office is what every page has around it, in the administration too.
func (h *Handlers) Office(c echo.Context) layout.Office {
	ctx := c.Request().Context()
	actor := session.Actor(ctx)
	o := layout.Office{
		Shell:          h.Pages.Shell(c),
		SeesInbox:      mayAt(actor, identity.SeeInbox),
		SeesDeliveries: mayAt(actor, identity.SeeDeliveries),
		SeesAdmin:      mayAt(actor, identity.EnterAdmin),
		Done:           done(ctx, c.QueryParam(paths.ParamDone)),
	}
	for _, f := range actor.Staff.Functions {
		o.Roles = append(o.Roles, f.Title.In(i18n.LangOf(ctx))+", "+h.authority(f.ID.Authority()))
	}
	return o
}

// mayAt reports whether the actor may do the deed at all: to what, the domain
// asks.
func mayAt(actor identity.Actor, deed identity.Deed) bool {
	return identity.CanTry(actor, deed, "backoffice") == nil
}

// doneDelivery is what is told when a delivery is sent.
const doneDelivery = "leverans"

// done says what was done, by its name in the address.
func done(ctx context.Context, name string) string {
	if name != doneDelivery && !slices.Contains(officeview.Deeds, officeview.Deed(name)) {
		return ""
	}
	return i18n.T(ctx, "office.done."+name)
}

func (h *Handlers) authority(code identity.AuthorityCode) string {
	if a, ok := h.Organisation.Authority(code); ok {
		return a.Name
	}
	return string(code)
}

func (h *Handlers) function(lang i18n.Lang, id identity.FunctionID) string {
	if f, ok := h.Organisation.Function(id); ok {
		return f.Title.In(lang)
	}
	return string(id)
}
