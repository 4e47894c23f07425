package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestSearchesTeach searches, chooses, says that it was not right, and finds all
// of that in the administration, where nothing personal has come.
func TestSearchesTeach(t *testing.T) {
	d := startDemo(t)
	for _, way := range []struct {
		name, query, said string
		javascript        bool
	}{
		{"with JavaScript", "trasig gatlykta", "nej", true},
		{"without JavaScript", "släckt gatlykta", "ja", false},
	} {
		t.Run(way.name, func(t *testing.T) {
			b := openBrowser(t, way.javascript)
			b.open(d.url + "/sok?q=" + strings.ReplaceAll(way.query, " ", "+"))
			look := func(string) {}
			if way.javascript { // which axe needs
				look = b.look
			}
			look("sok-hittade-du-ratt")
			b.click("main .hits li:first-child a", "/tjanst/felanmal-gatubelysning")
			if b.url() != d.url+"/tjanst/felanmal-gatubelysning" {
				t.Errorf("the address says more than the service: %s", b.url())
			}
			b.click("form.found button[value="+way.said+"]", "/hittade-du-ratt?svar="+way.said+"&tjanst=felanmal-gatubelysning")
			wantIn(t, b.text("main h1"), "Tack för ditt svar")
			look("tack-" + way.said)
			b.click("main .back-link a", "/tjanst/felanmal-gatubelysning")
			for _, personal := range []string{"19121212-1212+bygglov", "Elvin+Kvarnbo+bygglov", "min+man+sl%C3%A5r+mig"} {
				b.open(d.url + "/sok?q=" + personal)
			}
			b.quiet()
		})
	}
	b := openBrowser(t, true)
	b.open(d.url + "/handlaggning")
	b.arrive("/handlaggning/logga-in?till=")
	b.showCard("2", func(string) {})
	var main string
	for tick, ctx := time.NewTicker(time.Second), deadline(t); ; { // a node adds up what it has noted every ten seconds
		b.open(d.url + "/admin/sok/anvandning")
		if main = b.text("main"); strings.Contains(main, "släckt gatlykta") && strings.Contains(main, "[nummer] bygglov") {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("what was searched for is not there:\n%s", main)
		}
	}
	wantIn(t, main, "trasig gatlykta", "[nummer] bygglov", "Felanmäl gatubelysning", "Vecka för vecka")
	for _, personal := range []string{"1912", "1212", "lvin", "varnbo", "slår"} {
		if strings.Contains(main, personal) {
			t.Errorf("it says %q", personal)
		}
	}
	b.look("admin-anvandning")
	b.open(d.url + "/admin/sok/sokningar")
	wantIn(t, b.text("tbody"), "padelbana")
	b.look("admin-sokningar")
	b.click("tbody tr:first-child form button", "klart=sedd")
	b.quiet()
}
