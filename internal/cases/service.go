package cases

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// Config is what a Service needs. All fields are required but those that say
// otherwise.
type Config struct {
	Store    Store
	Files    Files
	Services Services
	Outbox   Outbox
	Audit    Audit
	Clock    clock.Clock
	Log      *slog.Logger
	Readers  Readers // nil: it is told of no case who has read it

	ReferencePrefix string        // the municipality's letters: "MK"
	DraftLife       time.Duration // how long a draft is kept after it was last saved; 0: 30 days
	GrantLife       time.Duration // how long a browser may open a case without the code again; 0: 2 hours
}

// Service is everything one does with drafts and cases. Every method that
// takes an actor decides by itself whether that actor may: somebody else's
// draft, case or file is NotFound, as if it did not exist. A person's draft is
// LoginNeeded to somebody who is not logged in: it may be their own.
type Service struct {
	cfg      Config
	versions sync.Map // formKey → *formVersion: they never change
}

const (
	defaultDraftLife = 30 * 24 * time.Hour
	defaultGrantLife = 2 * time.Hour

	// maxDrafts is how many drafts one visitor may have begun: more than
	// anybody needs, fewer than anybody can do harm with.
	maxDrafts = 20
)

// New returns a Service.
func New(cfg Config) *Service {
	if cfg.DraftLife == 0 {
		cfg.DraftLife = defaultDraftLife
	}
	if cfg.GrantLife == 0 {
		cfg.GrantLife = defaultGrantLife
	}
	return &Service{cfg: cfg}
}

// Filling is a draft with all that is needed to go on with it.
type Filling struct {
	Draft   Draft
	Service catalogue.Entry   // as it is today
	Form    *forms.Definition // the version that the draft is pinned to
	version *formVersion
	KeptTo  time.Time // the draft is removed then, unless it is saved again
	Resume  string    // the id of the step to go on from

	// Revealed is the first question of the same step that was not on the page
	// and that the answers just saved show: it is to be seen before one goes on.
	Revealed string
}

type formKey struct {
	service string
	version int
}

// formVersion is a version of a service's form, parsed, and where its answers go.
type formVersion struct {
	*forms.Definition
	route       catalogue.Route
	expressions *forms.Expressions // of the route
}

// form returns a version of a service's form.
func (s *Service) form(ctx context.Context, service string, version int) (*formVersion, error) {
	op := fmt.Sprintf("cases.form %s/%d", service, version)
	key := formKey{service, version}
	if known, ok := s.versions.Load(key); ok {
		return known.(*formVersion), nil
	}
	found, err := s.cfg.Services.FindForm(ctx, service, version)
	if err != nil {
		return nil, errs.Op(op, err)
	}
	def, err := forms.Parse(found.Definition)
	if err != nil { // it was checked when it was imported: ours to mend
		return nil, errs.Wrap(errs.Internal, op, err)
	}
	form := &formVersion{def, found.Route, def.Expressions(found.Route.Codes)}
	s.versions.Store(key, form)
	return form, nil
}

// draft returns the actor's own draft and what belongs to it.
func (s *Service) draft(ctx context.Context, actor identity.Actor, id string) (Filling, error) {
	d, err := s.own(ctx, actor, id)
	if err != nil {
		return Filling{}, err
	}
	return s.filling(ctx, d)
}

// own returns the actor's own draft alone.
func (s *Service) own(ctx context.Context, actor identity.Actor, id string) (Draft, error) {
	const op = "cases.draft"
	d, err := s.cfg.Store.FindDraft(ctx, id)
	if err != nil {
		return Draft{}, errs.Op(op, err)
	}
	return d, mayEdit(actor, d, op)
}

// filling returns a draft with what belongs to it.
func (s *Service) filling(ctx context.Context, d Draft) (Filling, error) {
	f, err := s.furnished(ctx, d)
	if err != nil {
		return Filling{}, err
	}
	f.Resume = f.Form.Resume(d.Answers, s.cfg.Clock.Now())
	return f, nil
}

// furnished is filling without where to go on.
func (s *Service) furnished(ctx context.Context, d Draft) (Filling, error) {
	entry, err := s.cfg.Services.FindService(ctx, d.ServiceID)
	if err != nil {
		return Filling{}, errs.Op("cases.filling "+d.ID, err)
	}
	form, err := s.form(ctx, d.ServiceID, d.FormVersion)
	if err != nil {
		return Filling{}, err
	}
	return Filling{Draft: d, Service: entry, Form: form.Definition, version: form, KeptTo: d.SavedAt.Add(s.cfg.DraftLife)}, nil
}

// newID returns 128 random bits in hex: an id that nobody guesses.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
