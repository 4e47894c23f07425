package redmine_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

func TestTraps(t *testing.T) {
	_, w := newFake(t, nil)
	w.testTraps(t)
}

// testTraps tries what Redmine does that one would not expect. The fake must do the
// same as the product.
func (w world) testTraps(t *testing.T) {
	t.Helper()
	t.Run("the whole way", w.testWay)
	t.Run("a field that the tracker has not got", w.testMissingField)
	t.Run("a field that is no filter", w.testUnfiltered)
	t.Run("missing rights", w.testMissingRights)
	t.Run("notes that are dropped", w.testMute)
	t.Run("a withdrawal that sets a status", w.testWithdrawnStatus)
	t.Run("closed", w.testClosed)
	t.Run("private notes", w.testPrivateNotes)
	t.Run("quotes", w.testQuotes)
	t.Run("mentions and formatting", w.testFormatting)
	t.Run("another project", w.testAnotherProject)
	t.Run("copies", w.testCopies)
	t.Run("many at once", w.testMany)
	t.Run("files that are not the case's", w.testFilesOfOthers)
	t.Run("refused", w.testRefused)
}

func (w world) testWay(t *testing.T) {
	c := w.connect(t, nil)
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	s := create("MK-2026-VAEG-0001")
	got, err := c.Send(t.Context(), s)
	if err != nil || got.Number != "Redmine #"+got.RemoteID {
		t.Fatalf("Send: %+v, %v", got, err)
	}
	id := got.RemoteID
	i := w.issue(t, id)
	if i.Subject != "Felanmälan MK-2026-VAEG-0001" || i.Status.ID != 1 || i.field(t, 2) != "17 'x'" || i.field(t, 1) != "MK-2026-VAEG-0001" {
		t.Errorf("the issue is %+v", i)
	}
	send(t, c, attach(s, id, 2, "lampa.jpg", "image/jpeg", "bild"))
	w.change(t, id, map[string]any{"notes": "Vi tittar på det.\r\n\r\n\r\nTack!"})
	w.change(t, id, map[string]any{"status_id": statusID[delivery.StatusWaiting], "notes": "Vilken lampa?"})
	w.change(t, id, map[string]any{"status_id": otherStatus})
	w.change(t, id, map[string]any{"status_id": statusID[delivery.StatusClosed], "notes": "Klart.", "uploads": w.uploads(t, []connectortest.Sent{
		{Name: "Beslut å.pdf", MediaType: "application/pdf", Content: []byte("%PDF")},
	})})
	want := []string{"Vi tittar på det.\n\nTack!", "waiting Vilken lampa?", "closed Klart. +Beslut å.pdf"}
	if diff := cmp.Diff(want, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	mapped := w.connect(t, func(o *redmine.Options) {
		o.Statuses = map[string]delivery.Status{"Väntar på ANNAN": delivery.StatusStarted}
	})
	if lines := told(t, mapped, id); len(lines) != 4 || lines[2] != "started" {
		t.Errorf("with a status that is mapped: %q", lines)
	}
	for _, c := range []delivery.Connector{c, mapped} {
		if err := c.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// testMissingField: the answer is 201, and the issue bears no reference.
func (w world) testMissingField(t *testing.T) {
	c := w.connect(t, func(o *redmine.Options) { o.ExternalIDField = "Annorstädes" })
	s := create("MK-2026-FAEL-0001")
	id := send(t, c, s)
	if i := w.issue(t, id); i.field(t, 4) != "" {
		t.Errorf("the issue is %+v", i)
	}
	wantSays(t, c.Check(t.Context()), "the latest issue that we made has no reference")
	s.Ticket = id
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != id {
		t.Errorf("Find by the ticket: %+v, %v, %v", got, found, err)
	}
}

// testUnfiltered: a condition that is none answers with all issues.
func (w world) testUnfiltered(t *testing.T) {
	send(t, w.connect(t, nil), create("MK-2026-FILT-0001"))
	c := w.connect(t, func(o *redmine.Options) { o.ExternalIDField = "Ofiltrerat" })
	if got, found, err := c.Find(t.Context(), create("MK-2026-FILT-0002")); err == nil {
		t.Errorf("Find: %+v, %v", got, found)
	}
	wantSays(t, c.Check(t.Context()), "is it a filter")
}

func (w world) testMissingRights(t *testing.T) {
	s := create("MK-2026-RAEA-0001")
	id := send(t, w.connect(t, nil), s)
	stranger := w.connect(t, func(o *redmine.Options) { o.APIKey = w.stranger })
	if err := stranger.Check(t.Context()); err == nil {
		t.Error("Check finds nothing to mend")
	}
	for _, number := range []bool{false, true} {
		c := w.connect(t, func(o *redmine.Options) {
			if o.APIKey = w.stranger; number {
				o.Tracker, o.ExternalIDField = "1", "1"
			}
		})
		one := create("MK-2026-RAEA-0002")
		one.Envelope.Params = nil
		_, err := c.Send(t.Context(), one)
		if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
			t.Errorf("Send: %v, want an UnavailableError", err)
		}
	}
	_, err := stranger.Send(t.Context(), attach(s, id, 2, "a.jpg", "image/jpeg", "a"))
	if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
		t.Errorf("Send a file: %v, want an UnavailableError", err)
	}
	for says, change := range map[string]func(*redmine.Options){
		`project "ingen" is not there`:              func(o *redmine.Options) { o.Project = "ingen" },
		`has no tracker "Ingen"`:                    func(o *redmine.Options) { o.Tracker = "Ingen" },
		`has no tracker 99`:                         func(o *redmine.Options) { o.Tracker = "99" },
		`has no custom field "Nyckel"`:              func(o *redmine.Options) { o.ExternalIDField = "Nyckel" },
		`has no custom field 99`:                    func(o *redmine.Options) { o.ExternalIDField = "99" },
		`there is no status "Borta"`:                func(o *redmine.Options) { o.WithdrawnStatus = "Borta" },
		`there is no status "borta"`:                func(o *redmine.Options) { o.Statuses = map[string]delivery.Status{"Borta": delivery.StatusClosed} },
		`needs add_issue_notes, view_private_notes`: func(o *redmine.Options) { o.APIKey = w.mute },
		`base_url or api_key is wrong`:              func(o *redmine.Options) { o.APIKey = "fel" },
	} {
		wantSays(t, w.connect(t, change).Check(t.Context()), says)
	}
}

// testMute: the answer is 204, and nothing was done.
func (w world) testMute(t *testing.T) {
	c := w.connect(t, func(o *redmine.Options) { o.APIKey = w.mute })
	s := create("MK-2026-STUM-0001")
	id := send(t, c, s)
	step := say(s, delivery.KindMessage, id, 2, "Hej!")
	_, err := c.Send(t.Context(), step)
	wantRefused(t, err, "cannot be seen")
	if _, found, err := c.Find(t.Context(), step); found || err != nil {
		t.Errorf("Find: %v, %v", found, err)
	}
	if notes := w.issue(t, id).Journals; len(notes) > 0 {
		t.Errorf("there is %+v", notes)
	}
}

func (w world) testWithdrawnStatus(t *testing.T) {
	for status, refused := range map[string]bool{"Avslagen": false, strconv.Itoa(withdrawnStatus): false, "Otillåten": true} {
		c := w.connect(t, func(o *redmine.Options) { o.WithdrawnStatus = status })
		s := create("MK-2026-ATER-" + status)
		id := send(t, c, s)
		step := say(s, delivery.KindWithdrawal, id, 2, "Lampan lyser.")
		_, err := c.Send(t.Context(), step)
		got := w.issue(t, id)
		if _, found, findErr := c.Find(t.Context(), step); !found || findErr != nil {
			t.Errorf("%s: Find: %v, %v", status, found, findErr)
		}
		if refused {
			wantRefused(t, err, "its status was not set")
			if got.Status.ID != 1 || len(got.Journals) != 1 {
				t.Errorf("%s: the issue is %+v", status, got)
			}
			continue
		}
		if err != nil || got.Status.ID != withdrawnStatus || !strings.Contains(got.Journals[0].Notes, "Lampan lyser.") {
			t.Errorf("%s: %v, and the issue is %+v", status, err, got)
		}
		if lines := told(t, c, id); len(lines) > 0 {
			t.Errorf("told: %q", lines)
		}
	}
}

// testClosed: lists leave out what is closed, unless they are asked for it. What is
// said later does not open it.
func (w world) testClosed(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-STAE-0001")
	id := send(t, c, s)
	w.change(t, id, map[string]any{"status_id": statusID[delivery.StatusClosed]})
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != id {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
	step := say(s, delivery.KindMessage, id, 2, "En sak till.")
	send(t, c, step)
	if _, found, err := c.Find(t.Context(), step); err != nil || !found {
		t.Errorf("Find: %v, %v", found, err)
	}
	if got := w.issue(t, id).Status.ID; got != statusID[delivery.StatusClosed] {
		t.Errorf("the issue has status %d", got)
	}
	if diff := cmp.Diff([]string{"closed"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// testPrivateNotes: what is not for the citizen is not told, nor the file that came
// with it, which Redmine shows to everybody.
func (w world) testPrivateNotes(t *testing.T) {
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-PRIV-0001"))
	file := []connectortest.Sent{{Name: "hemlig.pdf", MediaType: "application/pdf", Content: []byte("hemligt")}}
	w.change(t, id, map[string]any{"notes": "Inte till medborgaren.", "private_notes": true, "uploads": w.uploads(t, file)})
	w.change(t, id, map[string]any{"notes": "Ring först.", "private_notes": true, "status_id": statusID[delivery.StatusStarted]})
	w.change(t, id, map[string]any{"notes": "Till medborgaren."})
	if diff := cmp.Diff([]string{"started", "Till medborgaren."}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// testQuotes: what others write never passes for ours, nor the other way.
func (w world) testQuotes(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-CITA-0001")
	id := send(t, c, s)
	w.change(t, id, map[string]any{"notes": "Se nedan.\n\nÄrendenummer: MK-2026-CITA-0001/2"})
	w.change(t, id, map[string]any{"notes": "Entré skrev:\n> Ärendenummer: MK-2026-CITA-0001/2"})
	step := say(s, delivery.KindMessage, id, 2, "Ärendenummer: MK-2026-CITA-0001/3")
	if _, found, err := c.Find(t.Context(), step); found || err != nil {
		t.Errorf("Find: %v, %v", found, err)
	}
	send(t, c, step)
	if _, found, err := c.Find(t.Context(), say(s, delivery.KindMessage, id, 3, "")); found || err != nil {
		t.Errorf("Find the third: %v, %v", found, err)
	}
	// A note that ends as one of ours may be of the user that we were before.
	if diff := cmp.Diff([]string{"Entré skrev:\n> Ärendenummer: MK-2026-CITA-0001/2"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// testFormatting: what a citizen writes is text, whatever Redmine would make of it.
func (w world) testFormatting(t *testing.T) {
	for format, want := range map[string]string{
		"":         "<pre>\n%s\n</pre>\n\nÄrendenummer: %s",
		"markdown": "~~~~~\n%s\n~~~~~\n\nÄrendenummer: %s",
		"none":     "%s\n\nÄrendenummer: %s",
	} {
		c := w.connect(t, func(o *redmine.Options) { o.Formatting = format })
		s := create("MK-2026-FORM-" + format)
		id := send(t, c, s)
		step := say(s, delivery.KindMessage, id, 2, "@handlaggare a@b.se\n</PRE>\n~~~~\n!http://spion.example/x.png!")
		send(t, c, step)
		end := "</PRE>"
		if format == "" {
			end = "<\u200b/pre>"
		}
		want = fmt.Sprintf(want, "Meddelande från den som skickade in ärendet:\n\n@\u200bhandlaggare a@b.se\n"+end+"\n~~~~\n!http://spion.example/x.png!", step.Key)
		notes := w.issue(t, id).Journals
		if len(notes) != 1 {
			t.Fatalf("%s: the notes are %+v", format, notes)
		}
		if diff := cmp.Diff(want, strings.ReplaceAll(notes[0].Notes, "\r\n", "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
}

func (w world) testAnotherProject(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-FLYT-0001")
	s.Envelope.Params = map[string]string{"project": "gata", "cf.Stolpe": "", "priority": "1"}
	id := send(t, c, s)
	if got := w.issue(t, id).Project.ID; got != 2 {
		t.Errorf("it is in project %d", got)
	}
	w.change(t, id, map[string]any{"project_id": 1})
	w.change(t, id, map[string]any{"status_id": statusID[delivery.StatusStarted]})
	if diff := cmp.Diff([]string{"started"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != id {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
	s.Envelope.Params = map[string]string{"project": "gata", "cf.Stolpe": "17"}
	_, err := c.Send(t.Context(), s)
	if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
		t.Errorf("a field that the project has not got: %v, want an UnavailableError", err)
	}
}

// testCopies: of several with one reference the first is the case.
func (w world) testCopies(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-KOPI-0001")
	first := send(t, c, s)
	if second := send(t, c, s); second == first {
		t.Fatal("the second is the first")
	}
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != first {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
	// Great and small letters are not the same, whatever the database thinks.
	if got, found, err := c.Find(t.Context(), create("mk-2026-kopi-0001")); err != nil || found {
		t.Errorf("Find in small letters: %+v, %v, %v", got, found, err)
	}
}

// testMany: more have changed at one time than one list has.
func (w world) testMany(t *testing.T) {
	c := w.connect(t, nil)
	w.empty(t)
	first := send(t, c, create("MK-2026-MANY-0000"))
	for n := range 101 {
		w.add(t, map[string]any{
			"project_id": 1, "tracker_id": 1, "subject": "Många", "custom_fields": []any{map[string]any{"id": 1, "value": fmt.Sprint("MK-2026-MANG-", n)}},
		})
	}
	last := send(t, c, create("MK-2026-MANY-0001"))
	w.change(t, first, map[string]any{"notes": "Den första."})
	w.change(t, last, map[string]any{"notes": "Den sista."})
	var got []string
	for _, change := range changes(t, c) {
		got = append(got, change.RemoteID+" "+change.Note)
	}
	if diff := cmp.Diff([]string{first + " Den första.", last + " Den sista."}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	w.empty(t)
}

// testFilesOfOthers: only a case's own files are fetched for it.
func (w world) testFilesOfOthers(t *testing.T) {
	c := w.connect(t, nil)
	first, second := send(t, c, create("MK-2026-FILE-0001")), send(t, c, create("MK-2026-FILE-0002"))
	w.change(t, second, map[string]any{"notes": "Här.", "uploads": w.uploads(t, []connectortest.Sent{{Name: "a.txt", MediaType: "text/plain", Content: []byte("a")}})})
	file := strconv.Itoa(w.issue(t, second).Attachments[0].ID)
	fetcher, _ := c.(delivery.FileFetcher)
	if body, err := fetcher.FetchFile(t.Context(), second, file); err != nil {
		t.Error(err)
	} else {
		_ = body.Close()
	}
	for _, from := range [][2]string{{first, file}, {second, file + "/../1"}, {second, "0"}, {second, ""}, {"987654321", file}, {"x", file}} {
		_, err := fetcher.FetchFile(t.Context(), from[0], from[1])
		wantRefused(t, err, "not there any more")
	}
}

func (w world) testRefused(t *testing.T) {
	s := create("MK-2026-NEJ-0001")
	s.Envelope.Params["priority"] = "99"
	_, err := w.connect(t, nil).Send(t.Context(), s)
	wantRefused(t, err, "422 Unprocessable Entity")
	for name, value := range map[string]string{"priority": "hög", "cf.": "x", "annat": "x", "cf.ExternalId": "x"} {
		s := create("MK-2026-NEJ-0002")
		s.Envelope.Params = map[string]string{name: value}
		_, err := w.connect(t, nil).Send(t.Context(), s)
		wantRefused(t, err, "the route")
	}
	_, err = w.connect(t, nil).Send(t.Context(), say(create("MK-2026-NEJ-0003"), delivery.KindMessage, "987654321", 2, "Hej"))
	wantRefused(t, err, "404 Not Found")
}

func wantSays(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want %q", err, says)
	}
}

func wantRefused(t *testing.T, err error, reason string) {
	t.Helper()
	if refused, ok := errors.AsType[*delivery.RefusedError](err); !ok || !strings.Contains(refused.Reason, reason) {
		t.Errorf("got %v, want %q", err, reason)
	}
}
