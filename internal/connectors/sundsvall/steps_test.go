package sundsvall_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/sundsvall"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

func withdrawing(o *sundsvall.Options) { o.WithdrawnStatus = "WITHDRAWN" }

// TestEachCallMayBeLost: of every step, whichever of its changes is done and answered
// with an error, a look-up and another attempt leave it there once.
func TestEachCallMayBeLost(t *testing.T) {
	for name, kind := range map[string]delivery.Kind{
		"create": delivery.KindCreate, "attachment": delivery.KindAttachment, "message": delivery.KindMessage, "withdrawal": delivery.KindWithdrawal,
	} {
		t.Run(name, func(t *testing.T) {
			s, c := connected(t, withdrawing)
			step := complaint()
			if kind != delivery.KindCreate {
				s.SetQuirks(server.Quirks{NoTalk: true}) // so that the conversation has to be made as well
				step = later(kind, send(t, c, step).RemoteID, 2, "Innehåll")
				s.SetQuirks(server.Quirks{})
			}
			for range 5 {
				s.SetQuirks(server.Quirks{LostAnswers: 1})
				r, found, err := c.Find(t.Context(), step)
				if err == nil && !found {
					r, err = c.Send(t.Context(), step)
				}
				if r.Ticket != "" {
					step.Ticket = r.Ticket
				}
				if unavailable, ok := errors.AsType[*delivery.UnavailableError](err); ok {
					t.Fatalf("an answer that was lost is taken for nothing sent: %v", unavailable)
				}
			}
			s.SetQuirks(server.Quirks{})
			if r, found, err := c.Find(t.Context(), step); err != nil || !found || r.RemoteID == "" {
				t.Fatalf("in the end: %+v, %v, %v", r, found, err)
			}
			all := s.Errands()
			got := caseOf(all[0])
			if len(all) != 1 || len(all[0].Conversations) > 1 || len(got.Files)+len(got.Said) > 1 {
				t.Errorf("%d errands, the first %+v", len(all), all[0])
			}
			if want := kind == delivery.KindWithdrawal; want != (all[0].Body.Status == "WITHDRAWN") {
				t.Errorf("the status is %s", all[0].Body.Status)
			}
		})
	}
}

// TestOthersAreQuicker: a status is set on the version that was read.
func TestOthersAreQuicker(t *testing.T) {
	for conflicts, want := range map[int]bool{0: true, 1: true, 2: true, 3: false} {
		s, c := connected(t, withdrawing)
		id := send(t, c, complaint()).RemoteID
		s.SetQuirks(server.Quirks{Conflicts: conflicts})
		_, err := c.Send(t.Context(), later(delivery.KindWithdrawal, id, 2, ""))
		e := s.Errands()[0]
		if want {
			if err != nil || e.Body.Status != "WITHDRAWN" || e.Body.Title == "" {
				t.Errorf("%d: %v, %+v", conflicts, err, e.Body)
			}
			continue
		}
		if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok || len(e.Conversations[0].Messages) > 0 {
			t.Errorf("%d: %v, %+v", conflicts, err, e.Conversations)
		}
	}
}

func TestWordsAsTheyAreRead(t *testing.T) {
	s, c := connected(t, nil)
	id := send(t, c, complaint()).RemoteID
	send(t, c, later(delivery.KindMessage, id, 2, "Hej\r\n\r\n\r\nå"))
	send(t, c, later(delivery.KindWithdrawal, id, 3, ""))
	e := s.Errands()[0]
	want := []string{
		"Meddelande från den som skickade in ärendet (" + reference + "/2)\n\nHej\n\nå",
		"Ärendet är återkallat av den som skickade in ärendet (" + reference + "/3)",
	}
	if diff := cmp.Diff(want, caseOf(e).Said); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e.Body.Status != "ONGOING" {
		t.Errorf("the status is %s", e.Body.Status)
	}
}

// TestQuotedWords: who quotes a citizen's message has not sent it.
func TestQuotedWords(t *testing.T) {
	s, c := connected(t, nil)
	id := send(t, c, complaint()).RemoteID
	step := later(delivery.KindMessage, id, 2, "Hej")
	quote := "Meddelande från den som skickade in ärendet (" + step.Key + ")\n\nHej"
	if err := s.Say(id, 0, server.Message{By: server.Identifier{Type: "adAccount", Value: "joe01doe"}, Content: quote}); err != nil {
		t.Fatal(err)
	}
	if r, found, err := c.Find(t.Context(), step); found || err != nil {
		t.Errorf("%+v, %v, %v", r, found, err)
	}
}

func TestFilesThatAreCutOff(t *testing.T) {
	s, c := connected(t, nil)
	id := send(t, c, complaint()).RemoteID
	s.SetQuirks(server.Quirks{CutFiles: true})
	step := later(delivery.KindAttachment, id, 2, "innehåll")
	_, err := c.Send(t.Context(), step)
	wantRefused(t, err, "the file was not kept whole")
	if _, found, err := c.Find(t.Context(), step); found || err == nil {
		t.Errorf("looked up: %v, %v", found, err)
	}
	if a := s.Errands()[0].Attachments[0]; a.Name != "MK-2026-7F3K-9Q2C_2 bild.jpg" || a.Channel != "ESERVICE" || a.MediaType != "image/jpeg" {
		t.Errorf("%+v", a)
	}
}

