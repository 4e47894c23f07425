package cases_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
)

var pdf = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")

// fileID is as a back end's files are named.
const fileID = "5f0c8a2e6a535d0e9d555f8f6c1d3b7a"

func TestDocuments(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		for range 2 { // kept again, since it could not be told
			if err := d.KeepDocument(ctx, c.ID, fileID, "../Beslut om bygglov", pdf); err != nil {
				d.t.Fatal(err)
			}
		}
		if _, _, err := d.File(ctx, parent, c.Reference, fileID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("before it is told of: %v", err)
		}
		d.told(c, cases.Progress{
			At: start, Kind: cases.EventClosed, Decision: true, Number: "BN 2026-00417", Note: "Bifall",
			Files: []cases.ReceivedFile{{ID: fileID, Name: "x"}, {ID: "missing", Name: "karta.dwg", IsMissing: true}},
		})
		v := d.see(parent, c)
		if diff := cmp.Diff([]string{"authority decision: Bifall [Beslut om bygglov.pdf]"}, said(v)); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"karta.dwg"}, v.Messages[0].Missing); diff != "" {
			d.t.Errorf("missing (-want +got):\n%s", diff)
		}
		if len(v.Documents) != 1 || !v.Documents[0].IsDecision || v.Documents[0].MediaType != "application/pdf" || v.Documents[0].Sender != cases.PartyAuthority {
			d.t.Errorf("documents %+v", v.Documents)
		}
		if v.Case.Number != "BN 2026-00417" || !v.Case.DecidedAt.Equal(start) || v.Case.Status() != cases.StatusClosed {
			d.t.Errorf("case %+v", v.Case)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventDecided, cases.EventClosed}, kinds(v)); diff != "" {
			d.t.Errorf("events (-want +got):\n%s", diff)
		}
		if _, content, err := d.File(ctx, parent, c.Reference, fileID); err != nil || string(content) != string(pdf) {
			d.t.Errorf("told of: %v", err)
		}
		if _, _, err := d.File(ctx, other, c.Reference, fileID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("somebody else's: %v", err)
		}
		another := d.send(d.complete())
		if _, _, err := d.File(ctx, parent, another.Reference, fileID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("by another case: %v", err)
		}
		if err := d.Progress(ctx, another.ID, cases.Progress{Connector: another.Connector, Kind: cases.EventMessage, Files: []cases.ReceivedFile{{ID: fileID}}}); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("told of in another case: %v", err)
		}
		if err := d.KeepDocument(ctx, c.ID, fileID, "annat", []byte("%PDF-1.7 another")); err != nil {
			d.t.Errorf("again, after it was told: %v", err)
		}
		if _, content, _ := d.File(ctx, parent, c.Reference, fileID); string(content) != string(pdf) {
			d.t.Error("a document that was told of has changed")
		}
	})
}

// TestDocumentsWeTake looks at what a file is, not at what it is called.
func TestDocumentsWeTake(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		for i, tt := range []struct {
			name    string
			content string
			as      string // "": not taken
		}{
			{"beslut.pdf", string(pdf), "beslut.pdf"},
			{"beslut.exe", string(pdf), "beslut.exe.pdf"},
			{"anteckning.bat", "Hej, det här är text.\n", "anteckning.bat.txt"},
			{"bild.pdf", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "bild.pdf.jpg"},
			{"beslut.pdf", "MZ\x90\x00\x03\x00\x00\x00", ""},
			{"beslut.pdf", "<!DOCTYPE html><html><script>alert(1)</script></html>", ""},
			{"karta.png", `<svg xmlns="http://www.w3.org/2000/svg"></svg>`, ""},
			{"tom.pdf", "", ""},
			{"stor.txt", strings.Repeat("x", 20<<20+1), ""},
		} {
			id := fmt.Sprintf("%032x", i)
			err := d.KeepDocument(d.t.Context(), c.ID, id, tt.name, []byte(tt.content))
			if tt.as == "" {
				if !errs.Is(err, errs.Invalid) || d.files.there[id] {
					d.t.Errorf("%s: %v, want it refused", tt.name, err)
				}
				continue
			}
			a, errFind := d.store.FindAttachment(d.t.Context(), id)
			if err != nil || errFind != nil || a.Name != tt.as {
				d.t.Errorf("%s: kept as %q, %v %v", tt.name, a.Name, err, errFind)
			}
		}
		if err := d.KeepDocument(d.t.Context(), "no such case", "x", "x", pdf); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("of no case: %v", err)
		}
	})
}

