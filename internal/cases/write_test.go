package cases_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/identity"
)

// letter is a message with the words, as a new form posts it.
func letter(c cases.Case, text string, uploads ...cases.Upload) cases.MessageInput {
	return cases.MessageInput{
		Reference: c.Reference, Token: cases.NewMessageToken(), Values: url.Values{cases.FieldText: {text}}, Uploads: uploads,
	}
}

// write posts a message by the parent.
func (d *desk) write(in cases.MessageInput) cases.Writing {
	d.t.Helper()
	w, err := d.Write(d.t.Context(), parent, in)
	if err != nil {
		d.t.Fatal(err)
	}
	return w
}

// told is the case's news from its back end.
func (d *desk) told(c cases.Case, p cases.Progress) {
	d.t.Helper()
	p.Connector = "gata"
	if err := d.Progress(d.t.Context(), c.ID, p); err != nil {
		d.t.Fatal(err)
	}
}

// see opens a case by its reference.
func (d *desk) see(actor identity.Actor, c cases.Case) cases.View {
	d.t.Helper()
	v, err := d.Show(d.t.Context(), actor, c.Reference)
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// said is what a view shows of its messages.
func said(v cases.View) []string {
	var out []string
	for _, m := range v.Messages {
		line := []string{string(m.Sender), string(m.Kind) + ":", m.Text}
		for _, f := range m.Files {
			line = append(line, "["+f.Name+"]")
		}
		out = append(out, strings.Join(line, " "))
	}
	return out
}

func kinds(v cases.View) []cases.EventKind {
	var out []cases.EventKind
	for _, e := range v.Events {
		out = append(out, e.Kind)
	}
	return out
}

func TestWrite(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.clock.Advance(time.Minute)
		in := letter(c, " Den lyser igen.\r\nIbland. ", upload(cases.FieldFiles, "kväll.jpg", jpeg))
		if w := d.write(in); !w.IsSent {
			d.t.Fatalf("not sent: %+v", w)
		}
		if w := d.write(in); !w.IsSent { // the button was pressed twice
			d.t.Fatalf("again: %+v", w)
		}
		v := d.see(parent, c)
		if diff := cmp.Diff([]string{"citizen message: Den lyser igen.\nIbland. [kväll.jpg]"}, said(v)); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventWrote}, kinds(v)); diff != "" {
			d.t.Errorf("events (-want +got):\n%s", diff)
		}
		file := v.Messages[0].Files[0]
		want := []cases.OwedMore{{CaseID: c.ID, Connector: "gata", MessageID: v.Messages[0].ID, AttachmentIDs: []string{file.ID}}}
		if diff := cmp.Diff(want, d.owed.more); diff != "" {
			d.t.Errorf("owed (-want +got):\n%s", diff)
		}
		if got := d.audit.actions[len(d.audit.actions)-1]; got != audit.CaseMessageSent {
			d.t.Errorf("noted as %s", got)
		}
		if _, content, err := d.File(d.t.Context(), parent, c.Reference, file.ID); err != nil || string(content) != string(jpeg) {
			d.t.Errorf("its file: %v", err)
		}
		if content, err := d.Content(d.t.Context(), c.ID, file.ID); err != nil || string(content) != string(jpeg) {
			d.t.Errorf("its file, for the back end: %v", err)
		}
		if m, err := d.Said(d.t.Context(), c.ID, v.Messages[0].ID); err != nil || len(m.Files) != 1 {
			d.t.Errorf("for the back end: %+v, %v", m, err)
		}
		if len(d.files.there) != 3 { // two of the case, one of the message: the second posting left nothing
			d.t.Errorf("%d contents", len(d.files.there))
		}
	})
}

// TestWriteTwiceAtOnce presses the button twice, so fast that both are under way.
func TestWriteTwiceAtOnce(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		in := letter(c, "Hej")
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if w, err := d.Write(d.t.Context(), parent, in); err != nil || !w.IsSent {
					d.t.Errorf("%+v, %v", w, err)
				}
			})
		}
		both.Wait()
		if got := said(d.see(parent, c)); len(got) != 1 || len(d.owed.more) != 1 {
			d.t.Errorf("said %v, owed %d times", got, len(d.owed.more))
		}
	})
}

