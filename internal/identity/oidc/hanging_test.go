package oidc_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/identity/oidc"
)

// hanging is a provider that takes every question and answers none.
type hanging struct{ asked atomic.Int32 }

func (h *hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	h.asked.Add(1)
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// TestHangingProvider: those who log in meanwhile wait for the one answer that does
// not come, and not in line for one each; who leaves, waits for nothing.
func TestHangingProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hanging{}
		rp := oidc.New(oidc.Config{Name: "demo", Issuer: "https://login.example", Clock: clock.NewFake(time.Now()), HTTP: h})
		begun := time.Now()
		var waiting sync.WaitGroup
		for range 50 {
			waiting.Go(func() {
				_, _, err := rp.Begin(t.Context(), "sv")
				wantUnavailable(t, err)
			})
		}
		synctest.Wait()
		left, leave := context.WithCancel(t.Context())
		leave()
		_, _, err := rp.Begin(left, "sv")
		wantUnavailable(t, err)
		if waited := time.Since(begun); waited > 0 {
			t.Errorf("who had left waited %s", waited)
		}
		waiting.Wait()
		if waited := time.Since(begun); waited > 10*time.Second || h.asked.Load() != 1 {
			t.Errorf("they waited %s for %d answers", waited, h.asked.Load())
		}
	})
}
