package connectortest

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// testHear: nobody is believed who is not the back end.
func (h Harness) testHear(t *testing.T) {
	r := h.set(t, h.Backend)
	inbound, hears := inner(r.connector).(delivery.Inbound)
	if r.backend.Told == nil {
		if hears {
			t.Error("the connector hears what its back end never tells")
		}
		return
	}
	if !hears {
		t.Fatal("the connector hears nothing")
	}
	id := r.send(h.create("MK-2026-AAAA-1111")).RemoteID
	r.backend.SetStatus(t, id, delivery.StatusClosed, "Lite förtroligt.")
	heard := r.backend.Told()
	if len(heard) == 0 {
		t.Fatal("the back end tells nothing")
	}
	none := func(string) string { return "" }
	for _, good := range heard {
		told, err := inbound.Hear(good)
		if err != nil {
			t.Fatalf("what the back end tells: %v", err)
		}
		if again, err := inbound.Hear(good); err != nil || again.ID != told.ID || told.ID == "" {
			t.Errorf("heard again it is called %q, before %q (%v)", again.ID, told.ID, err)
		}
		other, _ := h.NewWrongKey(t, r.backend.URL).(delivery.Inbound)
		for name, bad := range map[string]struct {
			by    delivery.Inbound
			heard delivery.Heard
		}{
			"unsigned":             {inbound, delivery.Heard{Header: none, Body: good.Body}},
			"with another body":    {inbound, delivery.Heard{Header: good.Header, Body: bytes.Replace(good.Body, []byte("closed"), []byte("received"), 1)}},
			"with a longer body":   {inbound, delivery.Heard{Header: good.Header, Body: append(slices.Clone(good.Body), ' ')}},
			"with nothing in it":   {inbound, delivery.Heard{Header: good.Header}},
			"to somebody else":     {other, good},
			"without one header":   {inbound, delivery.Heard{Header: without(good.Header), Body: good.Body}},
			"with garbled headers": {inbound, delivery.Heard{Header: func(n string) string { return good.Header(n) + "\x00" }, Body: good.Body}},
		} {
			if _, err := bad.by.Hear(bad.heard); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v, want Forbidden", name, err)
			}
		}
	}
}

// without leaves out the header that is asked for last.
func without(header func(string) string) func(string) string {
	asked := 0
	return func(name string) string {
		if asked++; asked == 3 {
			return ""
		}
		return header(name)
	}
}

// heard returns the changes that the back end has told by itself.
func (p *polled) heard() (changes []delivery.Change) {
	p.t.Helper()
	for _, told := range p.told() {
		if told.Change == nil {
			continue
		}
		c := *told.Change
		c.RemoteID = p.ids[told.Reference]
		changes = append(changes, c)
	}
	return changes
}

// told reads all that the back end has told.
func (r *rig) told() (all []delivery.Told) {
	r.t.Helper()
	if r.backend.Told == nil {
		return nil
	}
	inbound, _ := inner(r.connector).(delivery.Inbound)
	for _, heard := range r.backend.Told() {
		told, err := inbound.Hear(heard)
		if err != nil {
			r.t.Fatalf("Hear: %v", err)
		}
		all = append(all, told)
	}
	return all
}

// wantConfirmed asserts that a back end that tells by itself has told what became
// of the step.
func (r *rig) wantConfirmed(s delivery.Step) {
	r.t.Helper()
	if r.backend.Told == nil {
		return
	}
	want, _ := r.find(s)
	confirmed := 0
	for _, told := range r.told() {
		if c := told.Confirmed; c != nil && delivery.StepKey(told.Reference, c.Seq) == s.Key {
			confirmed++
			if c.Receipt.RemoteID != want.RemoteID || c.Receipt.Number != want.Number || c.Refused != "" {
				r.t.Errorf("%s is confirmed as %+v, and found as %+v", s.Key, *c, want)
			}
		}
	}
	if confirmed != 1 {
		r.t.Errorf("%s is confirmed %d times", s.Key, confirmed)
	}
}

// testFilesTold: files that come along are there, whole.
func (p *polled) testFilesTold(h Harness) {
	id := p.send(h.create("MK-2026-AAAA-1111")).RemoteID
	sent := filesOfStaff()
	p.begin()
	p.backend.SendFiles(p.t, id, "Här är beslutet.", sent)
	p.backend.SendFiles(p.t, id, "", sent[:1])
	p.wantNews(id+"  Här är beslutet.", id+"  ")
	var got, want []string
	for _, told := range p.told() {
		for _, f := range told.Change.Files {
			content, ok := told.Contents[f.ID]
			if !ok || f.Size != int64(len(content)) {
				p.t.Errorf("%s comes with %d bytes, and is told as %+v", f.Name, len(content), f)
			}
			got = append(got, f.Name+" "+hexSum(content))
		}
	}
	for _, f := range append(sent, sent[0]) {
		want = append(want, f.Name+" "+hexSum(f.Content))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Errorf("files (-sent +told):\n%s", diff)
	}
}
