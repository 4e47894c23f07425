package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// TestAnUrgentCaseIsWorkedThoughItsSystemIsDown: somebody on call is alarmed at
// once, the case lies in the caseroom, marked as a copy, and when its system has
// got it the copy is closed and says where it is. The citizen's case is none of the copy's business.
func TestAnUrgentCaseIsWorkedThoughItsSystemIsDown(t *testing.T) {
	const service = "felanmal-gata-gangvag-eller-cykelvag"
	var down atomic.Bool
	down.Store(true)
	var world http.Handler
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		world.ServeHTTP(w, r)
	}))
	defer back.Close()
	d, err := OpenDemo(t.Context(), DemoConfig{
		Addr: freeAddr(t), OutsideAddr: freeAddr(t), Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Connectors: map[string]config.Connector{"gatukontoret": {Type: "open311", Options: map[string]any{
			"base_url": back.URL + outside.StreetAPIPath, "api_key": demoKey, "updates": true, "upload_files": true,
		}}},
	})
	must(t, err)
	world = d.World
	p := d.Portal
	ctx, stop := context.WithCancel(context.Background())
	ended, opened := make(chan error, 1), make(chan struct{})
	go func() { ended <- d.Run(ctx, func() { close(opened) }) }()
	defer func() {
		stop()
		must(t, <-ended)
		must(t, d.Close())
	}()
	<-opened

	entry, ok := p.catalogue.Current().Find(service)
	if !ok || entry.Urgent == nil {
		t.Fatal("the demo has no such urgent service any more")
	}
	now := p.house.clock.Now()
	c := cases.Case{
		ID: "c1", Reference: "MK-2026-AAAA-1111", ServiceID: service, FormVersion: entry.FormVersion, DraftID: "d1", Lang: i18n.SV,
		Title: entry.Title, Authority: entry.Authority, Connector: "gatukontoret", ReceivedAt: now,
		Answers: forms.Answers{"fel": {Values: []string{"hal"}}, "plats": {Parts: map[string]string{forms.PartText: "Storgatan 1"}}},
	}
	must(t, p.house.db.InTx(t.Context(), func(ctx context.Context) error {
		if err := p.house.db.Cases().CreateCase(ctx, c); err != nil {
			return err
		}
		return outbox{p}.Owe(ctx, cases.Owed{CaseID: c.ID, Reference: c.Reference, ServiceID: service, Connector: c.Connector})
	}))

	authority, _ := p.house.organisation.AuthorityNamed(entry.Authority)
	handler := identity.Actor{Staff: &identity.Staff{ID: "kim", Name: "Kim", Functions: authority.Functions}}
	var v caseroom.View
	eventually(t, "the case lies in the caseroom", func() bool {
		must(t, p.onCall.Look(t.Context()))
		v, err = p.house.room.Open(t.Context(), handler, c.Reference)
		return err == nil
	})
	if !strings.HasPrefix(v.Case.Title, "Säkerhetskopia: ") || v.Dossier.Sections[0].Title != "Säkerhetskopia" || !v.Case.ClosedAt.IsZero() {
		t.Errorf("it lies there as %+v, %+v", v.Case, v.Dossier.Sections[0])
	}
	if kept, err := p.house.db.Cases().FindCase(t.Context(), c.ID); err != nil || !kept.DeliveredAt.IsZero() {
		t.Errorf("the citizen is told that it has come (%v)", err)
	}

	down.Store(false)
	eventually(t, "the copy is closed", func() bool {
		v, err = p.house.room.Open(t.Context(), handler, c.Reference)
		return err == nil && !v.Case.ClosedAt.IsZero()
	})
	last := v.Events[len(v.Events)-1]
	kept, err := p.house.db.Cases().FindCase(t.Context(), c.ID)
	must(t, err)
	if last.Kind != caseroom.EventNoted || !strings.Contains(last.Text, "gatukontoret "+kept.Number) || kept.DeliveredAt.IsZero() || kept.Number == "" {
		t.Errorf("the copy says %q, the case has the number %q", last.Text, kept.Number)
	}
	must(t, p.engine.Poll(t.Context(), "handlaggning"))
	if kept, err = p.house.db.Cases().FindCase(t.Context(), c.ID); err != nil || !kept.ClosedAt.IsZero() {
		t.Errorf("the citizen's case is closed with the copy (%v)", err)
	}
	assertReconciled(t, p, c.ID)
	must(t, p.onCall.Look(t.Context()))
	alarmed, err := p.house.db.Alarms().HasAlarm(t.Context(), findDelivery(t, p, c.ID), "log")
	if err != nil || !alarmed {
		t.Errorf("nobody was alarmed (%v)", err)
	}
}

// assertReconciled asserts that the case is found where it is worked, standing as it does
// here, and that its copy is no case of its own.
func assertReconciled(t *testing.T, p *Portal, caseID string) {
	t.Helper()
	found, err := p.reconcileNow(t.Context(), Asked{Connector: "gatukontoret", From: p.house.clock.Now().Add(-time.Hour).Format(time.DateOnly), Repair: true})
	must(t, err)
	if len(found) != 1 || found[0].Present != 1 || len(found[0].Findings) > 0 {
		t.Errorf("reconciled: %+v", found)
	}
	for connector, want := range map[string]delivery.Standing{
		"gatukontoret": {Status: delivery.StatusReceived}, "handlaggning": {Closed: true},
	} {
		if got, err := p.standing(t.Context(), caseID, connector); err != nil || got != want {
			t.Errorf("at %s it stands as %+v (%v), want %+v", connector, got, err, want)
		}
	}
	reports, err := p.reconcile.Latest(t.Context(), 10)
	must(t, err)
	if len(reports) != 1 || reports[0].Present != 1 || !reports[0].Repair || reports[0].EndedAt.IsZero() {
		t.Errorf("reports: %+v", reports)
	}
}

func findDelivery(t *testing.T, p *Portal, caseID string) string {
	t.Helper()
	d, err := p.house.db.Deliveries().FindFirst(t.Context(), caseID, "gatukontoret")
	must(t, err)
	return d.ID
}
