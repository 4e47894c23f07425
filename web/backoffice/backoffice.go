package backoffice

import (
	"context"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
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
	Show(ctx context.Context, actor identity.Actor, f watch.Filter) (watch.List, error)
	Health(ctx context.Context, actor identity.Actor) ([]watch.Health, error)
	History(ctx context.Context, actor identity.Actor, id string) (watch.Past, error)
	Targets(ctx context.Context, actor identity.Actor, id string) (watch.Rerouted, error)
	Alarm(ctx context.Context, actor identity.Actor) (watch.Alarm, error)
	Hands
}

// Hands is what a person does with what waits.
type Hands interface {
	SendNow(ctx context.Context, actor identity.Actor, id string) error
	Retry(ctx context.Context, actor identity.Actor, id string) error
	SendFor(ctx context.Context, actor identity.Actor, what watch.Several, most time.Duration) (watch.Sending, error)
	Hold(ctx context.Context, actor identity.Actor, id, reason string) error
	Release(ctx context.Context, actor identity.Actor, id string) error
	ConfirmByHand(ctx context.Context, actor identity.Actor, id string, h delivery.ByHand) error
	Reroute(ctx context.Context, actor identity.Actor, id string, r watch.Rerouting) error
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

// What is told of deliveries when it is done.
const (
	doneDelivery  = "leverans"
	doneHeld      = "stoppad"
	doneReleased  = "slappt"
	doneConfirmed = "bekraftad"
	doneRerouted  = "annan-vag"
)

var doneDeliveries = []string{doneDelivery, doneHeld, doneReleased, doneConfirmed, doneRerouted}

// done says what was done, by its name in the address.
func done(ctx context.Context, name string) string {
	if !slices.Contains(officeview.Deeds, officeview.Deed(name)) && !slices.Contains(doneDeliveries, name) {
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
