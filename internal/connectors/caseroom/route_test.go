package caseroom_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	connector "github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

var monday = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

func TestCheckRoute(t *testing.T) {
	d := newDesk(t, testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)})
	checker := build(t, d.room).(delivery.RouteChecker)
	for name, tt := range map[string]struct {
		authority string
		params    map[string]string
		want      []string // params that are wrong
		says      string
	}{
		"a function":                   {authority, map[string]string{"function": "TN/gata", "handling_days": "30"}, nil, ""},
		"the only function":            {"Kommunstyrelsen", nil, nil, ""},
		"a function by the answers":    {authority, map[string]string{"function": "=answers.vad"}, nil, ""},
		"one of two":                   {authority, nil, []string{""}, "TN/gata, TN/park"},
		"an unknown function":          {authority, map[string]string{"function": "TN/hav"}, []string{"function"}, "TN/gata, TN/park"},
		"one that works no cases":      {authority, map[string]string{"function": "TN/registrator"}, []string{"function"}, "TN/gata, TN/park"},
		"one of another authority":     {"Kommunstyrelsen", map[string]string{"function": "TN/gata"}, []string{"function"}, "KS/kansli"},
		"an authority that is not":     {"Blindnämnden", map[string]string{"function": "TN/gata"}, []string{"function"}, "Blindnämnden"},
		"days that are none":           {"Kommunstyrelsen", map[string]string{"handling_days": "snart"}, []string{"handling_days"}, "whole number"},
		"days that have passed":        {"Kommunstyrelsen", map[string]string{"handling_days": "0"}, []string{"handling_days"}, "from 1"},
		"a value that is not known":    {"Kommunstyrelsen", map[string]string{"queue": "x"}, []string{"queue"}, "function"},
		"all of it wrong, all is told": {authority, map[string]string{"queue": "x", "handling_days": "x"}, []string{"queue", "", "handling_days"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			var said strings.Builder
			for _, f := range checker.CheckRoute(delivery.Route{Authority: tt.authority, Params: tt.params, Files: true}) {
				got = append(got, f.Param)
				said.WriteString(f.Message + "\n")
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || !strings.Contains(said.String(), tt.says) {
				t.Errorf("faults (-want +got):\n%s\n%s", diff, said.String())
			}
		})
	}
}

func TestOptions(t *testing.T) {
	typ := connector.Type(nil)
	if _, err := typ.New(delivery.NewOptions(map[string]any{"base_url": "https://x.example"})); err == nil {
		t.Error("an option was taken that there is not")
	}
}

// TestSettingsHoldCasesBack: what somebody can mend refuses no case.
func TestSettingsHoldCasesBack(t *testing.T) {
	d := newDesk(t, testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)})
	c := build(t, d.room)
	for name, change := range map[string]func(*delivery.Envelope){
		"authority": func(e *delivery.Envelope) { e.Authority = "Blindnämnden" },
		"function":  func(e *delivery.Envelope) { e.Params["function"] = "TN/hav" },
		"days":      func(e *delivery.Envelope) { e.Params["handling_days"] = "snart" },
	} {
		t.Run(name, func(t *testing.T) {
			e := delivery.Envelope{Reference: "MK-2026-AAAA-1111", Authority: authority, ReceivedAt: monday, Params: map[string]string{"function": "TN/gata"}}
			change(&e)
			_, err := c.Send(t.Context(), delivery.Step{Key: "MK-2026-AAAA-1111/1", Kind: delivery.KindCreate, Envelope: e})
			if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
				t.Errorf("got %v, want an UnavailableError", err)
			}
		})
	}
	if n := len(d.cases()); n != 0 {
		t.Errorf("%d cases were registered", n)
	}
}

// TestDueAndNumber: what the route says becomes the case's last day, and the
// diary number comes back with the receipt, however it is got.
func TestDueAndNumber(t *testing.T) {
	d := newDesk(t, testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)})
	c := build(t, d.room)
	step := delivery.Step{Key: "MK-2026-AAAA-1111/1", Kind: delivery.KindCreate, Envelope: delivery.Envelope{
		Reference: "MK-2026-AAAA-1111", Authority: authority, ReceivedAt: monday, Language: "en",
		Params: map[string]string{"function": "TN/park", "handling_days": "14"},
	}}
	sent, err := c.Send(t.Context(), step)
	must(t, err)
	found, ok, err := c.Find(t.Context(), step)
	must(t, err)
	if !ok || found != sent || !strings.HasPrefix(sent.Number, "TN ") || !strings.HasSuffix(sent.Number, "-00001") {
		t.Errorf("sent %+v, found %+v (%v)", sent, found, ok)
	}
	kept, err := d.db.Caseroom().FindCaseByID(t.Context(), sent.RemoteID)
	must(t, err)
	if !kept.DueAt.Equal(time.Date(2026, 3, 30, 21, 59, 59, 999999000, time.UTC)) || kept.Function != "TN/park" || kept.Lang != "en" {
		t.Errorf("it is kept as %+v", kept)
	}
}

// TestLaterFilesAreNews: a file that is none of the envelope's came later.
func TestLaterFilesAreNews(t *testing.T) {
	d := newDesk(t, testdb.DB{Dialect: testdb.SQLiteDialect, DSN: migrated.SQLite(t)})
	c := build(t, d.room)
	open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("bild")), nil }
	sum := sha256.Sum256([]byte("bild"))
	file := delivery.EnvelopeFile{ID: "a", Name: "a.png", Size: 4, SHA256: hex.EncodeToString(sum[:]), Open: open}
	e := delivery.Envelope{Reference: "MK-2026-AAAA-1111", Authority: "Kommunstyrelsen", ReceivedAt: monday, Files: []delivery.EnvelopeFile{file}}
	sent, err := c.Send(t.Context(), delivery.Step{Key: "MK-2026-AAAA-1111/1", Kind: delivery.KindCreate, Envelope: e})
	must(t, err)
	attach := func(seq int, f delivery.EnvelopeFile) error {
		_, err := c.Send(t.Context(), delivery.Step{
			Key: delivery.StepKey(e.Reference, seq), Kind: delivery.KindAttachment, Envelope: e, RemoteID: sent.RemoteID, Attachment: &f,
		})
		return err
	}
	for i, want := range []bool{false, true} {
		must(t, attach(i+2, file))
		kept, err := d.db.Caseroom().FindCaseByID(t.Context(), sent.RemoteID)
		must(t, err)
		if kept.HasNews() != want {
			t.Errorf("file %d: news %v, want %v", i+1, kept.HasNews(), want)
		}
		file.ID = "b"
	}
	file.SHA256 = strings.Repeat("0", 64)
	if _, ok := errors.AsType[*delivery.UnavailableError](attach(4, file)); !ok {
		t.Error("another content than the citizen sent was taken")
	}
}
