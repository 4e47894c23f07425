package connectortest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mittkoping/entre/internal/delivery"
)

func (h Harness) testAttachments(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	if h.NoFiles {
		t.Run("are refused", func(t *testing.T) {
			r := h.set(t, h.Backend)
			step := h.attach(reference, r.send(h.create(reference)).RemoteID, 2, "gömd.jpg", []byte("x"))
			r.wantUnsupported(step)
		})
		return
	}
	t.Run("arrive whole", h.testOddFiles)
	t.Run("look up", h.testFindFiles)
	t.Run("lost answers", h.testLostFiles)
	t.Run("cannot be opened", h.testUnreadableFile)
}

// testFindFiles: each file is found by its own key only.
func (h Harness) testFindFiles(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	r := h.set(t, h.Backend)
	id := r.send(h.create(reference)).RemoteID
	twentieth := h.attach(reference, id, 20, "gömd.jpg", []byte("tjugo"))
	second := h.attach(reference, id, 2, "gömd.jpg", []byte("två"))
	a := r.send(twentieth)
	r.wantAbsent(second) // whose key is the beginning of the other's
	b := r.send(second)
	r.wantFound(twentieth, a.RemoteID)
	r.wantFound(second, b.RemoteID)
	other := h.attach("MK-2026-BBBB-2222", r.send(h.create("MK-2026-BBBB-2222")).RemoteID, 2, "gömd.jpg", []byte("x"))
	r.wantAbsent(other)
}

// testLostFiles: whether a file arrived is known by looking it up.
func (h Harness) testLostFiles(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	for _, f := range h.uncertain(t) {
		t.Run(f.name, func(t *testing.T) {
			r := h.set(t, h.Backend)
			step := h.attach(reference, r.send(h.create(reference)).RemoteID, 2, "gömd.jpg", []byte("innehåll"))
			r.front.through(f, func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				if got, err := r.connector.Send(ctx, step); err != nil {
					wantUnknown(t, err)
				} else if got != (delivery.Receipt{}) {
					t.Errorf("Send believes %+v", got)
				}
				if _, found, err := r.connector.Find(ctx, step); err == nil {
					t.Errorf("Find through the fault says %v and no error", found)
				}
			})
			n := len(r.wantCases(1)[0].Files)
			if _, found := r.find(step); n > 1 || found != (n == 1) {
				t.Errorf("found %v, and the back end has %d files", found, n)
			}
		})
	}
}

// testUnreadableFile: nothing is sent of a file that cannot be opened.
func (h Harness) testUnreadableFile(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	r := h.set(t, h.Backend)
	step := h.attach(reference, r.send(h.create(reference)).RemoteID, 2, "gömd.jpg", []byte("x"))
	step.Attachment.Open = func(context.Context) (io.ReadCloser, error) { return nil, errors.New("disk") }
	_, err := r.connector.Send(t.Context(), step)
	wantUnavailable(t, err)
	if n := len(r.wantCases(1)[0].Files); n != 0 {
		t.Errorf("the back end has %d files", n)
	}
}

