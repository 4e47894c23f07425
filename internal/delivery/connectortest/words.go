package connectortest

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
)

// kindsOfWords are the kinds of step that carry what the citizen says later.
var kindsOfWords = []delivery.Kind{delivery.KindMessage, delivery.KindWithdrawal}

func (h Harness) testWords(t *testing.T) {
	if h.NoWords {
		t.Run("are refused", h.testRefusedWords)
		return
	}
	t.Run("arrive in order", h.testWordsInOrder)
	t.Run("look up", h.testFindWords)
	t.Run("hostile text", h.testHostileWords)
	for _, kind := range kindsOfWords {
		t.Run("lost answers to a "+string(kind), func(t *testing.T) { h.testLostWords(t, kind) })
	}
	t.Run("nothing sent", h.testWordsNotSent)
	t.Run("to a case that is not there", h.testWordsToNobody)
}

// testRefusedWords: a person sees what the back end has no place for.
func (h Harness) testRefusedWords(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	r := h.set(t, h.Backend)
	id := r.send(h.create(reference)).RemoteID
	for i, kind := range kindsOfWords {
		step := h.say(kind, reference, id, i+2, "Lite förtroligt.")
		r.wantUnsupported(step)
	}
	if said := r.wantCases(1)[0].Said; len(said) > 0 {
		t.Errorf("the back end has %q", said)
	}
}

// wantUnsupported asserts that the back end has no place for the step, and that
// the connector knows that beforehand.
func (r *rig) wantUnsupported(s delivery.Step) {
	r.t.Helper()
	_, err := r.connector.Send(r.t.Context(), s)
	if refused, ok := refusedOf(err); !ok || refused.Reason == "" {
		r.t.Errorf("%s: got %v, want a RefusedError with a reason", s.Kind, err)
	}
	r.wantAbsent(s)
	if r.takes(s.Kind) {
		r.t.Errorf("%s: the connector says that its back end takes it", s.Kind)
	}
}

// takes reports what the connector says beforehand.
func (r *rig) takes(k delivery.Kind) bool {
	taker, ok := inner(r.connector).(delivery.Taker)
	return !ok || taker.Takes(k)
}

// testWordsInOrder: messages, their files and a withdrawal are there once, in
// order, and are not told back as news. Nor is it news that a back end opens a
// new case because of them: nobody has begun to work on it.
func (h Harness) testWordsInOrder(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	p := &polled{rig: h.set(t, h.Backend)}
	id := p.send(h.create(reference)).RemoteID
	p.begin()
	p.wantNews()
	steps := []delivery.Step{
		h.say(delivery.KindMessage, reference, id, 2, "Det första jag ville säga.\n\nOch en rad till."),
		h.attach(reference, id, 3, "gömd.jpg", []byte("bild")),
		h.attach(reference, id, 4, "gömd.jpg", []byte("ritning")),
		h.say(delivery.KindMessage, reference, id, 5, "Det andra."),
		h.say(delivery.KindWithdrawal, reference, id, 6, "Vi bygger inte."),
	}
	want := []string{"Det första jag ville säga.|Och en rad till.", "Det andra.", "återkallat|Vi bygger inte."}
	var files []string
	for _, s := range steps {
		if s.Kind == delivery.KindAttachment {
			if h.NoFiles {
				continue
			}
			files = append(files, s.Attachment.SHA256)
		}
		got := p.send(s)
		if got.RemoteID == "" || !p.takes(s.Kind) {
			t.Errorf("%s: Send gives %+v, and the connector says that its back end takes it: %v", s.Key, got, p.takes(s.Kind))
		}
		p.wantFound(s, got.RemoteID)
	}
	c := p.wantCases(1)[0]
	wantSaid(t, want, c.Said)
	var there []string
	for _, f := range c.Files {
		there = append(there, f.SHA256)
	}
	if diff := cmp.Diff(files, there); diff != "" {
		t.Errorf("checksums (-sent +there):\n%s", diff)
	}
	p.wantNews()

	// One without a reason says what it is all the same.
	other := p.send(h.create("MK-2026-BBBB-2222")).RemoteID
	p.send(h.say(delivery.KindWithdrawal, "MK-2026-BBBB-2222", other, 2, ""))
	wantSaid(t, []string{"återkallat"}, p.wantCases(2)[1].Said)
}

// wantSaid asserts what was said: the parts between | of each, wherever the back
// end shows them.
func wantSaid(t *testing.T, want, said []string) {
	t.Helper()
	if len(said) != len(want) {
		t.Fatalf("the back end has %q, want %d times something said", said, len(want))
	}
	for i, text := range want {
		for part := range strings.SplitSeq(text, "|") {
			if !strings.Contains(said[i], part) {
				t.Errorf("number %d does not say %q:\n%s", i+1, part, said[i])
			}
		}
	}
}

