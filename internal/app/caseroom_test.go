package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestAQuestionIsAnsweredInTheCaseroom goes the whole way in the demo: a citizen
// asks with a file, the case is registered with a diary number, somebody of the
// contact centre answers and closes it, and the citizen reads that.
func TestAQuestionIsAnsweredInTheCaseroom(t *testing.T) {
	room, url := runDemo(t)
	c, err := citizen.New(url)
	must(t, err)
	reference := ask(t, c)

	centre, _ := room.organisation.Function("KS/kontaktcenter")
	kim := identity.Actor{Staff: &identity.Staff{ID: "kim", Name: "Kim", Functions: []identity.Function{centre}}}
	var v caseroom.View
	eventually(t, "the case and its file are registered", func() bool {
		v, err = room.room.Open(t.Context(), kim, reference)
		return err == nil && len(v.Files) == 1
	})
	if !strings.HasPrefix(v.Case.Diary.String(), "KS 20") || v.Case.Diary.Number != 1 || v.Case.DueAt.IsZero() {
		t.Errorf("it is registered as %+v", v.Case)
	}
	if got := v.Dossier.Sections[0].Rows[0].Lines; len(got) != 1 || got[0] != "När öppnar simhallen?" {
		t.Errorf("the question reads %q", got)
	}
	if got := v.Dossier.Sections[0].Rows[1].Lines; len(got) != 1 || got[0] != "karta.pdf" {
		t.Errorf("the question with a file is answered by %q", got)
	}
	_, content, err := room.room.File(t.Context(), kim, reference, v.Files[0].ID)
	if err != nil || string(content) != pdf {
		t.Errorf("the file is %q (%v)", content, err)
	}

	must(t, room.room.WriteToCitizen(t.Context(), kim, v.Seen(), caseroom.Message{Text: "Den öppnar klockan sju."}))
	v, err = room.room.Open(t.Context(), kim, reference)
	must(t, err)
	must(t, room.room.Note(t.Context(), kim, v.Seen(), "Bara mellan oss."))
	v, err = room.room.Open(t.Context(), kim, reference)
	must(t, err)
	must(t, room.room.Close(t.Context(), kim, v.Seen(), caseroom.Message{Text: "Tack för din fråga."}))
	var page *citizen.Page
	eventually(t, "the answer is on the citizen's page", func() bool {
		page, err = c.Get(t.Context(), "/arende/"+reference)
		return err == nil && strings.Contains(page.Body, "Tack för din fråga.")
	})
	text := htmlcheck.Text(htmlcheck.Find(page.Doc, "main"))
	for _, want := range []string{"Den öppnar klockan sju.", v.Case.Diary.String()} {
		if !strings.Contains(text, want) {
			t.Errorf("the citizen does not read %q:\n%s", want, text)
		}
	}
	seen, known, err := readers{room}.Readers(t.Context(), cases.Case{Reference: reference, Connector: "handlaggning"})
	if err != nil || !known || len(seen) != 1 || seen[0].Function.SV != centre.Title.SV {
		t.Errorf("it was read by %v, %v (%v)", seen, known, err)
	}
	for _, unknown := range []cases.Case{{Reference: reference, Connector: "gatukontoret"}, {Reference: reference, Connector: "handlaggning", NoFollowUp: true}} {
		if seen, known, err := (readers{room}).Readers(t.Context(), unknown); err != nil || known || len(seen) > 0 {
			t.Errorf("%+v was read by %v, %v (%v)", unknown, seen, known, err)
		}
	}
	if strings.Contains(text, "Bara mellan oss.") || strings.Contains(text, "Kim") {
		t.Errorf("the citizen reads what is between handlers:\n%s", text)
	}
}

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"

// ask sends a question with a file and returns its reference.
func ask(t *testing.T, c *citizen.Citizen) string {
	t.Helper()
	page, err := c.Get(t.Context(), "/tjanst/stall-en-fraga-till-kommunen")
	must(t, err)
	send := func(selector, button, value string, fill func(*citizen.Form)) {
		t.Helper()
		form, err := page.Form(selector)
		must(t, err)
		if fill != nil {
			fill(form)
		}
		page, err = c.Submit(t.Context(), form, button, value)
		must(t, err)
		if page.Status != http.StatusOK {
			t.Fatalf("%s: status %d", page.URL.Path, page.Status)
		}
	}
	send("main form[action$='/borja']", "", "", nil)
	send("main form", "do", "next", func(f *citizen.Form) {
		f.Set("fraga", "När öppnar simhallen?")
		f.Attach("fil", "karta.pdf", "application/pdf", []byte(pdf))
	})
	send("main form", "do", "next", nil)
	send("main form[action$='/skicka']", "", "", nil)
	form := htmlcheck.Text(htmlcheck.Find(page.Doc, "main"))
	at := strings.Index(form, "MK-20")
	if !strings.HasSuffix(page.URL.Path, "/kvitto") || at < 0 {
		t.Fatalf("no receipt at %s:\n%s", page.URL.Path, form)
	}
	return form[at : at+len("MK-2026-7F3K-9Q2C")]
}

// runDemo runs Mittköping in this process and returns its house and address.
func runDemo(t *testing.T) (*house, string) {
	t.Helper()
	d := startDemo(t)
	return d.Portal.house, "http://" + d.cfg.Addr
}

// startDemo runs Mittköping in this process.
func startDemo(t *testing.T) *Demo {
	t.Helper()
	d, err := OpenDemo(t.Context(), DemoConfig{
		Addr: freeAddr(t), OutsideAddr: freeAddr(t), Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	opened := make(chan struct{})
	go func() { ended <- d.Run(ctx, func() { close(opened) }) }()
	t.Cleanup(func() {
		stop()
		must(t, <-ended)
		must(t, d.Close())
	})
	<-opened
	return d
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// eventually waits for what goes on in the background.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never comes to that %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