// testOddFiles: names are for people and bytes are bytes.
func (h Harness) testOddFiles(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	files := []struct {
		name    string
		content []byte
	}{
		{"gömd.jpg", []byte("innehåll")},
		{"tom.txt", nil},
		{"../../etc/passwd", every},
		{`C:\Windows\system32\gömd.jpg`, []byte("\r\n--gräns--\r\n")},
		{"\"citat\"; filename=\"annat.exe\"", []byte("--\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nCLOSED\r\n")},
		{"rad\r\nX-Injected: ja\r\n\r\n.png", []byte("a")},
		{"räksmörgås 🦐 \u202egpj.exe", []byte("b")},
		{"", []byte("c")},
		{"...", []byte("d")},
		{strings.Repeat("lång ", 60) + ".png", []byte("e")},
		{"bruten\xff\x00.png", []byte("f")},
		{"stor.bin", bytes.Repeat([]byte("0123456789abcdef"), 1<<16)},
	}
	r := h.set(t, h.Backend)
	id := r.send(h.create(reference)).RemoteID
	var want []string
	for i, f := range files {
		step := h.attach(reference, id, i+2, f.name, f.content)
		got := r.send(step)
		if got.RemoteID == "" {
			t.Errorf("%q: Send gives no id", f.name)
		}
		r.wantFound(step, got.RemoteID)
		want = append(want, step.Attachment.SHA256)
	}
	var got []string
	for _, f := range r.wantCases(1)[0].Files {
		got = append(got, f.SHA256)
		if f.Name == "" || strings.ContainsAny(f.Name, "/\\\r\n") || f.Name == ".." {
			t.Errorf("the back end got the name %q", f.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("checksums (-sent +there):\n%s", diff)
	}
}

func (h Harness) testTickets(t *testing.T) {
	if h.Tickets == nil {
		t.Skip("this back end gives none")
	}
	r := h.set(t, h.Tickets)
	step := h.create("MK-2026-AAAA-1111")
	sent := r.send(step)
	if sent.Ticket == "" || sent.RemoteID != "" {
		t.Fatalf("Send gives %+v, want a ticket only", sent)
	}
	step.Ticket = sent.Ticket
	got, found := r.find(step)
	if !found || got.Ticket == "" || got.RemoteID != "" {
		t.Errorf("before the id is there: %+v, %v", got, found)
	}
	r.backend.Assign()
	r.wantFound(step, r.wantCases(1)[0].RemoteID)

	// The answer with the ticket was lost.
	step.Ticket = ""
	r.wantFound(step, r.wantCases(1)[0].RemoteID)
	r.wantConfirmed(step)
}

func (h Harness) testPoll(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	p := &polled{rig: h.set(t, h.Backend)}
	first := p.send(h.create(reference)).RemoteID
	second := p.send(h.create("MK-2026-BBBB-2222")).RemoteID
	if !h.NoFiles {
		p.send(h.attach(reference, first, 2, "gömd.jpg", []byte("innehåll")))
	}
	p.begin()
	p.wantNews()
	var news []string
	set := func(remoteID string, s delivery.Status, note string) {
		t.Helper()
		p.backend.SetStatus(t, remoteID, s, note)
		if h.Present {
			news = append(news, p.news()...)
		}
	}
	set(first, delivery.StatusStarted, "Vi tittar på det.")
	set(second, delivery.StatusClosed, "Klart <&> åtgärdat.\nTack! 🐛")
	set(first, delivery.StatusClosed, "Lampan är bytt.")
	want := []string{
		first + " started Vi tittar på det.",
		second + " closed Klart <&> åtgärdat.\nTack! 🐛",
		first + " closed Lampan är bytt.",
	}
	if h.ClosedOnly {
		want = want[1:]
	}
	if h.Apart {
		want = []string{
			first + "  Vi tittar på det.", first + " started ",
			second + "  Klart <&> åtgärdat.\nTack! 🐛", second + " closed ",
			first + "  Lampan är bytt.", first + " closed ",
		}
		p.mayStart = second
	}
	if diff := cmp.Diff(want, append(news, p.news()...)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	p.wantNews()
	all, least := len(p.seen), len(want)
	if h.Present {
		least-- // nobody can see any more that the first was started before it was closed
	}
	p.begin()
	if p.poll(); len(p.seen) < least || len(p.seen) > all {
		t.Errorf("from the beginning there are %d changes, before there were %d", len(p.seen), all)
	}
	if p.backend.Told != nil { // nothing is asked for that could fail
		return
	}
	if !h.Ours {
		p.testToldOddly()
	}
	for _, f := range h.uncertain(t) {
		p.front.through(f, func() {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if b, err := p.connector.Poll(ctx, p.cursor); err == nil {
				t.Errorf("%s: Poll says %+v and no error", f.name, b)
			}
		})
	}
}

// polled is a back end and what has been polled of it.
type polled struct {
	*rig
	cursor   string
	seen     map[string]delivery.Change // by key
	order    []delivery.Change          // since begin
	mayStart string                     // the case that the back end may start by itself
}

// begin has the next poll begin at the beginning.
func (p *polled) begin() { p.cursor, p.seen, p.order = "", map[string]delivery.Change{}, nil }

// wantNews polls and asserts what is new. A back end may tell that it has
// received a case; it need not.
func (p *polled) wantNews(want ...string) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.news(), cmpopts.EquateEmpty()); diff != "" {
		p.t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// news polls and returns what is new, but for what a back end need not tell.
func (p *polled) news() []string {
	p.t.Helper()
	return slices.DeleteFunc(p.poll(), func(s string) bool {
		return strings.HasSuffix(s, " "+string(delivery.StatusReceived)+" ") || s == p.mayStart+" started "
	})
}

// poll returns what is new, and asserts that what is not has not changed.
func (p *polled) poll() (news []string) {
	p.t.Helper()
	for more := true; more; {
		b, err := p.connector.Poll(p.t.Context(), p.cursor)
		if err != nil {
			p.t.Fatalf("Poll from %q: %v", p.cursor, err)
		}
		for _, c := range append(b.Changes, p.heard()...) {
			if c.Key == "" || c.RemoteID == "" {
				p.t.Errorf("a change without a key or an id: %+v", c)
			}
			if before, known := p.seen[c.Key]; !known {
				news = append(news, c.RemoteID+" "+string(c.Status)+" "+c.Note)
				p.order = append(p.order, c)
			} else if diff := cmp.Diff(before, c); diff != "" {
				p.t.Errorf("two changes have one key (-first +second):\n%s", diff)
			}
			p.seen[c.Key] = c
		}
		more, p.cursor = b.More, b.Cursor
	}
	return news
}
