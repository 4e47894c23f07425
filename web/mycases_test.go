package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

func (p *portal) onlyCase() cases.Case {
	p.t.Helper()
	for _, c := range p.memory.cases {
		return c
	}
	p.t.Fatal("no case")
	return cases.Case{}
}

func TestFollow(t *testing.T) {
	p := open(t)
	p.citizen().toReceipt()
	sent := p.onlyCase()
	tests := []struct {
		name, reference, code string
		opens                 bool
		message               string
	}{
		{"as on the receipt", sent.Reference, sent.FollowUpCode, true, ""},
		{"as people write", " " + strings.ToLower(strings.ReplaceAll(sent.Reference, "-", " ")), strings.ToLower(sent.FollowUpCode), true, ""},
		{"a wrong code", sent.Reference, "FELFELFELF", false, "hör inte ihop"},
		{"a wrong reference", "MK-2026-2222-2222", sent.FollowUpCode, false, "hör inte ihop"},
		{"no reference", "", sent.FollowUpCode, false, "Skriv ärendenumret"},
		{"no code", sent.Reference, " ", false, "Skriv koden"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bo := p.citizen()
			page := bo.send(bo.get("/arende"), map[string]string{"reference": tt.reference, "code": tt.code})
			if tt.opens {
				if page.Status != http.StatusOK || page.URL.Path != "/arende/"+sent.Reference {
					t.Fatalf("came to %s (%d)", page.URL.Path, page.Status)
				}
				htmlcheck.Run(t, page.Body, htmlcheck.In("main", htmlcheck.HasText("Storgatan 12")), htmlcheck.In("h1", htmlcheck.HasText("Felanmäl lampa")))
				return
			}
			if page.Status != http.StatusUnprocessableEntity || len(page.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("status %d, cookies %v", page.Status, page.Header.Values("Set-Cookie"))
			}
			htmlcheck.Run(t, page.Body,
				htmlcheck.In(".ds-error-summary", htmlcheck.HasText(tt.message)),
				htmlcheck.In("input[name=reference]", htmlcheck.HasAttr("value", tt.reference)),
				htmlcheck.In("body", htmlcheck.HasNoText("Storgatan")))
		})
	}
}

func TestACaseWithoutLeaveAsksForItsCode(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	anna.toReceipt()
	path := "/arende/" + p.onlyCase().Reference
	if page := anna.get(path); page.Status != http.StatusOK {
		t.Fatalf("one's own case: %d", page.Status)
	}
	for name, reference := range map[string]string{"somebody else's": p.onlyCase().Reference, "one that does not exist": otherReference(t)} {
		t.Run(name, func(t *testing.T) {
			page := bo.get("/arende/" + reference)
			if page.Status != http.StatusNotFound {
				t.Errorf("status %d", page.Status)
			}
			htmlcheck.Run(t, page.Body,
				htmlcheck.In("input[name=reference]", htmlcheck.HasAttr("value", reference)), htmlcheck.In("input[name=code]"),
				htmlcheck.NotIn(".ds-error-summary"), htmlcheck.In("body", htmlcheck.HasNoText("Storgatan")), htmlcheck.In("body", htmlcheck.HasNoText("Felanmäl")))
		})
	}
	p.clock.Advance(3 * time.Hour)
	page := anna.get(path)
	if page.Status != http.StatusNotFound || !strings.Contains(page.Body, "Det har gått en stund") {
		t.Errorf("after three hours: %d", page.Status)
	}
	if page := bo.get("/arende/finns-inte"); page.Status != http.StatusNotFound || strings.Contains(page.Body, "name=\"code\"") {
		t.Errorf("what is no reference: %d", page.Status)
	}
}

