package watch

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Item is a delivery that waits: refused, or first in its line and not final.
type Item struct {
	delivery.Delivery
	ServiceID string
	Title     i18n.Text // of the service
	Authority string    // that it belongs to, by name; "": nobody knows
	Behind    int       // steps of its case that wait for it
	IsLate    bool      // it has waited for longer than its service may
}

// Part is which of the deliveries that wait.
type Part string

// The parts.
const (
	PartAll     Part = ""
	PartLate    Part = "late"
	PartRefused Part = "refused"
)

// Parts are all parts.
var Parts = []Part{PartAll, PartLate, PartRefused}

const (
	// PageSize is how many deliveries a page of the list has.
	PageSize = 50
	// MaxCount is how far deliveries are counted: one more means "more".
	MaxCount = 1000
)

// Limits says how long a delivery may wait before it is late, by its service.
type Limits struct {
	Default  time.Duration
	Services map[string]time.Duration // those with a limit of their own
}

// Deadlines are limits at a moment: what has waited since before them is late.
type Deadlines struct {
	Default  time.Time
	Services map[string]time.Time
}

func (l Limits) before(now time.Time) Deadlines {
	d := Deadlines{Default: now.Add(-l.Default), Services: make(map[string]time.Time, len(l.Services))}
	for service, limit := range l.Services {
		d.Services[service] = now.Add(-limit)
	}
	return d
}

// passed reports whether an item that waits is late.
func (d Deadlines) passed(i Item) bool {
	deadline, ok := d.Services[i.ServiceID]
	if !ok {
		deadline = d.Default
	}
	return i.DeliveredAt.IsZero() && i.MovedAt.IsZero() && i.CreatedAt.Before(deadline)
}

// Query says which deliveries somebody sees.
type Query struct {
	Part        Part
	Connector   string           // of that one only; "": of any
	Problem     delivery.Problem // with that one only; "": with any
	DueAfter    time.Time        // of those that wait for a time: neither refused nor held; zero: of all
	Authorities []string         // by name
	Everything  bool             // of whatever authority, and of none
	Deadlines   Deadlines
	Names       []string // those of whose case or back end's number one of these is, whatever their state; nil: those that wait
	Offset      int
	Limit       int
}

// Late is how many deliveries at a connector are late.
type Late struct {
	Connector string
	Count     int       // at most MaxCount in all
	Oldest    time.Time // when the oldest of them was made
}

// Store knows what waits, and whose it is.
type Store interface {
	// FindWaiting returns a page of deliveries that wait, longest first.
	FindWaiting(ctx context.Context, q Query) ([]Item, error)
	// CountWaiting returns how many the query finds on all pages, and no more
	// than MaxCount+1.
	CountWaiting(ctx context.Context, q Query) (int, error)
	// FindItem returns any delivery, or NotFound. It does not say whether it is late.
	FindItem(ctx context.Context, id string) (Item, error)
	// FindLate returns what is late, by connector.
	FindLate(ctx context.Context, d Deadlines) ([]Late, error)
	// FindHistory returns the history of a delivery, the oldest first.
	FindHistory(ctx context.Context, deliveryID string) ([]delivery.HistoryLine, error)
	// FindConnectors returns those that something waits for, or was moved from.
	FindConnectors(ctx context.Context) ([]string, error)
	// FindLoad returns what waits at a connector, and its trend from a full hour on.
	FindLoad(ctx context.Context, connector string, since time.Time, d Deadlines) (Load, error)
}

// Config is what a Service needs. Every field is required.
type Config struct {
	Store        Store
	Engine       Engine
	Router       Router
	Organisation *identity.Organisation
	Connectors   []string                    // those that are configured
	Names        func(words string) []string // what somebody may mean who writes a reference or a back end's number, as they are kept
	Limits       func() Limits               // as they are now
	Clock        clock.Clock
	Log          *slog.Logger
}

