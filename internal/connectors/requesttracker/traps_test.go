package requesttracker_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

func TestTraps(t *testing.T) {
	simulatedWorld(t).testTraps(t)
}

// testTraps tries what Request Tracker does that one would not expect. The
// simulator must do the same as the product.
func (w world) testTraps(t *testing.T) {
	t.Helper()
	t.Run("the whole way", w.testWay)
	t.Run("unique field", w.testUniqueField)
	t.Run("missing rights", w.testMissingRights)
	t.Run("status that is not there", w.testUnknownStatus)
	t.Run("reopening", w.testReopening)
	t.Run("what the citizen says later", w.testWords)
	t.Run("a withdrawal that sets a status", w.testWithdrawnStatus)
	t.Run("files of staff", w.testFilesOfStaff)
	t.Run("another queue", w.testAnotherQueue)
	t.Run("great and small letters", w.testLetters)
	t.Run("files", w.testFiles)
	t.Run("comment without its field", w.testKilledInBetween)
	t.Run("comments stay inside", w.testComments)
	t.Run("tickets of others", w.testTicketsOfOthers)
	t.Run("requestor", w.testRequestor)
	t.Run("a field that the queue has not got", w.testUnknownField)
}

func (w world) testWay(t *testing.T) {
	c := w.connect(t, nil)
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
	s := create("MK-2026-VAEG-0001")
	got, err := c.Send(t.Context(), s)
	if err != nil || got.Number != "RT #"+got.RemoteID {
		t.Fatalf("Send: %+v, %v", got, err)
	}
	id := got.RemoteID
	k := w.ticket(t, id)
	if k.Subject != "Felanmälan MK-2026-VAEG-0001" || k.Status != "new" || k.value("Stolpe") != "17 'x'" || k.value("ExternalId") != "MK-2026-VAEG-0001" {
		t.Errorf("the ticket is %+v", k)
	}
	send(t, c, attach(s, id, 2, "lampa.jpg", "image/jpeg", "bild"))
	w.reply(t, id, "text/html", "<p>Vi tittar p&aring; <b>det</b>.<br>Tack!</p><style>p{}</style><ul><li>ett</li></ul>", "")
	w.reply(t, id, "text/plain", "Vilken lampa?\n\n\n/Handläggaren", "stalled")
	w.setStatus(t, id, "resolved")
	want := []string{"Vi tittar på det.\nTack!\n\n- ett", "started", "Vilken lampa?\n\n/Handläggaren", "waiting", "closed"}
	if diff := cmp.Diff(want, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// testUniqueField: the answer is 201, and the ticket bears no reference.
func (w world) testUniqueField(t *testing.T) {
	c := w.connect(t, func(o *requesttracker.Options) { o.Queue, o.ExternalIDField = "Unik", "UniqueId" })
	s := create("MK-2026-UNIK-0001")
	s.Envelope.Params = nil
	first, second := send(t, c, s), send(t, c, s)
	if first == second || w.ticket(t, first).value("UniqueId") == "" || w.ticket(t, second).value("UniqueId") != "" {
		t.Errorf("tickets %+v and %+v", w.ticket(t, first), w.ticket(t, second))
	}
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != first {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
	s.Ticket = second
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != second {
		t.Errorf("Find by the ticket: %+v, %v, %v", got, found, err)
	}
	wantSays(t, c.Check(t.Context()), "the field's values must not have to be unique")
}

func (w world) testMissingRights(t *testing.T) {
	s := create("MK-2026-RAEA-0001")
	id := send(t, w.connect(t, nil), s)
	stranger := w.connect(t, func(o *requesttracker.Options) { o.Token = w.stranger })
	wantSays(t, stranger.Check(t.Context()), "needs SeeQueue")
	for _, step := range []delivery.Step{create("MK-2026-RAEA-0002"), attach(s, id, 2, "a.jpg", "image/jpeg", "a")} {
		_, err := stranger.Send(t.Context(), step)
		if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
			t.Errorf("Send %s: %v, want an UnavailableError", step.Key, err)
		}
	}
	wantSays(t, w.connect(t, func(o *requesttracker.Options) { o.Queue = "finns inte" }).Check(t.Context()), `queue "finns inte" is not there`)
	wantSays(t, w.connect(t, func(o *requesttracker.Options) { o.ExternalIDField = "Nyckel" }).Check(t.Context()), "it needs a custom field Nyckel for tickets")
	wantSays(t, w.connect(t, func(o *requesttracker.Options) { o.DeliveryIDField = "Nyckel" }).Check(t.Context()), "it needs a custom field Nyckel for transactions")
}

// testUnknownStatus: the answer is 200, with a sentence in a list.
func (w world) testUnknownStatus(t *testing.T) {
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-STAT-0001"))
	if said := w.setStatus(t, id, "påhittad"); !strings.Contains(said, "valid status") {
		t.Errorf("Request Tracker says %s", said)
	}
	if lines := told(t, c, id); len(lines) > 0 {
		t.Errorf("told: %q", lines)
	}
}

// testReopening: a reply opens what is closed. A file of ours must not.
func (w world) testReopening(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-OPEN-0001")
	id := send(t, c, s)
	w.setStatus(t, id, "resolved")
	send(t, c, attach(s, id, 2, "a.jpg", "image/jpeg", "a"))
	if got := w.ticket(t, id).Status; got != "resolved" {
		t.Errorf("a file of ours makes it %s", got)
	}
	w.reply(t, id, "text/plain", "En sak till.", "")
	if diff := cmp.Diff([]string{"closed", "En sak till.", "started"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func (w world) testAnotherQueue(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-FLYT-0001")
	s.Envelope.Params["queue"], s.Envelope.Params["cf.Stolpe"] = "Gata", ""
	id := send(t, c, s)
	if code, answer := w.do(t, http.MethodPut, "ticket/"+id, map[string]string{"Queue": w.queue}); code != http.StatusOK {
		t.Fatalf("%d %s", code, answer)
	}
	w.setStatus(t, id, "open")
	if diff := cmp.Diff([]string{"started"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if got, found, err := c.Find(t.Context(), s); err != nil || !found || got.RemoteID != id {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
}

func (w world) testLetters(t *testing.T) {
	c := w.connect(t, nil)
	send(t, c, create("MK-2026-Abcd-0001"))
	for _, reference := range []string{"MK-2026-ABCD-0001", `MK-2026-Abcd-0001' OR id > '0`, `\`} {
		if got, found, err := c.Find(t.Context(), create(reference)); err != nil || found {
			t.Errorf("Find %s: %+v, %v, %v", reference, got, found, err)
		}
	}
}

// testFiles: Request Tracker rewrites texts, garbles names and refuses what is
// empty.
func (w world) testFiles(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-FILE-0001")
	id := send(t, c, s)
	files := []struct{ name, mediaType, content, want string }{
		{"räksmörgås.txt", "text/plain; charset=iso-8859-1", "r\xe4k\r\nrad\n\x00", "räksmörgås.txt"},
		{"brev.eml", "message/rfc822", "Subject: hej\n\nå", "brev.eml"},
		{"tom 🐛.csv", "text/csv", "", "tom _.csv"},
		{"0", "image/jpeg", "0", "_0"},
		{`"citat".jpg`, "image/jpeg", "c", "'citat'.jpg"},
	}
	want := []string{}
	for i, f := range files {
		step := attach(s, id, i+2, f.name, f.mediaType, f.content)
		made := send(t, c, step)
		if got, found, err := c.Find(t.Context(), step); err != nil || !found || got.RemoteID != made {
			t.Errorf("Find %s: %+v, %v, %v", step.Key, got, found, err)
		}
		want = append(want, f.want+" "+sum(f.content))
	}
	got := []string{}
	for _, k := range w.cases(t) {
		for _, f := range k.Files {
			if k.RemoteID == id {
				got = append(got, f.Name+" "+f.SHA256)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-sent +there):\n%s", diff)
	}
}

func sum(content string) string {
	s := sha256.Sum256([]byte(content))
	return hex.EncodeToString(s[:])
}

// testWords: correspondence opens a ticket that nobody works. That a new one is
// open then is no news, but a closed one is worked again. A withdrawal opens
// nothing.
func (w world) testWords(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-SAEG-0001")
	id := send(t, c, s)
	send(t, c, say(s, delivery.KindMessage, id, 2, "En sak till."))
	if got := w.ticket(t, id).Status; got != "open" {
		t.Errorf("a message makes a new ticket %s", got)
	}
	if lines := told(t, c, id); len(lines) > 0 {
		t.Errorf("told of what the citizen said: %q", lines)
	}
	w.setStatus(t, id, "resolved")
	send(t, c, say(s, delivery.KindMessage, id, 3, "Ni missförstod mig."))
	w.reply(t, id, "text/plain", "Nu förstår vi.", "resolved")
	send(t, c, say(s, delivery.KindWithdrawal, id, 4, "Vi bygger inte."))
	if got := w.ticket(t, id).Status; got != "resolved" {
		t.Errorf("a withdrawal makes it %s", got)
	}
	if diff := cmp.Diff([]string{"closed", "started", "Nu förstår vi.", "closed"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// testWithdrawnStatus: the answer is 201 whether the status was set or not.
func (w world) testWithdrawnStatus(t *testing.T) {
	asStaff := func(status string) delivery.Connector {
		return w.connect(t, func(o *requesttracker.Options) { o.Token, o.WithdrawnStatus = w.staff, status })
	}
	c := asStaff("Rejected")
	s := create("MK-2026-ATER-0001")
	id := send(t, c, s)
	send(t, c, say(s, delivery.KindWithdrawal, id, 2, ""))
	if got := w.ticket(t, id).Status; got != "rejected" {
		t.Errorf("a withdrawal makes it %s", got)
	}
	if diff := cmp.Diff([]string{"closed"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}

	s = create("MK-2026-ATER-0002")
	id = send(t, c, s)
	step := say(s, delivery.KindWithdrawal, id, 2, "")
	_, err := asStaff("påhittad").Send(t.Context(), step)
	wantSays(t, err, "its status was not set")
	if _, ok := errors.AsType[*delivery.RefusedError](err); !ok {
		t.Errorf("got %v, want a RefusedError", err)
	}
	// Killed in between: the look-up goes on where it ended, unless somebody has
	// closed the ticket.
	for _, status := range []string{"rejected", "resolved"} {
		if status == "resolved" {
			w.setStatus(t, id, "resolved")
		}
		if got, found, err := c.Find(t.Context(), step); err != nil || !found || got.RemoteID == "" {
			t.Errorf("Find: %+v, %v, %v", got, found, err)
		}
		if got := w.ticket(t, id).Status; got != status {
			t.Errorf("it is %s afterwards, want %s", got, status)
		}
	}
}

// testFilesOfStaff: what they send along comes back as it is kept there. Texts
// are rewritten there, and so no bytes of ours.
func (w world) testFilesOfStaff(t *testing.T) {
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-BESL-0001"))
	w.sendFiles(t, id, "Beslutet.", []connectortest.Sent{
		{Name: "beslut § 7.pdf", MediaType: "application/pdf", Content: []byte("%PDF-1.7\x00")},
		{Name: "räk.txt", MediaType: "text/plain; charset=utf-8", Content: []byte("räksmörgås\r\n")},
	})
	if diff := cmp.Diff([]string{"Beslutet. +beslut § 7.pdf +räk.txt", "started"}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	b, err := c.Poll(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, change := range b.Changes {
		for _, f := range change.Files {
			if change.RemoteID != id {
				continue
			}
			body, err := c.(delivery.FileFetcher).FetchFile(t.Context(), id, f.ID)
			if err != nil {
				t.Fatal(err)
			}
			content, _ := io.ReadAll(body)
			got = append(got, fmt.Sprintf("%s %d %q", f.MediaType, f.Size, content))
		}
	}
	want := []string{`application/pdf 9 "%PDF-1.7\x00"`, `text/plain 15 "räksmörgås\r\n"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fetched (-want +got):\n%s", diff)
	}
}

// testKilledInBetween: Request Tracker writes the comment first and its field
// after that.
func (w world) testKilledInBetween(t *testing.T) {
	c := w.connect(t, nil)
	s := create("MK-2026-MITT-0001")
	id := send(t, c, s)
	step := attach(s, id, 2, "a.jpg", "image/jpeg", "a")
	w.do(t, http.MethodPost, "ticket/"+id+"/comment", map[string]any{"Subject": step.Key, "Content": "Bilaga", "ContentType": "text/plain"})
	if _, found, err := c.Find(t.Context(), step); err != nil || !found {
		t.Errorf("Find: %v, %v", found, err)
	}
	step.Key = delivery.StepKey(s.Envelope.Reference, 22)
	if _, found, err := c.Find(t.Context(), step); err != nil || found {
		t.Errorf("Find another: %v, %v", found, err)
	}
}

func (w world) testComments(t *testing.T) {
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-INNE-0001"))
	w.do(t, http.MethodPost, "ticket/"+id+"/comment", map[string]string{"Content": "Oss emellan", "ContentType": "text/plain"})
	if lines := told(t, c, id); len(lines) > 0 {
		t.Errorf("told: %q", lines)
	}
}

func (w world) testTicketsOfOthers(t *testing.T) {
	c := w.connect(t, nil)
	send(t, c, create("MK-2026-VAAR-0001")) // from when on the poll reads
	code, answer := w.do(t, http.MethodPost, "ticket", map[string]string{"Queue": w.queue, "Subject": "Eget", "Content": "Eget"})
	_, id, found := strings.Cut(string(answer), `"id"`)
	if code != http.StatusCreated || !found {
		t.Fatalf("%d %s", code, answer)
	}
	id = strings.FieldsFunc(id, func(r rune) bool { return r < '0' || r > '9' })[0]
	w.reply(t, id, "text/plain", "Till någon annan", "resolved")
	if lines := told(t, c, id); len(lines) > 0 {
		t.Errorf("told: %q", lines)
	}
}

// testRequestor: nobody is mailed unless that is asked for.
func (w world) testRequestor(t *testing.T) {
	for _, asked := range []bool{false, true} {
		s := create("MK-2026-ADRE-0001")
		k := w.ticket(t, send(t, w.connect(t, func(o *requesttracker.Options) { o.Requestor = asked }), s))
		if is := len(k.Requestor) == 1 && k.Requestor[0].ID == s.Envelope.Contact.Email; is != asked {
			t.Errorf("asked for: %v, requestors %v", asked, k.Requestor)
		}
	}
}

// testUnknownField: the answer is 201, and the value is nowhere.
func (w world) testUnknownField(t *testing.T) {
	s := create("MK-2026-FELT-0001")
	s.Envelope.Params["cf.Finns inte"] = "x"
	k := w.ticket(t, send(t, w.connect(t, nil), s))
	if k.value("Finns inte") != "" || k.value("ExternalId") != "MK-2026-FELT-0001" {
		t.Errorf("the ticket is %+v", k)
	}
}

func wantSays(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want %q", err, says)
	}
}