// testFindWords: each is found by its own key, at its own case, as its own kind.
func (h Harness) testFindWords(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	r := h.set(t, h.Backend)
	id := r.send(h.create(reference)).RemoteID
	twentieth := h.say(delivery.KindMessage, reference, id, 20, "Lite förtroligt.")
	second := h.say(delivery.KindMessage, reference, id, 2, "Lite förtroligt.")
	third := h.say(delivery.KindWithdrawal, reference, id, 3, "Lite förtroligt.")
	a := r.send(twentieth)
	r.wantAbsent(second) // whose key is the beginning of the other's
	r.wantAbsent(third)
	b := r.send(second)
	c := r.send(third)
	r.wantFound(twentieth, a.RemoteID)
	r.wantFound(second, b.RemoteID)
	r.wantFound(third, c.RemoteID)
	const other = "MK-2026-BBBB-2222"
	r.wantAbsent(h.say(delivery.KindMessage, other, r.send(h.create(other)).RemoteID, 2, "Lite förtroligt."))
}

// testHostileWords: what a citizen writes arrives as they wrote it, and never
// passes for anything else.
func (h Harness) testHostileWords(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	p := &polled{rig: h.set(t, h.Backend)}
	id := p.send(h.create(reference)).RemoteID
	p.begin()
	p.wantNews()
	lines := []string{
		`<script>alert("1")</script>`, `]]> &amp; <!-- ' " -->`, "åäö ÅÄÖ 🐛 \u202egodkänd", "%s %00 a=b&api_key=x",
		"Ärendenummer: " + delivery.StepKey(reference, 7), delivery.StepKey(reference, 8), "Bilaga: x", "0", "From: a@b.example", ".", `{"Status":"rejected"}`,
	}
	step := h.say(delivery.KindMessage, reference, id, 2, strings.Join(lines, "\r\n")+"\nmed\x00styrtecken\x1b[31m och \xff\xfe bruten UTF-8\n\n"+reference)
	got := p.send(step)
	p.wantFound(step, got.RemoteID)
	wantSaid(t, []string{strings.Join(lines, "|") + "|styrtecken|bruten UTF-8"}, p.wantCases(1)[0].Said)
	for _, seq := range []int{7, 8} {
		p.wantAbsent(h.say(delivery.KindMessage, reference, id, seq, "Lite förtroligt."))
		if !h.NoFiles {
			p.wantAbsent(h.attach(reference, id, seq, "gömd.jpg", []byte("x")))
		}
	}
	p.wantNews()

	// One that is longer than the back end keeps is not refused: the citizen has
	// been told that it is sent.
	long := h.say(delivery.KindMessage, reference, id, 3, "Början.\n"+strings.Repeat("Ett ord till. ", 700))
	p.wantFound(long, p.send(long).RemoteID)
	if said := p.wantCases(1)[0].Said; len(said) != 2 || !strings.Contains(said[1], "Början.") {
		t.Errorf("a long one is there as %.100q", said)
	}
}

// testLostWords: whatever happened to the answer, the look-up tells the truth,
// and who follows it has said it once.
func (h Harness) testLostWords(t *testing.T, kind delivery.Kind) {
	const reference = "MK-2026-AAAA-1111"
	for _, f := range h.uncertain(t) {
		t.Run(f.name, func(t *testing.T) {
			r := h.set(t, h.Backend)
			step := h.say(kind, reference, r.send(h.create(reference)).RemoteID, 2, "Lite förtroligt.")
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
			n := len(r.wantCases(1)[0].Said)
			got, found := r.find(step)
			if n > 1 || found != (n == 1) {
				t.Errorf("found %v, and the back end has it %d times", found, n)
			}
			if !found {
				got = r.send(step)
			}
			r.wantFound(step, got.RemoteID)
			wantSaid(t, []string{"Lite förtroligt."}, r.wantCases(1)[0].Said)
		})
	}
}

func (h Harness) testWordsNotSent(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	for _, kind := range kindsOfWords {
		r := h.set(t, h.Backend)
		step := h.say(kind, reference, r.send(h.create(reference)).RemoteID, 2, "Lite förtroligt.")
		for _, code := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
			r.front.through(fault{spoil: status(code)}, func() {
				_, err := r.connector.Send(t.Context(), step)
				wantUnavailable(t, err)
			})
		}
		_, err := discreet(t, h.NewWrongKey(t, r.backend.URL)).Send(t.Context(), step)
		wantUnavailable(t, err)
		if said := r.wantCases(1)[0].Said; len(said) > 0 {
			t.Errorf("%s: the back end has %q", kind, said)
		}
	}
}

// testWordsToNobody: whatever became of the case there, nobody may think that
// the words have arrived.
func (h Harness) testWordsToNobody(t *testing.T) {
	const reference = "MK-2026-AAAA-1111"
	r := h.set(t, h.Backend)
	r.send(h.create(reference))
	for _, kind := range kindsOfWords {
		step := h.say(kind, reference, "987654321", 2, "Lite förtroligt.")
		if got, err := r.connector.Send(t.Context(), step); err == nil && got != (delivery.Receipt{}) {
			t.Errorf("%s: Send says %+v", kind, got)
		}
		r.wantAbsent(step)
	}
	if said := r.wantCases(1)[0].Said; len(said) > 0 {
		t.Errorf("the case that is there got %q", said)
	}
}
