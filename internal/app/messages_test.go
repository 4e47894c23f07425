package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/testing/citizen"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestMessagesGoBothWays goes the whole way in the demo: a handler asks for a
// completion, the citizen answers with a file, a decision comes back with its
// document, and the citizen sees which function has read it all. Then another case
// is withdrawn, and its handler knows.
func TestMessagesGoBothWays(t *testing.T) {
	h, url := runDemo(t)
	anna, err := citizen.New(url)
	must(t, err)
	reference := ask(t, anna)
	centre, _ := h.organisation.Function("KS/kontaktcenter")
	kim := identity.Actor{Staff: &identity.Staff{ID: "kim", Name: "Kim", Functions: []identity.Function{centre}}}
	open := func(reference string) caseroom.View {
		v, err := h.room.Open(t.Context(), kim, reference)
		must(t, err)
		return v
	}
	page := func() *citizen.Page {
		p, err := anna.Get(t.Context(), "/arende/"+reference)
		must(t, err)
		return p
	}
	eventually(t, "the case is registered", func() bool {
		_, err := h.room.Open(t.Context(), kim, reference)
		return err == nil
	})

	lastDay := time.Now().AddDate(0, 0, 10) // the demo lives by the real clock
	must(t, h.room.AskCompletion(t.Context(), kim, open(reference).Seen(), caseroom.Message{Text: "Vilken simhall menar du?"}, lastDay))
	eventually(t, "the citizen is asked", func() bool { return htmlcheck.Find(page().Doc, ".ask form") != nil })
	htmlcheck.Run(t, page().Body,
		htmlcheck.In("main .tag", htmlcheck.HasText("Vi väntar på dig")),
		htmlcheck.In(".ask", htmlcheck.HasText("Vilken simhall menar du?"), htmlcheck.HasText("Svara senast")),
		htmlcheck.In(".readings", htmlcheck.HasText(centre.Title.SV), htmlcheck.HasNoText("Kim")))

	form, err := page().Form(".ask form")
	must(t, err)
	form.Set("text", "Den vid torget.")
	form.Attach("files", "karta.pdf", "application/pdf", []byte(pdf))
	sent, err := anna.Submit(t.Context(), form, "", "")
	must(t, err)
	if sent.Status != http.StatusOK {
		t.Fatalf("status %d", sent.Status)
	}
	eventually(t, "the answer and its file are in the caseroom", func() bool {
		v := open(reference)
		said := v.Events[len(v.Events)-1]
		for _, e := range v.Events {
			if e.Kind == caseroom.EventMessage {
				said = e
			}
		}
		return said.Text == "Den vid torget." && len(v.Files) == 2
	})

	decided := caseroom.Decision{Outcome: caseroom.OutcomeApproved, Text: "Den öppnar sju.", Files: []caseroom.Upload{{Name: "öppettider.pdf", Content: []byte(pdf)}}, Close: true}
	eventually(t, "it is decided", func() bool { return h.room.Decide(t.Context(), kim, open(reference).Seen(), decided) == nil })
	eventually(t, "the decision has come", func() bool { return strings.Contains(page().Body, "Den öppnar sju.") })
	last := page()
	htmlcheck.Run(t, last.Body, htmlcheck.In("section[aria-labelledby=documents]", htmlcheck.HasText("öppettider.pdf"), htmlcheck.HasText("Beslut")))
	document, err := anna.Get(t.Context(), htmlcheck.Attr(htmlcheck.Find(last.Doc, "section[aria-labelledby=documents] a"), "href"))
	must(t, err)
	if document.Body != pdf || !strings.HasPrefix(document.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the document: %d, %v", document.Status, document.Header)
	}

	reference = ask(t, anna)
	withdraw, err := anna.Get(t.Context(), "/arende/"+reference+"/dra-tillbaka")
	must(t, err)
	form, err = withdraw.Form("main form")
	must(t, err)
	form.Set("reason", "Jag hittade svaret.")
	done, err := anna.Submit(t.Context(), form, "", "")
	must(t, err)
	htmlcheck.Run(t, done.Body, htmlcheck.In("main .tag", htmlcheck.HasText("Tillbakadraget")))
	eventually(t, "the caseroom knows that it is withdrawn", func() bool {
		v, err := h.room.Open(t.Context(), kim, reference)
		return err == nil && !v.Case.WithdrawnAt.IsZero() && v.Events[len(v.Events)-1].Text == "Jag hittade svaret."
	})
	eventually(t, "the citizen's side knows that it does", func() bool {
		c, err := h.db.Cases().FindCaseByReference(t.Context(), reference)
		return err == nil && c.ClosedAt.After(c.WithdrawnAt)
	})
	htmlcheck.Run(t, page().Body, htmlcheck.In("main .tag", htmlcheck.HasText("Tillbakadraget")), htmlcheck.In("main", htmlcheck.HasText("När öppnar simhallen?")))
}