// TestWriteLosesNothing posts messages with something to mend.
func TestWriteLosesNothing(t *testing.T) {
	large := append([]byte(nil), jpeg...)
	large = append(large, make([]byte, 10<<20)...)
	program := []byte("MZ\x90\x00\x03\x00\x00\x00 not a picture")
	tests := []struct {
		name     string
		text     string
		uploads  []cases.Upload
		problems []string // fields
		says     string
		kept     int // files
	}{
		{"nothing at all", " \n ", nil, []string{"text"}, "Skriv", 0},
		{"10,000 characters are sent", strings.Repeat("å", 10_000), nil, nil, "", 0},
		{"one more is too many", strings.Repeat("å", 10_001), nil, []string{"text"}, "1 tecken för lång", 0},
		{"too long, with a file", strings.Repeat("å", 10_001), []cases.Upload{upload("files", "a.jpg", jpeg)}, []string{"text"}, "för lång", 1},
		{"only a file is sent", "", []cases.Upload{upload("files", "a.jpg", jpeg)}, nil, "", 0},
		{"a file that is too large", "Se bilden", []cases.Upload{upload("files", "a.jpg", large)}, []string{"files"}, "högst 10 MB", 0},
		{"a file of the wrong type", "Se bilden", []cases.Upload{upload("files", "bild.jpg", program)}, []string{"files"}, "typ som vi inte kan ta emot", 0},
		{"a right one beside a wrong one", "Se", []cases.Upload{upload("files", "b.exe", program), upload("files", "a.jpg", jpeg)}, []string{"files"}, "b.exe", 1},
		{"six files", "Se", []cases.Upload{
			upload("files", "1.jpg", jpeg), upload("files", "2.jpg", jpeg), upload("files", "3.jpg", jpeg),
			upload("files", "4.jpg", jpeg), upload("files", "5.jpg", jpeg), upload("files", "6.jpg", jpeg),
		}, []string{"files"}, "för många", 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			eachDesk(t, func(d *desk) {
				c := d.send(d.complete())
				in := letter(c, tt.text, tt.uploads...)
				w := d.write(in)
				var fields []string
				for _, p := range w.Problems {
					fields = append(fields, p.Field())
					if !strings.Contains(p.Message.SV, tt.says) || p.Message.EN == "" {
						d.t.Errorf("it says %q", p.Message)
					}
				}
				if diff := cmp.Diff(tt.problems, fields); diff != "" {
					d.t.Errorf("problems (-want +got):\n%s", diff)
				}
				if w.IsSent != (tt.problems == nil) {
					d.t.Fatalf("sent: %t", w.IsSent)
				}
				if w.IsSent {
					return
				}
				if got := w.Answers[cases.FieldText].Text; got != strings.TrimSpace(tt.text) || len(w.Answers[cases.FieldFiles].Files) != tt.kept {
					d.t.Errorf("kept %d characters and %v", len(got), w.Answers[cases.FieldFiles].Files)
				}
				if got := said(d.see(parent, c)); got != nil || d.owed.more != nil {
					d.t.Errorf("said %v, owed %v", got, d.owed.more)
				}
				in.Values.Set(cases.FieldText, "Rätt nu")
				in.Uploads = nil
				for _, f := range w.Answers[cases.FieldFiles].Files {
					in.Kept = append(in.Kept, f.ID)
				}
				if w := d.write(in); !w.IsSent {
					d.t.Fatalf("mended: %+v", w)
				}
				if v := d.see(parent, c); len(v.Messages) != 1 || len(v.Messages[0].Files) != tt.kept {
					d.t.Errorf("said %v", said(v))
				}
			})
		})
	}
}

// TestKeptFiles takes a kept file away again, and holds what is not to be sent yet.
func TestKeptFiles(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		in := letter(c, "Se", upload("files", "a.jpg", jpeg), upload("files", "b.jpg", jpeg))
		in.Hold = true
		w := d.write(in)
		files := w.Answers[cases.FieldFiles].Files
		if w.IsSent || len(files) != 2 || len(w.Problems) > 0 {
			d.t.Fatalf("held: %+v", w)
		}
		in.Uploads, in.Hold, in.Kept, in.Remove = nil, false, []string{files[0].ID, files[1].ID}, files[0].ID
		w = d.write(in)
		if got := w.Answers[cases.FieldFiles].Files; w.IsSent || len(got) != 1 || got[0].ID != files[1].ID || d.files.there[files[0].ID] {
			d.t.Fatalf("after taking one away: %+v", w)
		}
		in.Remove = ""
		if w = d.write(in); !w.IsSent {
			d.t.Fatalf("sent: %+v", w)
		}
		if diff := cmp.Diff([]string{"citizen message: Se [b.jpg]"}, said(d.see(parent, c))); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
		// What is another's is not there to be taken along or away.
		mine := letter(c, "Mera")
		mine.Kept, mine.Remove = []string{files[1].ID, c.Answers["foto"].Files[0].ID}, c.Answers["foto"].Files[1].ID
		if w = d.write(mine); len(w.Answers[cases.FieldFiles].Files) > 0 {
			d.t.Errorf("taken along: %+v", w)
		}
		for _, f := range c.Answers["foto"].Files {
			if !d.files.there[f.ID] {
				d.t.Error("the case's own file is gone")
			}
		}
	})
}