// TestPurgeWaitingFiles removes what no message came for, and nothing else.
func TestPurgeWaitingFiles(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		in := letter(c, "Se", upload("files", "a.jpg", jpeg))
		in.Hold = true
		d.write(in)
		if err := d.KeepDocument(ctx, c.ID, fileID, "beslut.pdf", pdf); err != nil {
			d.t.Fatal(err)
		}
		d.write(letter(c, "Se", upload("files", "b.jpg", jpeg)))
		if _, err := d.Purge(ctx); err != nil || len(d.files.there) != 5 {
			d.t.Fatalf("at once: %d contents, %v", len(d.files.there), err)
		}
		d.clock.Advance(73 * time.Hour)
		recent := d.complete()
		if _, err := d.Purge(ctx); err != nil {
			d.t.Fatal(err)
		}
		if len(d.files.there) != 5 { // two of the case, one of its message, two of the recent draft
			d.t.Errorf("%d contents are left", len(d.files.there))
		}
		if _, err := d.store.FindAttachment(ctx, fileID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("the document that was never told of: %v", err)
		}
		if _, _, err := d.DraftFile(ctx, parent, recent.ID, recent.Answers["foto"].Files[0].ID); err != nil {
			d.t.Errorf("a draft's file: %v", err)
		}
	})
}

// TestNews is what a person has not seen since they last opened the case.
func TestNews(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		f, err := d.Start(ctx, elsewhere, "lampa", i18n.SV, forms.Known{})
		if err != nil {
			d.t.Fatal(err)
		}
		c := d.sendAs(elsewhere, f.Draft.ID)
		news := func() bool {
			own, err := d.Own(ctx, elsewhere)
			if err != nil || len(own) != 1 {
				d.t.Fatal(own, err)
			}
			return own[0].HasNews()
		}
		if err := d.Deliver(ctx, c.ID, c.Connector, "G-1"); err != nil || news() {
			d.t.Errorf("news when nothing has been said: %v", err)
		}
		d.clock.Advance(time.Hour)
		d.told(c, cases.Progress{At: start.Add(time.Minute), Kind: cases.EventStarted, Note: "Vi åker dit"})
		if !news() {
			d.t.Error("no news after something was said")
		}
		v := d.see(elsewhere, c)
		if !v.IsNew(v.Messages[0].NotedAt) || v.IsNew(v.Events[0].NotedAt) {
			d.t.Errorf("new: the message %t, the receipt %t", v.IsNew(v.Messages[0].NotedAt), v.IsNew(v.Events[0].NotedAt))
		}
		if news() {
			d.t.Error("still news after the case was opened")
		}
		if v = d.see(elsewhere, c); v.IsNew(v.Messages[0].NotedAt) {
			d.t.Error("new the second time")
		}
		d.clock.Advance(time.Hour)
		if _, err := d.Write(ctx, elsewhere, letter(c, "Tack")); err != nil || news() {
			d.t.Errorf("one's own words are news: %v", err)
		}
		d.told(c, cases.Progress{Kind: cases.EventReceived})
		if news() {
			d.t.Error("what one knows is news")
		}
		d.clock.Advance(time.Hour)
		d.told(c, cases.Progress{Kind: cases.EventAsked, Note: "?"})
		d.see(elsewhere, c)
		if _, err := d.Write(ctx, elsewhere, letter(c, "!")); err != nil {
			d.t.Fatal(err)
		}
		d.clock.Advance(time.Hour)
		d.told(c, cases.Progress{Kind: cases.EventStarted})
		if v := d.see(elsewhere, c); v.Case.HasNews() || v.Case.Status() != cases.StatusStarted {
			d.t.Errorf("that their answer was taken in is news (%s)", v.Case.Status())
		}
	})
}

