package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// owned keeps another case of whoever sent the last one.
func (p *portal) owned(n int, change func(*cases.Case)) cases.Case {
	p.t.Helper()
	var person cases.Case
	for _, c := range p.memory.cases {
		person = c
	}
	c := cases.Case{
		ID: fmt.Sprintf("case-%d", n), Reference: fmt.Sprintf("MK-2026-2222-222%d", n), ServiceID: "lampa", FormVersion: 1,
		Title: i18n.Text{SV: fmt.Sprintf("Ärende %d", n), EN: fmt.Sprintf("Case %d", n)}, Person: person.Person, Authority: "Tekniska nämnden",
		ReceivedAt: noon.Add(-time.Duration(n) * time.Hour), SeenAt: noon,
	}
	if change != nil {
		change(&c)
	}
	p.memory.cases[c.ID] = c
	return c
}

// TestMyPagesOrder shows what needs the citizen first, then what goes on, then
// what is over, and marks what is new.
func TestMyPagesOrder(t *testing.T) {
	p := openWith(t, withLogin())
	anna := p.citizen()
	anna.logIn(annas, "")
	anna.toReceipt()
	p.owned(1, func(c *cases.Case) { c.ClosedAt = noon })
	read := p.owned(2, func(c *cases.Case) {
		c.Reference, c.StartedAt, c.NewsAt = otherReference(t), noon, noon.Add(time.Minute)
	})
	p.owned(3, func(c *cases.Case) { c.Asked = cases.Asked{At: noon, Until: noon.Add(19 * 24 * time.Hour)} })
	p.owned(4, func(c *cases.Case) { c.NoFollowUp = true })
	page := anna.get("/mina-sidor")
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("section[aria-labelledby=needs]", htmlcheck.HasText("Ärende 3"), htmlcheck.HasText("Svara senast 12 december 2026"), htmlcheck.HasNoText("Ärende 2")),
		htmlcheck.In("section[aria-labelledby=cases] li:first-child", htmlcheck.HasText("Ärende 2"), htmlcheck.HasText("Nytt")),
		htmlcheck.Count("section[aria-labelledby=cases] li", 2),
		htmlcheck.In("section[aria-labelledby=closed]", htmlcheck.HasText("Ärende 1")),
		htmlcheck.In("main", htmlcheck.HasNoText("Ärende 4")),
		htmlcheck.NotIn("input[name=arende]"))
	for _, before := range [][2]string{{`id="needs"`, `id="cases"`}, {`id="cases"`, `id="drafts"`}, {`id="drafts"`, `id="closed"`}} {
		if a, b := strings.Index(page.Body, before[0]), strings.Index(page.Body, before[1]); a < 0 || a > b {
			t.Errorf("%s does not stand before %s", before[0], before[1])
		}
	}
	anna.get("/arende/" + read.Reference)
	if page := anna.get("/mina-sidor"); strings.Contains(page.Body, "Nytt") {
		t.Error("it is still new when it has been opened")
	}
}

// TestSearchOwnCases finds one's own by either number, and nobody else's.
func TestSearchOwnCases(t *testing.T) {
	p := openWith(t, withLogin())
	anna := p.citizen()
	anna.logIn(annas, "")
	anna.toReceipt()
	for n := 1; n <= 6; n++ {
		p.owned(n, func(c *cases.Case) { c.Number = fmt.Sprintf("TN 2026-0040%d", n) })
	}
	p.owned(7, func(c *cases.Case) { c.Person = "somebody else"; c.Number = "TN 2026-00407" })
	htmlcheck.Run(t, anna.get("/mina-sidor").Body, htmlcheck.In("input[name=arende]"), htmlcheck.Count("section[aria-labelledby=cases] li", 7))
	for sought, want := range map[string]int{"TN 2026-00403": 1, "tn2026-0040": 6, "mk20262222 2224": 1, "ärende 5": 1, "TN 2026-00407": 0, "Lampa": 1} {
		page := anna.get("/mina-sidor?arende=" + strings.ReplaceAll(sought, " ", "+"))
		htmlcheck.Run(t, page.Body,
			htmlcheck.Count("section[aria-labelledby=cases] li", want), htmlcheck.In("input[name=arende]", htmlcheck.HasAttr("value", sought)))
	}
	page := anna.do("GET", "/mina-sidor?arende=TN+2026-00403", "", "Sec-Fetch-Site: cross-site")
	htmlcheck.Run(t, page.Body, htmlcheck.Count("section[aria-labelledby=cases] li", 7), htmlcheck.In("input[name=arende]", htmlcheck.HasAttr("value", "")))
}

// TestReceiptOfWhatNobodyFollows has no code, no answers and no way to follow.
func TestReceiptOfWhatNobodyFollows(t *testing.T) {
	services := entries()
	services[0].NoFollowUp = true
	p := openWith(t, services)
	anna := p.citizen()
	receipt := anna.toReceipt()
	sent := p.onlyCase()
	htmlcheck.Run(t, receipt.Body,
		htmlcheck.In(".receipt", htmlcheck.HasText(sent.Reference), htmlcheck.HasNoText("Kod")),
		htmlcheck.In("main", htmlcheck.HasNoText("Storgatan 12")),
		htmlcheck.NotIn("main a[href^='/arende/']"))
	if file := anna.get(receipt.URL.Path + "/spara"); strings.Contains(file.Body, "Storgatan 12") {
		t.Error("the saved receipt says what was reported")
	}
	if page := anna.get("/arende/" + sent.Reference); page.Status != 404 || strings.Contains(page.Body, "Storgatan") {
		t.Errorf("followed: %d", page.Status)
	}
	p.clock.Advance(3 * time.Hour)
	if page := anna.get(receipt.URL.Path); page.Status != 404 || strings.Contains(page.Body, sent.Reference) {
		t.Errorf("later: %d", page.Status)
	}
}
