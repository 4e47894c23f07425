package web

import (
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// editor is somebody at work who looks after the words of search.
func (p *portal) editor() *visitor {
	p.t.Helper()
	return p.handler(bos, "KS/kommunikation")
}

// TestAdministration: who may edit finds the administration from the back office,
// and nobody else is told that there is one.
func TestAdministration(t *testing.T) {
	p := open(t)
	editor := p.editor()
	if page := editor.get("/handlaggning"); page.URL.Path != "/admin" {
		t.Errorf("who only edits is led to %s", page.URL)
	}
	htmlcheck.Run(t, editor.get("/admin").Body,
		htmlcheck.In("main h1", htmlcheck.HasText("Administration")),
		htmlcheck.In(".who", htmlcheck.HasText("Kommunikatör, Kommunstyrelsen")),
		htmlcheck.In("nav a[aria-current]", htmlcheck.HasText("Administration")))
	htmlcheck.Run(t, editor.get("/en/admin").Body, htmlcheck.In("main", htmlcheck.HasText("look after how services are found")))

	other := p.handler("198402179298", "BN/bygglov")
	htmlcheck.Run(t, other.get("/handlaggning").Body, htmlcheck.NotIn("a[href='/admin']"))
	has(t, other.get("/admin"), 404)

	both := p.handler("201501262388", "BN/bygglov", "KS/kommunikation")
	htmlcheck.Run(t, both.get("/handlaggning").Body, htmlcheck.In("nav a[href='/admin']", htmlcheck.HasText("Administration")))

	asked := p.citizen().get("/admin")
	if asked.URL.Path != "/handlaggning/logga-in" || asked.URL.Query().Get("till") != "/admin" {
		t.Errorf("who is not in is led to %s", asked.URL)
	}
	if page := p.citizen().work("201201252382", "/admin", "KS/kommunikation"); page.URL.Path != "/admin" {
		t.Errorf("the login leads back to %s", page.URL)
	}
}
