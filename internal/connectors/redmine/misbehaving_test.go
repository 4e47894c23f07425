package redmine_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/connectortest"
)

// TestListsThatAreNotWhole: nobody knows what is not listed.
func TestListsThatAreNotWhole(t *testing.T) {
	t.Parallel()
	f, w := newFake(t, nil)
	c := w.connect(t, nil)
	s := create("MK-2026-LIST-0001")
	send(t, c, s)
	f.short = true
	if got, found, err := c.Find(t.Context(), s); err == nil {
		t.Errorf("Find: %+v, %v", got, found)
	}
	if b, err := c.Poll(t.Context(), ""); err == nil {
		t.Errorf("Poll: %+v", b)
	}
}

// TestNewestFirst: our user may like to see notes the other way around.
func TestNewestFirst(t *testing.T) {
	t.Parallel()
	_, w := newFake(t, func(f *fake) { f.newestFirst = true })
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-ORDN-0001"))
	for _, note := range []string{"Ett.", "Två.", "Tre."} {
		w.change(t, id, map[string]any{"notes": note})
	}
	if diff := cmp.Diff([]string{"Ett.", "Två.", "Tre."}, told(t, c, id)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestFilesThatAreCutOff never come to the issue.
func TestFilesThatAreCutOff(t *testing.T) {
	t.Parallel()
	_, w := newFake(t, func(f *fake) { f.cutOff = true })
	c := w.connect(t, nil)
	s := create("MK-2026-KORT-0001")
	id := send(t, c, s)
	step := attach(s, id, 2, "a.jpg", "image/jpeg", "abc")
	if got, err := c.Send(t.Context(), step); err == nil || !strings.Contains(err.Error(), "did not arrive as it was sent") {
		t.Errorf("Send: %+v, %v", got, err)
	}
	if i := w.issue(t, id); len(i.Attachments)+len(i.Journals) > 0 {
		t.Errorf("the issue is %+v", i)
	}
	// Where the sums are of another kind the length tells it.
	step.Attachment.SHA256 = ""
	_, err := c.Send(t.Context(), step)
	wantRefused(t, err, "not the whole file")
}

// TestAddressesOfFiles: what Redmine says of where a file is is not followed.
func TestAddressesOfFiles(t *testing.T) {
	t.Parallel()
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the address was followed") }))
	t.Cleanup(evil.Close)
	_, w := newFake(t, func(f *fake) { f.evilURL = evil.URL })
	c := w.connect(t, nil)
	id := send(t, c, create("MK-2026-ADR-0001"))
	w.change(t, id, map[string]any{"notes": "Här.", "uploads": w.uploads(t, []connectortest.Sent{{Name: "a.txt", MediaType: "text/plain", Content: []byte("abc")}})})
	files := changes(t, c)[0].Files
	body, err := c.(delivery.FileFetcher).FetchFile(t.Context(), id, files[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if content, err := io.ReadAll(body); err != nil || string(content) != "abc" {
		t.Errorf("got %q, %v", content, err)
	}
}

// TestClocks: whatever its clock says, nothing is missed, and what is settled is not
// read again.
func TestClocks(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{0, -3 * time.Hour, 3 * time.Hour} {
		f, w := newFake(t, func(f *fake) { f.skew = skew - time.Hour })
		c := w.connect(t, nil)
		old, recent := send(t, c, create("MK-2026-KLOC-0001")), send(t, c, create("MK-2026-KLOC-0002"))
		w.change(t, old, map[string]any{"notes": "Förr."})
		f.skew = skew
		w.change(t, recent, map[string]any{"notes": "Nyss."})
		b, err := c.Poll(t.Context(), "")
		if err != nil || len(b.Changes) != 2 {
			t.Fatalf("%s: %+v, %v", skew, b, err)
		}
		if at, err := time.Parse(time.RFC3339, b.Cursor); err != nil || at.After(f.now().Add(-4*time.Minute)) || at.Before(f.now().Add(-6*time.Minute)) {
			t.Errorf("%s: the cursor is %s, and it is %s there", skew, b.Cursor, f.now())
		}
		// It was noted before the cursor, and is seen only now.
		f.skew -= 2 * time.Minute
		w.change(t, old, map[string]any{"notes": "Sent sedd."})
		f.skew += 2 * time.Minute
		b, err = c.Poll(t.Context(), b.Cursor)
		if err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, change := range b.Changes {
			notes = append(notes, change.Note)
		}
		if diff := cmp.Diff([]string{"Sent sedd.", "Nyss."}, notes); diff != "" {
			t.Errorf("%s: told (-want +got):\n%s", skew, diff)
		}
	}
}

// TestManySettled: a poll ends where the cursor can pass, and the next goes on.
func TestManySettled(t *testing.T) {
	t.Parallel()
	f, w := newFake(t, func(f *fake) { f.skew = -time.Hour })
	c := w.connect(t, nil)
	for n := range 230 {
		s := create("MK-2026-LANG-" + strings.Repeat("x", n))
		s.Envelope.Title = "x"
		id := send(t, c, s)
		if n%150 == 0 {
			f.skew += time.Minute // so 150 are of one second at most
		}
		w.change(t, id, map[string]any{"notes": "Hej."})
	}
	f.skew = 0
	b, err := c.Poll(t.Context(), "")
	if err != nil || !b.More || len(b.Changes) >= 230 {
		t.Fatalf("the first poll has %d changes, more %v, %v", len(b.Changes), b.More, err)
	}
	keys := map[string]bool{}
	for _, change := range changes(t, c) {
		keys[change.Key] = true
	}
	if len(keys) != 230 {
		t.Errorf("%d changes are told, want 230", len(keys))
	}
}

// TestAnswers: what Redmine would not say is not believed.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const list = `{"issues":[],"total_count":0,"offset":0,"limit":100}`
	for _, test := range []struct {
		name   string
		status int
		body   string
		kind   string // of the error
	}{
		{"refused", 422, `{"errors":["hemligt"]}`, "refused"},
		{"refused by something else", 422, `hemligt`, "unknown"},
		{"refused without errors", 422, `{"errors":[]}`, "unknown"},
		{"nothing there", 404, "", "refused"},
		{"a page that is not there", 404, "<html>hemligt</html>", "unknown"},
		{"too large", 413, "hemligt", "refused"},
		{"no right", 403, "", "unavailable"},
		{"200 instead of 201", 200, `{"issue":{"id":7}}`, "unknown"},
		{"no number", 201, `{"issue":{"subject":"hemligt"}}`, "unknown"},
		{"a number that is a text", 201, `{"issue":{"id":"7"}}`, "unknown"},
		{"a number that is none", 201, `{"issue":{"id":-1}}`, "unknown"},
		{"another thing", 201, `{"project":{"id":7}}`, "unknown"},
		{"a list", 201, `[7]`, "unknown"},
		{"nothing", 201, ``, "unknown"},
		{"done without a word", 204, ``, "unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					_, _ = io.WriteString(w, list)
					return
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			t.Cleanup(server.Close)
			c := world{url: server.URL, project: "1", key: "x"}.connect(t, func(o *redmine.Options) { o.Tracker, o.ExternalIDField = "1", "1" })
			s := create("MK-2026-SVAR-0001")
			s.Envelope.Params = nil
			got, err := c.Send(t.Context(), s)
			if got != (delivery.Receipt{}) || err == nil || strings.Contains(err.Error(), "hemligt") || kindOf(err) != test.kind {
				t.Errorf("got %+v and %s: %v, want %s", got, kindOf(err), err, test.kind)
			}
		})
	}
}

func kindOf(err error) string {
	if _, ok := errors.AsType[*delivery.RefusedError](err); ok {
		return "refused"
	}
	if _, ok := errors.AsType[*delivery.UnavailableError](err); ok {
		return "unavailable"
	}
	return "unknown"
}

// TestGarbledLists: a look-up that is answered with anything but a list is no
// look-up.
func TestGarbledLists(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `null`, `[]`, `{}`, `{"issues":[]}`, `{"issues":null,"total_count":0,"offset":0}`, `{"issues":[],"total_count":"0","offset":0}`,
		`{"issues":[],"total_count":1,"offset":0}`, `{"issues":[],"total_count":0,"offset":100}`, `{"issues":[{}],"total_count":1,"offset":0}`,
		`{"issues":[{"id":1},{"id":2}],"total_count":1,"offset":0}`, `{"issues":[{"id":1,"custom_fields":[{"id":1,"value":"MK-2026-ANNA-0001"}]}],"total_count":1,"offset":0}`,
		`{"issues":[{"id":1,"custom_fields":[{"id":"1","value":"MK-2026-SVAR-0001"}]}],"total_count":1,"offset":0}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
		t.Cleanup(server.Close)
		c := world{url: server.URL, project: "1", key: "x"}.connect(t, func(o *redmine.Options) { o.Tracker, o.ExternalIDField = "1", "1" })
		if got, found, err := c.Find(t.Context(), create("MK-2026-SVAR-0001")); err == nil {
			t.Errorf("%s: Find says %+v, %v", body, got, found)
		}
	}
}

// TestWithoutAnswerToReadingBack: once there is a number, nothing may lead to another
// sending.
func TestWithoutAnswerToReadingBack(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"issue":{"id":7}}`)
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(server.Close)
	c := world{url: server.URL, project: "1", key: "x"}.connect(t, func(o *redmine.Options) { o.Tracker, o.ExternalIDField = "1", "1" })
	s := create("MK-2026-LAES-0001")
	s.Envelope.Params = nil
	if got, err := c.Send(t.Context(), s); err != nil || got != (delivery.Receipt{Ticket: "7"}) {
		t.Errorf("Send: %+v, %v", got, err)
	}
}

// TestAnswersForAnotherCase: an issue that bears another reference is not this case's,
// and is not written over.
func TestAnswersForAnotherCase(t *testing.T) {
	t.Parallel()
	f, w := newFake(t, nil)
	c := w.connect(t, nil)
	other := send(t, c, create("MK-2026-ANNA-0001"))
	s := create("MK-2026-EGEN-0001")
	s.Ticket = other
	if got, found, err := c.Find(t.Context(), s); err == nil {
		t.Errorf("Find: %+v, %v", got, found)
	}
	if got := f.issues[0].fields[fieldReference]; got != "MK-2026-ANNA-0001" {
		t.Errorf("the issue bears %q", got)
	}
	f.answerOld = true
	s.Ticket = ""
	if got, err := c.Send(t.Context(), s); err == nil || kindOf(err) != "unknown" {
		t.Errorf("Send: %+v, %v", got, err)
	}
}
