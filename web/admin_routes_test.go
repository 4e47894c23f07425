package web

import (
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// TestRoutePreview: whoever looks after the catalogue sees where cases would go, in
// the form's own words, and nothing of any case.
func TestRoutePreview(t *testing.T) {
	p := open(t)
	editor := p.handler(bos, "KS/kommunikation")
	list := editor.get("/admin/vagar")
	htmlcheck.Run(t, list.Body, htmlcheck.In("tbody tr", htmlcheck.HasText("gata")))
	href := htmlcheck.Attr(htmlcheck.Find(list.Doc, "tbody a"), "href")
	page := editor.get(href)
	htmlcheck.Run(t, page.Body,
		htmlcheck.In("main h3", htmlcheck.HasText("Till gata")), htmlcheck.In("main dl", htmlcheck.HasText("service_code")))
	lacks(t, page, "admin.route")
	if missing := editor.get("/admin/vagar/nothing"); missing.Status != 404 {
		t.Errorf("of no service: %d", missing.Status)
	}
}