// TestWriteIsOneTransaction lets the last part fail: nothing of the message is
// there, and it can be sent again.
func TestWriteIsOneTransaction(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		in := letter(c, "Hej", upload("files", "a.jpg", jpeg))
		d.owed.err = errs.New(errs.Unavailable, "test")
		if _, err := d.Write(d.t.Context(), parent, in); !errs.Is(err, errs.Unavailable) {
			d.t.Fatalf("got %v", err)
		}
		if _, err := d.Withdraw(d.t.Context(), parent, c.Reference, nil); !errs.Is(err, errs.Unavailable) {
			d.t.Fatalf("got %v", err)
		}
		if v := d.see(parent, c); len(v.Messages) > 0 || len(v.Events) != 1 || v.Case.Status() != cases.StatusReceived || len(d.files.there) != 2 {
			d.t.Errorf("left: %v, %v, %s, %d contents", said(v), kinds(v), v.Case.Status(), len(d.files.there))
		}
		d.owed.err = nil
		if w := d.write(in); !w.IsSent {
			d.t.Errorf("afterwards: %+v", w)
		}
	})
}

// TestWhoMayWrite is everybody who may try at a case of a person and at one of a
// browser's. What one may not is as if there were no such case.
func TestWhoMayWrite(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		granted := d.send(d.complete())
		if err := d.Claim(ctx, loggedIn); err != nil {
			d.t.Fatal(err)
		}
		f, err := d.Start(ctx, elsewhere, "lampa", "sv", forms.Known{})
		if err != nil {
			d.t.Fatal(err)
		}
		personal := d.sendAs(elsewhere, f.Draft.ID)
		late := func() { d.clock.Advance(3 * time.Hour) }
		tests := []struct {
			name  string
			actor identity.Actor
			c     cases.Case
			first func()
			may   bool
		}{
			{"the browser that sent it", parent, granted, nil, true},
			{"another browser", other, granted, nil, false},
			{"nobody", identity.Actor{}, granted, nil, false},
			{"staff", identity.Actor{Staff: &identity.Staff{ID: "anna"}}, personal, nil, false},
			{"the person who sent it", elsewhere, personal, nil, true},
			{"their browser, logged out", parent, personal, nil, false},
			{"another person", stranger, personal, nil, false},
			{"no such case", parent, cases.Case{Reference: "MK-2026-2222-2222"}, nil, false},
			{"the person, long after", elsewhere, personal, late, true},
			{"the browser, long after", parent, granted, nil, false},
		}
		for _, tt := range tests {
			if tt.first != nil {
				tt.first()
			}
			before := len(d.owed.more)
			_, writes := d.Write(ctx, tt.actor, letter(tt.c, "Hej", upload("files", "a.jpg", jpeg)))
			_, shows := d.Show(ctx, tt.actor, tt.c.Reference)
			_, withdraws := d.Withdraw(ctx, tt.actor, tt.c.Reference, url.Values{cases.FieldReason: {strings.Repeat("x", 3000)}}) // with something to mend, lest it is done
			for deed, err := range map[string]error{"write": writes, "see": shows, "withdraw": withdraws, "write, asked beforehand": d.MayWrite(ctx, tt.actor, tt.c.Reference)} {
				if tt.may && err != nil || !tt.may && !errs.Is(err, errs.NotFound) {
					d.t.Errorf("%s may %s: %v", tt.name, deed, err)
				}
			}
			if got := len(d.owed.more) > before; got != tt.may {
				d.t.Errorf("%s: owed: %t", tt.name, got)
			}
		}
	})
}