// otherReference is of the right shape and no case's.
func otherReference(t *testing.T) string {
	t.Helper()
	for _, last := range "23456789ABCDEFGHJKMNPQRSTUVWXYZ" {
		if ref, ok := cases.NormalizeReference("MK-2026-2222-222" + string(last)); ok {
			return ref
		}
	}
	t.Fatal("no character checks")
	return ""
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Run("at one case, for the one who guesses", func(t *testing.T) {
		p := open(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1", "::1"} })
		p.citizen().toReceipt()
		sent, bo := p.onlyCase(), p.citizen()
		token := "&csrf=" + bo.form(bo.get("/arende")).Values.Get("csrf")
		try := func(ip, code string) int {
			return bo.do(http.MethodPost, "/arende", "reference="+sent.Reference+"&code="+code+token, "X-Forwarded-For: "+ip).Status
		}
		for range 10 {
			if got := try("192.0.2.1", "FELFELFELF"); got != http.StatusUnprocessableEntity {
				t.Fatalf("status %d", got)
			}
		}
		if got := try("192.0.2.1", "FELFELFELF"); got != http.StatusTooManyRequests {
			t.Errorf("status %d", got)
		}
		if got := try("192.0.2.2", sent.FollowUpCode); got != http.StatusOK {
			t.Errorf("the citizen, from elsewhere: status %d", got)
		}
		p.clock.Advance(10 * time.Second)
		if got := try("192.0.2.1", "FELFELFELF"); got != http.StatusUnprocessableEntity {
			t.Errorf("after a while: status %d", got)
		}
	})
	t.Run("at one case, from very many", func(t *testing.T) {
		p := open(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1", "::1"} })
		bo := p.citizen()
		body := "reference=" + otherReference(t) + "&code=x&csrf=" + bo.form(bo.get("/arende")).Values.Get("csrf")
		for i := range 101 {
			got := bo.do(http.MethodPost, "/arende", body, fmt.Sprintf("X-Forwarded-For: 192.0.2.%d", i)).Status
			if tooMany := got == http.StatusTooManyRequests; tooMany != (i == 100) {
				t.Fatalf("attempt %d: status %d", i, got)
			}
		}
	})
	t.Run("from one client", func(t *testing.T) {
		p := open(t)
		bo := p.citizen()
		var statuses []int
		for range 21 {
			statuses = append(statuses, bo.send(bo.get("/arende"), map[string]string{"reference": "x", "code": "y"}).Status)
		}
		if statuses[19] != http.StatusUnprocessableEntity || statuses[20] != http.StatusTooManyRequests {
			t.Errorf("statuses %v", statuses)
		}
	})
	t.Run("behind a proxy, each client is its own", func(t *testing.T) {
		p := open(t, func(c *Config) { c.TrustedProxies = []string{"127.0.0.1", "::1"} })
		bo := p.citizen()
		body := "reference=x&code=y&csrf=" + bo.form(bo.get("/arende")).Values.Get("csrf")
		for i := range 30 {
			ip := []string{"192.0.2.1", "192.0.2.2"}[i%2]
			if got := bo.do(http.MethodPost, "/arende", body, "X-Forwarded-For: 198.51.100.9, "+ip).Status; got != http.StatusUnprocessableEntity {
				t.Fatalf("attempt %d: status %d", i, got)
			}
		}
	})
	t.Run("what an unknown proxy says is not believed", func(t *testing.T) {
		p := open(t)
		bo := p.citizen()
		body := "reference=x&code=y&csrf=" + bo.form(bo.get("/arende")).Values.Get("csrf")
		last := 0
		for i := range 21 {
			last = bo.do(http.MethodPost, "/arende", body, "X-Forwarded-For: 192.0.2."+string(rune('0'+i%10))).Status
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("status %d", last)
		}
	})
}

func TestCaseFile(t *testing.T) {
	p := open(t)
	anna, bo := p.citizen(), p.citizen()
	form := anna.form(anna.toFiles())
	form.Attach("bild", "lampa.jpg", "image/jpeg", jpeg)
	review := anna.send(anna.press(form, next...), nil, next...)
	receipt := anna.send(review, nil)
	link := htmlcheck.Attr(htmlcheck.Find(receipt.Doc, "a[href*='/fil/']"), "href")
	if got := anna.get(link); got.Status != http.StatusOK || got.Body != string(jpeg) {
		t.Errorf("one's own: %d", got.Status)
	}
	if got := bo.get(link); got.Status != http.StatusNotFound || got.Body == string(jpeg) {
		t.Errorf("somebody else's: %d", got.Status)
	}
}