// told polls to the end and returns what is told, in lines.
func told(t *testing.T, c delivery.Connector, cursor *string) (lines []string) {
	t.Helper()
	for more := true; more; {
		b, err := c.Poll(t.Context(), *cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range b.Changes {
			lines = append(lines, strings.Join(strings.Fields(change.RemoteID+" "+string(change.Status)+" "+change.Note), " "))
		}
		more, *cursor = b.More, b.Cursor
	}
	return lines
}

// TestWhatIsNotTold: what is said to others, by the system, or by the citizen.
func TestWhatIsNotTold(t *testing.T) {
	s, c := connected(t, nil)
	step := complaint()
	delete(step.Envelope.Params, "status")
	id := send(t, c, step).RemoteID
	send(t, c, later(delivery.KindMessage, id, 2, "Hej"))
	staff := server.Identifier{Type: "adAccount", Value: "joe01doe"}
	secret := []server.Message{{ID: "1", By: staff, Content: "hemligt"}}
	ours := []server.KeyValues{{Key: "caseid", Values: []string{reference}}}
	for _, v := range []server.Conversation{
		{Topic: "x", Type: "INTERNAL", Metadata: ours, Messages: secret},
		{Topic: "x", Type: "EXTERNAL", Messages: secret},
		{Topic: "x", Type: "EXTERNAL", Metadata: []server.KeyValues{{Key: "caseid", Values: []string{reference + "X"}}}, Messages: secret},
	} {
		if err := s.Converse(id, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Say(id, 0, server.Message{By: staff, Content: "Ärendet har fått en ägare", System: true}); err != nil {
		t.Fatal(err)
	}
	var cursor string
	if lines := told(t, c, &cursor); len(lines) > 0 {
		t.Errorf("told: %q", lines)
	}
	if err := s.Say(id, 0, server.Message{By: staff, Content: "Hej du"}); err != nil {
		t.Fatal(err)
	}
	if lines := told(t, c, &cursor); len(lines) != 1 || lines[0] != id+" Hej du" {
		t.Errorf("told: %q", lines)
	}
}

// TestMessagesThatTouchNothing are told all the same, in turn, however many errands
// there are.
func TestMessagesThatTouchNothing(t *testing.T) {
	s, c := connected(t, nil)
	var first string
	for i := range 48 {
		step := complaint()
		step.Envelope.Reference = reference + string(rune('A'+i/26)) + string(rune('A'+i%26))
		delete(step.Envelope.Params, "status")
		if id := send(t, c, step).RemoteID; first == "" {
			first = id
		}
	}
	// Long ago, as far as the cursor says.
	cursor := `{"at":"2099-01-01T00:00:00Z"}`
	s.SetQuirks(server.Quirks{MessagesDoNotTouch: true})
	if err := s.Say(first, 0, server.Message{By: server.Identifier{Type: "adAccount", Value: "joe01doe"}, Content: "Hej du"}); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for range 3 { // pages of twenty
		b, err := c.Poll(t.Context(), cursor)
		if err != nil || b.More {
			t.Fatalf("%+v, %v", b, err)
		}
		for _, change := range b.Changes {
			lines = append(lines, change.Note)
		}
		cursor = strings.Replace(b.Cursor, b.Cursor[:strings.Index(b.Cursor, "Z")], `{"at":"2099-01-01T00:00:00`, 1)
	}
	if diff := cmp.Diff([]string{"Hej du"}, lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// And from the beginning, page for page.
	cursor = ""
	if lines := told(t, c, &cursor); len(lines) != 1 || lines[0] != first+" Hej du" {
		t.Errorf("from the beginning: %q", lines)
	}
}

func TestCursorsThatAreNone(t *testing.T) {
	_, c := connected(t, nil)
	for _, cursor := range []string{"x", "[]", `{"at":"igår"}`, `{"page":-1}`, `{"sweep":-1}`} {
		if _, err := c.Poll(t.Context(), cursor); err == nil {
			t.Errorf("%s is read", cursor)
		}
	}
}

// TestFilesByTheirIDs: nothing but a file of a message can be asked for.
func TestFilesByTheirIDs(t *testing.T) {
	s, c := connected(t, nil)
	id := send(t, c, complaint()).RemoteID
	fetcher, _ := c.(delivery.FileFetcher)
	for _, bad := range []string{"", "a/b/c", "../../x/y/z/1", "a/b/c/1/2", "a/b/../1", "a/b/c?x/1", "a/b/%2e%2e/1"} {
		_, err := fetcher.FetchFile(t.Context(), id, bad)
		wantRefused(t, err, "the file has an id that is none")
	}
	_, err := fetcher.FetchFile(t.Context(), id, "a/b/c/1")
	wantRefused(t, err, "404 Not Found")

	m := server.Message{By: server.Identifier{Type: "adAccount", Value: "x"}, Attachments: []server.Attachment{{Name: "../a.txt", MediaType: "text/plain", Content: []byte("abc")}}}
	if err := s.Say(id, 0, m); err != nil {
		t.Fatal(err)
	}
	b, err := c.Poll(t.Context(), "")
	if err != nil || len(b.Changes) == 0 || len(b.Changes[0].Files) != 1 {
		t.Fatalf("%+v, %v", b, err)
	}
	f := b.Changes[0].Files[0]
	if f.Name != "_a.txt" || f.Size != 3 || f.MediaType != "text/plain" {
		t.Errorf("%+v", f)
	}
	if _, err := fetcher.FetchFile(t.Context(), id, strings.TrimSuffix(f.ID, "3")+"4"); err == nil {
		t.Error("a file of another length is taken")
	}
	content, err := fetcher.FetchFile(context.Background(), id, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if got, err := io.ReadAll(content); err != nil || string(got) != "abc" {
		t.Errorf("%q, %v", got, err)
	}
}