// sendAs completes and sends the actor's own draft.
func (d *desk) sendAs(actor identity.Actor, draftID string) cases.Case {
	d.t.Helper()
	ctx := d.t.Context()
	for step, values := range map[string]url.Values{"fel": {"fel": {"slackt"}}, "plats": {"plats.text": {"Storgatan 12"}}} {
		if _, problems, err := d.SaveStep(ctx, actor, cases.StepInput{DraftID: draftID, StepID: step, Values: values}); err != nil || len(problems) > 0 {
			d.t.Fatal(problems, err)
		}
	}
	f, err := d.Open(ctx, actor, draftID)
	if err != nil {
		d.t.Fatal(err)
	}
	out, err := d.Submit(ctx, actor, draftID, f.Draft.SubmitToken)
	if err != nil || out.Case.ID == "" {
		d.t.Fatalf("not sent: %+v, %v", out, err)
	}
	return out.Case
}

// TestAskedAndAnswered is asked for something till a day, answers, is asked again
// and is done.
func TestAskedAndAnswered(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		until := start.Add(20 * 24 * time.Hour)
		d.told(c, cases.Progress{At: start.Add(time.Minute), Kind: cases.EventAsked, Note: "Skicka en bild", Until: until})
		v := d.see(parent, c)
		if v.Case.Status() != cases.StatusAsked || !v.Case.Asked.Until.Equal(until) || v.Case.Asked.MessageID != v.Messages[0].ID {
			d.t.Errorf("asked: %+v", v.Case.Asked)
		}
		d.clock.Advance(time.Hour)
		d.write(letter(c, "", upload("files", "a.jpg", jpeg)))
		if v = d.see(parent, c); v.Case.Status() != cases.StatusAnswered || !v.Case.Asked.AnsweredAt.Equal(start.Add(time.Hour)) {
			d.t.Errorf("answered: %s, %+v", v.Case.Status(), v.Case.Asked)
		}
		d.write(letter(c, "En till"))
		d.clock.Advance(2 * time.Minute)
		d.told(c, cases.Progress{At: d.clock.Now().Add(-time.Minute), Kind: cases.EventAsked, Note: "En bild till"})
		if v = d.see(parent, c); v.Case.Status() != cases.StatusAsked || !v.Case.Asked.Until.IsZero() {
			d.t.Errorf("asked again: %s, %+v", v.Case.Status(), v.Case.Asked)
		}
		d.told(c, cases.Progress{At: d.clock.Now(), Kind: cases.EventStarted})
		if v = d.see(parent, c); v.Case.Status() != cases.StatusStarted || v.Case.Asked != (cases.Asked{}) {
			d.t.Errorf("gone on with: %s, %+v", v.Case.Status(), v.Case.Asked)
		}
		want := []string{"authority ask: Skicka en bild", "citizen answer:  [a.jpg]", "citizen answer: En till", "authority ask: En bild till"}
		if diff := cmp.Diff(want, said(v)); diff != "" {
			d.t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

// TestWriteInAClosedCase opens nothing.
func TestWriteInAClosedCase(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.told(c, cases.Progress{At: start, Kind: cases.EventAsked, Note: "?"})
		d.told(c, cases.Progress{At: start.Add(time.Minute), Kind: cases.EventClosed})
		if w := d.write(letter(c, "Tack!")); !w.IsSent {
			d.t.Fatalf("%+v", w)
		}
		v := d.see(parent, c)
		if diff := cmp.Diff([]string{"authority ask: ?", "citizen message: Tack!"}, said(v)); diff != "" || v.Case.Status() != cases.StatusClosed {
			d.t.Errorf("status %s, messages (-want +got):\n%s", v.Case.Status(), diff)
		}
		if len(d.owed.more) != 1 {
			d.t.Errorf("owed %v", d.owed.more)
		}
	})
}

// TestManyMessages writes more than anybody needs.
func TestManyMessages(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		for range 200 {
			d.write(letter(c, "Hej"))
		}
		if _, err := d.Write(d.t.Context(), parent, letter(c, "Hej")); !errs.Is(err, errs.TooMany) {
			d.t.Errorf("one more: %v", err)
		}
	})
}

func TestTokensThatAreNotOurs(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		for _, token := range []string{"", "x", strings.Repeat("A", 32), strings.Repeat("0", 33)} {
			in := letter(c, "Hej")
			in.Token = token
			if _, err := d.Write(d.t.Context(), parent, in); !errs.Is(err, errs.Invalid) {
				d.t.Errorf("%q: %v", token, err)
			}
		}
	})
}