// Service is the watch. It is safe for concurrent use.
type Service struct {
	cfg   Config
	alarm alarm
}

// New returns a watch.
func New(cfg Config) *Service { return &Service{cfg: cfg, alarm: alarm{told: map[string]bool{}}} }

// List is a page of what waits.
type List struct {
	Items  []Item
	Counts map[Part]int // no more than MaxCount+1
	Page   int          // that this is, from 1
}

// Filter says which deliveries somebody wants to see. The zero Filter is the first
// page of all that wait.
type Filter struct {
	Part      Part
	Connector string           // "": any
	Problem   delivery.Problem // "": any
	Words     string           // a reference or a back end's number: then whatever has it, in whatever state
	Page      int              // from 1; less is the first too
}

// Show returns a page of what waits for the back ends of the actor's
// authorities, or of all when they operate the portal. NotFound when they may see
// none, LoginNeeded when they are not at work.
func (s *Service) Show(ctx context.Context, actor identity.Actor, f Filter) (List, error) {
	const op = "watch.Show"
	if err := identity.Can(actor, identity.SeeDeliveries, identity.Object{}, op); err != nil {
		return List{}, err
	}
	if !slices.Contains(Parts, f.Part) {
		return List{}, errs.New(errs.NotFound, op)
	}
	list := List{Counts: map[Part]int{}}
	q := s.query(actor)
	q.Connector, q.Problem = f.Connector, f.Problem
	if f.Words != "" {
		q.Names = s.cfg.Names(f.Words)
	}
	for _, q.Part = range Parts {
		n, err := s.cfg.Store.CountWaiting(ctx, q)
		if err != nil {
			return List{}, errs.Op(op, err)
		}
		list.Counts[q.Part] = n
	}
	last := max((min(list.Counts[f.Part], MaxCount)+PageSize-1)/PageSize, 1)
	list.Page = min(max(f.Page, 1), last)
	q.Part, q.Offset, q.Limit = f.Part, (list.Page-1)*PageSize, PageSize
	var err error
	list.Items, err = s.cfg.Store.FindWaiting(ctx, q)
	return list, errs.Op(op, err)
}

// query is for what the actor may see.
func (s *Service) query(actor identity.Actor) Query {
	q := Query{
		Everything: len(actor.Staff.Authorities(identity.PowerOperate)) > 0,
		Deadlines:  s.cfg.Limits().before(s.cfg.Clock.Now()),
	}
	for _, code := range actor.Staff.Authorities(identity.PowerDeliveries) {
		if a, ok := s.cfg.Organisation.Authority(code); ok {
			q.Authorities = append(q.Authorities, a.Name)
		}
	}
	return q
}

// Alarm is what somebody must look at. The zero Alarm is that all is well.
type Alarm struct {
	Late    int // no more than MaxCount+1
	Refused int // of whatever age, and no more than MaxCount+1
}

// Alarm returns what the actor must look at: nothing for those who may not see
// deliveries.
func (s *Service) Alarm(ctx context.Context, actor identity.Actor) (Alarm, error) {
	const op = "watch.Alarm"
	if identity.Can(actor, identity.SeeDeliveries, identity.Object{}, op) != nil {
		return Alarm{}, nil //nolint:nilerr // it is no fault not to be told
	}
	q := s.query(actor)
	q.Part = PartLate
	late, err := s.cfg.Store.CountWaiting(ctx, q)
	if err != nil {
		return Alarm{}, errs.Op(op, err)
	}
	q.Part = PartRefused
	refused, err := s.cfg.Store.CountWaiting(ctx, q)
	return Alarm{Late: late, Refused: refused}, errs.Op(op, err)
}

// Late returns what is late at the moment, by connector.
func (s *Service) Late(ctx context.Context) ([]Late, error) {
	late, err := s.cfg.Store.FindLate(ctx, s.cfg.Limits().before(s.cfg.Clock.Now()))
	return late, errs.Op("watch.Late", err)
}