// TestReaders is told by whoever works the case, and only where that is noted.
func TestReaders(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		if v := d.see(parent, c); v.IsRead || v.Readings != nil {
			d.t.Errorf("nobody notes it: %+v", v.Readings)
		}
		d.readers.known = true
		if v := d.see(parent, c); !v.IsRead || v.Readings != nil {
			d.t.Errorf("nobody has read it: %+v", v.Readings)
		}
		d.readers.readings = []cases.Reading{{Function: i18n.Text{SV: "Registrator"}, At: start}}
		if v := d.see(parent, c); !v.IsRead || !slices.Equal(v.Readings, d.readers.readings) {
			d.t.Errorf("read by %+v", v.Readings)
		}
	})
}

// TestNoFollowUp sends a report that nobody follows: whoever sent it has a
// receipt for a while and nothing else, logged in or not.
func TestNoFollowUp(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		d.noFollowUp = true
		d.publish(2, lampForm, lampRoute)
		draft := d.complete()
		c := d.send(draft)
		f, err := d.Start(ctx, elsewhere, "lampa", i18n.SV, forms.Known{})
		if err != nil {
			d.t.Fatal(err)
		}
		personal := d.sendAs(elsewhere, f.Draft.ID)
		if c.FollowUpCode != "" || !c.NoFollowUp || personal.Person != "anna" {
			d.t.Errorf("sent %+v and %+v", c, personal)
		}
		for name, receipt := range map[string]func() (cases.View, error){
			"a browser's": func() (cases.View, error) { return d.Receipt(ctx, parent, draft.ID) },
			"a person's":  func() (cases.View, error) { return d.Receipt(ctx, elsewhere, f.Draft.ID) },
		} {
			v, err := receipt()
			if err != nil || v.Case.Reference == "" || v.Sections != nil || v.Events != nil {
				d.t.Errorf("%s receipt: %+v, %v", name, v, err)
			}
		}
		d.readers.known = true
		for _, reference := range []string{c.Reference, personal.Reference} {
			for _, actor := range []struct {
				name string
				err  func() error
			}{
				{"the browser sees it", func() error { _, err := d.Show(ctx, parent, reference); return err }},
				{"the person sees it", func() error { _, err := d.Show(ctx, loggedIn, reference); return err }},
				{"the person writes", func() error {
					_, err := d.Write(ctx, loggedIn, letter(cases.Case{Reference: reference}, "x"))
					return err
				}},
				{"the person withdraws", func() error { _, err := d.Withdraw(ctx, loggedIn, reference, nil); return err }},
				{"somebody with the reference", func() error { _, err := d.Follow(ctx, parent, reference, ""); return err }},
				{"the person opens its file", func() error {
					_, _, err := d.File(ctx, loggedIn, reference, c.Answers["foto"].Files[0].ID)
					return err
				}},
			} {
				if err := actor.err(); !errs.Is(err, errs.NotFound) {
					d.t.Errorf("%s: %v", actor.name, err)
				}
			}
		}
		if own, err := d.Own(ctx, loggedIn); err != nil || len(own) > 0 {
			d.t.Errorf("on Mina sidor: %v, %v", own, err)
		}
		d.clock.Advance(2 * time.Hour)
		if _, err := d.Receipt(ctx, parent, draft.ID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("the receipt, later: %v", err)
		}
	})
}

// TestWordsFromBeforeMessages shows the words of events that were noted before
// messages were kept by themselves.
func TestWordsFromBeforeMessages(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.clock.Advance(time.Hour)
		d.told(c, cases.Progress{At: start.Add(time.Hour), Kind: cases.EventStarted, Note: "Nu"})
		old := cases.Event{ID: "old", CaseID: c.ID, At: start.Add(time.Minute), Kind: cases.EventMessage, Note: "Då"}
		if err := d.store.CreateEvent(d.t.Context(), old); err != nil {
			d.t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"authority message: Då", "authority message: Nu"}, said(d.see(parent, c))); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

func TestMatches(t *testing.T) {
	c := cases.Case{Reference: "MK-2026-7F3K-9Q2C", Number: "BN 2026-00417", Title: i18n.Text{SV: "Ansök om bygglov", EN: "Apply for a permit"}}
	for words, want := range map[string]bool{
		"": true, "MK-2026-7F3K-9Q2C": true, "mk 20267f3k": true, "9q2c": true, "BN 2026-00417": true, "bn2026-00417": true, "417": true,
		"bygglov": true, "Permit": true, "BUN 2026-00417": false, "färdtjänst": false,
	} {
		if got := c.Matches(words); got != want {
			t.Errorf("%q: %t", words, got)
		}
	}
}
