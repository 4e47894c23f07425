package delivery_test

import (
	stdcmp "cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// withFiles is a change of the first case with files.
func withFiles(key string, ids ...string) delivery.Change {
	c := change(key, delivery.StatusClosed, 0)
	for _, id := range ids {
		c.Files = append(c.Files, delivery.ChangeFile{ID: id, Name: id + ".pdf", MediaType: "application/pdf"})
	}
	return c
}

// deliverOne has the back end take the first case, and tell changes of it.
func (w *world) deliverOne(changes ...delivery.Change) {
	w.t.Helper()
	w.owe(1, 0)
	w.attempt("MK-1/1")
	w.backEnd.files = map[string]string{"f1": "one", "f2": "two", "f3": "three"}
	w.backEnd.filesErr = map[string]error{}
	w.backEnd.calls = nil
	w.backEnd.batches = map[string]delivery.Batch{"": {Cursor: "a", Changes: changes}, "a": {Cursor: "a"}}
}

func TestFilesAreToldWithTheirChange(t *testing.T) {
	w := newWorld(t, nil)
	w.deliverOne(withFiles("1", "f1", "f2"), withFiles("1", "f1", "f2"), withFiles("2", "f1"))
	w.backEnd.batches["b"] = w.backEnd.batches[""]
	for _, cursor := range []string{"", "b"} { // and the same once more
		w.store.cursor = map[string]string{"gata": cursor}
		if err := w.poll(); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"changed case1 closed  +f1.pdf +f2.pdf", "changed case1 closed  +f1.pdf"}
	if diff := cmp.Diff(want, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	calls := []string{"poll ", "fetch f1 of R1", "fetch f2 of R1", "fetch f1 of R1", "poll b"}
	if diff := cmp.Diff(calls, w.backEnd.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	var kept []string
	for id, text := range w.domain.kept {
		if err := uuid.Validate(id); err != nil {
			t.Errorf("the id %q: %v", id, err)
		}
		kept = append(kept, text)
	}
	slices.Sort(kept)
	one := "f1.pdf of case1: one, application/pdf, 3 bytes, " + sum("one")
	if diff := cmp.Diff([]string{one, one, "f2.pdf of case1: two, application/pdf, 3 bytes, " + sum("two")}, kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// A change waits for its files, and the later ones of its case with it.
func TestAChangeWaitsForItsFiles(t *testing.T) {
	w := newWorld(t, nil)
	w.deliverOne(withFiles("1", "f1", "f2"), change("2", delivery.StatusStarted, time.Hour))
	down := &delivery.UnavailableError{Err: errors.New("503")}
	w.backEnd.filesErr["f2"] = down
	for range 3 {
		if err := w.poll(); err == nil {
			t.Error("no error although a file cannot be had")
		}
		w.clock.Advance(time.Hour)
	}
	if got := w.toldOf(1); len(got) > 0 || w.store.cursor["gata"] != "" {
		t.Errorf("told %v, cursor %q", got, w.store.cursor["gata"])
	}
	delete(w.backEnd.filesErr, "f2")
	if err := w.poll(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"changed case1 closed  +f1.pdf +f2.pdf", "changed case1 started "}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if len(w.domain.kept) != 2 {
		t.Errorf("%d files are kept, want two: each time under the same id", len(w.domain.kept))
	}
	if len(w.store.holding) != 0 {
		t.Errorf("still held: %v", w.store.holding)
	}
}

func TestWordsDoNotWaitForEverForAFile(t *testing.T) {
	w := newWorld(t, nil)
	w.deliverOne(withFiles("1", "f1", "f2"))
	w.backEnd.filesErr["f1"] = errors.New("reset")
	for range 24 {
		if err := w.poll(); err == nil {
			t.Fatal("told before a day has passed")
		}
		w.clock.Advance(time.Hour)
	}
	if err := w.poll(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"changed case1 closed  +f1.pdf missing +f2.pdf"}, w.toldOf(1)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestAFileThatCanNeverBeHadIsMissingAtOnce(t *testing.T) {
	tests := []struct {
		name   string
		wrap   func(delivery.Connector) delivery.Connector
		make   func(w *world)
		size   int64
		told   string
		noCall bool
	}{
		{name: "the back end refuses", make: func(w *world) { w.backEnd.filesErr["f1"] = refuses.err }},
		{name: "too large, and it says so", size: 20<<20 + 1, noCall: true},
		{name: "too large, and it does not say so", make: func(w *world) { w.backEnd.files["f1"] = strings.Repeat("x", 20<<20+1) }},
		{name: "just not too large", make: func(w *world) { w.backEnd.files["f1"] = strings.Repeat("x", 20<<20) }, told: "+f1.pdf"},
		{name: "empty", make: func(w *world) { w.backEnd.files["f1"] = "" }, told: "+f1.pdf"},
		{name: "the domain will not have it", make: func(w *world) { w.domain.keep = errs.New(errs.Invalid, "test") }},
		{name: "a connector without files", wrap: func(c delivery.Connector) delivery.Connector { return struct{ delivery.Connector }{c} }, noCall: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, test.wrap)
			c := withFiles("1", "f1")
			c.Files[0].Size = test.size
			w.deliverOne(c)
			if test.make != nil {
				test.make(w)
			}
			if err := w.poll(); err != nil {
				t.Fatal(err)
			}
			want := []string{"changed case1 closed  " + stdcmp.Or(test.told, "+f1.pdf missing")}
			if diff := cmp.Diff(want, w.toldOf(1)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if called := len(w.backEnd.calls) > 1; called == test.noCall {
				t.Errorf("calls %v", w.backEnd.calls)
			}
		})
	}
}

// Our own disk is no reason to do without a file.
func TestAChangeWaitsForeverForUsToKeepItsFile(t *testing.T) {
	w := newWorld(t, nil)
	w.deliverOne(withFiles("1", "f1"))
	w.domain.keep = errs.New(errs.Unavailable, "disk")
	for range 3 {
		if err := w.poll(); !errs.Is(err, errs.Unavailable) {
			t.Errorf("got %v", err)
		}
		w.clock.Advance(48 * time.Hour)
	}
	if got := w.toldOf(1); len(got) > 0 {
		t.Errorf("told %v", got)
	}
}

func TestAPollTriesFewFilesThatFail(t *testing.T) {
	w := newWorld(t, nil)
	w.deliverOne()
	w.backEnd.filesErr["f1"] = errors.New("time-out")
	var changes []delivery.Change
	for n := range 10 {
		w.owe(n+2, 0)
		w.attempt(fmt.Sprintf("MK-%d/1", n+2))
		c := withFiles(strconv.Itoa(n), "f1")
		c.RemoteID = w.find(fmt.Sprintf("MK-%d/1", n+2)).RemoteID
		changes = append(changes, c)
	}
	changes = append(changes, change("words", delivery.StatusStarted, 0))
	w.backEnd.batches[""] = delivery.Batch{Cursor: "a", Changes: changes}
	w.backEnd.calls = nil
	if err := w.poll(); err == nil {
		t.Error("no error")
	}
	if got := len(w.backEnd.calls); got != 1+3 {
		t.Errorf("%d calls, want the poll and three files", got)
	}
	if got := w.toldOf(11); len(got) != 1 || got[0] != "changed case1 started " {
		t.Errorf("told %v, want the words of the case without files", got)
	}
}

func TestAPanicWhileAFileIsFetched(t *testing.T) {
	w := newWorld(t, func(c delivery.Connector) delivery.Connector { return panicking{c} })
	w.deliverOne(withFiles("1", "f1"))
	if err := w.poll(); err == nil || strings.Contains(err.Error(), "personal") {
		t.Errorf("got %v", err)
	}
}

type panicking struct{ delivery.Connector }

func (panicking) FetchFile(context.Context, string, string) (io.ReadCloser, error) {
	panic("personal data")
}
