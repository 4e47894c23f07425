package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/officeview"
	"github.com/mittkoping/entre/web/middleware"
)

// address is a route of the table at one of its addresses, with parameters that
// lead nowhere.
type address struct {
	route
	audience audience
	path     string
}

func addresses(s *server) []address {
	var out []address
	for _, g := range s.groups() {
		for _, r := range g.routes {
			for _, path := range g.addresses(r.path) {
				var parts []string
				for part := range strings.SplitSeq(path, "/") {
					if strings.HasPrefix(part, ":") || part == "*" {
						part = "finns-inte"
					}
					parts = append(parts, part)
				}
				out = append(out, address{r, g.audience, strings.Join(parts, "/")})
			}
		}
	}
	return out
}

func TestEveryRouteHasItsHeaders(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	for _, a := range addresses(p.server) {
		t.Run(a.method+" "+a.path, func(t *testing.T) {
			page := anna.do(a.method, a.path, "")
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
				"Cross-Origin-Opener-Policy": "same-origin",
			} {
				if got := page.Header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Errorf("policy is %q", policy)
			}
			if page.Header.Get("X-Request-Id") == "" {
				t.Error("no request id")
			}
			if got, want := page.Header.Get("Cache-Control"), cachePolicy(a, page.Status); got != want && !strings.HasPrefix(page.URL.Path, "/static/") {
				t.Errorf("may be kept: %q, want %q", got, want)
			}
		})
	}
}

func cachePolicy(a address, status int) string {
	switch {
	case status >= http.StatusBadRequest, a.audience == forScript, a.audience == forVisitor, a.audience == forStaff, a.audience == forProvider, a.audience == forBackEnd, a.audience == forOperator:
		return middleware.CacheNever
	case a.audience == forProgram:
		return middleware.CacheShortly
	default:
		return middleware.CachePrivate
	}
}

func TestEveryGetAnswersHead(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	for _, a := range addresses(p.server) {
		if a.method != http.MethodGet {
			continue
		}
		t.Run(a.path, func(t *testing.T) {
			head, get := anna.do(http.MethodHead, a.path, ""), anna.do(http.MethodGet, a.path, "")
			if head.Status != get.Status || head.Body != "" {
				t.Errorf("HEAD gives %d and %d bytes, GET %d", head.Status, len(head.Body), get.Status)
			}
		})
	}
}

func TestEveryRouteRefusesOtherMethods(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	for _, a := range addresses(p.server) {
		t.Run(a.path, func(t *testing.T) {
			page := anna.do(http.MethodPut, a.path, "")
			if page.Status != http.StatusMethodNotAllowed || !strings.Contains(page.Header.Get("Allow"), a.method) {
				t.Errorf("PUT gives %d, allowed is %q", page.Status, page.Header.Get("Allow"))
			}
		})
	}
}

func TestEveryPostRefusesForgeries(t *testing.T) {
	p := open(t)
	anna := p.citizen()
	anna.toReceipt()
	sent := p.onlyCase().Reference
	step := anna.begin()
	token := anna.form(step).Values.Get("csrf")
	draft := strings.Split(step.URL.Path, "/")[2]
	desk := anna.work(annas, "", "BN/bygglov", "BN/registrator", "KS/kommunikation") // may all that there is to post at work
	atWork, err := desk.Form("header form[method=post]")
	if err != nil {
		t.Fatal(err)
	}
	audited := len(p.memory.audited)
	forgeries := []struct {
		name, body string // TOKEN is one that is theirs
		headers    []string
	}{
		{"from another site", "csrf=TOKEN", []string{"Sec-Fetch-Site: cross-site"}},
		{"from a neighbour of the site", "csrf=TOKEN", []string{"Sec-Fetch-Site: same-site"}},
		{"from another origin", "csrf=TOKEN", []string{"Origin: https://evil.example"}},
		{"without headers and token", "a=1", nil},
		{"without anything", "", nil},
		{"with an invented token", "csrf=" + strings.Repeat("A", 86), []string{"Sec-Fetch-Site: same-origin"}},
		{"with the token in the address only", "a=1", []string{"Sec-Fetch-Site: same-origin", "X-Csrf-Token: TOKEN"}},
	}
	for _, a := range addresses(p.server) {
		if a.method != http.MethodPost || a.takes == takesSigned || a.takes == takesTelling { // what is signed cannot be forged
			continue
		}
		for _, f := range forgeries {
			path := strings.NewReplacer("/ansok/finns-inte/", "/ansok/"+draft+"/", "/arende/finns-inte/", "/arende/"+sent+"/").Replace(a.path)
			t.Run(a.path+" "+f.name, func(t *testing.T) {
				token := token
				if a.audience == forStaff {
					token = atWork.Values.Get("csrf")
				}
				var headers []string
				for _, h := range f.headers {
					headers = append(headers, strings.ReplaceAll(h, "TOKEN", token))
				}
				page := anna.do(http.MethodPost, path+"?csrf="+token, strings.ReplaceAll(f.body, "TOKEN", token), headers...)
				if page.Status != http.StatusForbidden {
					t.Errorf("status %d, want 403", page.Status)
				}
				if !strings.Contains(page.Body, i18n.In(langOf(a.path), "error.csrf")) {
					t.Error("the page does not say why")
				}
			})
		}
	}
	if len(p.memory.drafts) != 2 || len(p.memory.audited) != audited || len(p.memory.messages) != 0 {
		t.Errorf("%d drafts, %v and %d messages after forgeries only", len(p.memory.drafts), p.memory.audited, len(p.memory.messages))
	}
}

func langOf(path string) i18n.Lang {
	lang, _ := paths.Split(path)
	return lang
}

// TestEveryPathHasARoute holds the route table to the addresses that pages use.
func TestEveryPathHasARoute(t *testing.T) {
	s := open(t).server
	s.cfg.Metrics = prometheus.NewRegistry()
	e, err := s.echo()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		for path, method := range map[string]string{
			paths.Home(lang): "GET", paths.Search(lang, ""): "GET", paths.Services(lang): "GET", paths.Service(lang, "a"): "GET",
			paths.StartForm(lang, "a"): "POST", paths.Step(lang, "a", "b"): "POST", paths.Review(lang, "a"): "GET",
			paths.Submit(lang, "a"): "POST", paths.Receipt(lang, "a"): "GET", paths.ReceiptFile(lang, "a"): "GET",
			paths.Saved(lang, "a"): "GET", paths.DraftFile(lang, "a", "b"): "GET", paths.FollowUp(lang): "POST",
			paths.Case(lang, "a"): "GET", paths.CaseMessage(lang, "a"): "POST", paths.WithdrawCase(lang, "a"): "POST", paths.CaseFile(lang, "a", "b"): "GET", paths.MyPages(lang): "GET",
			paths.Office(lang): "GET", paths.OfficeCase(lang, "a"): "GET", paths.OfficeFile(lang, "a", "b"): "GET",
			paths.Deliveries(lang): "GET", paths.DeliveryDeed(lang, "a", "skicka"): "POST",
			paths.LogIn(lang, ""): "GET", paths.LogInAt(lang, "a", ""): "GET", paths.LogOut(lang): "POST", paths.LogInCallback("a"): "GET",
			paths.LoggedOut("a"): "GET", paths.LogOutNotice("a"): "POST", paths.OfficeLoggedOut("a"): "GET", paths.OfficeLogOutNotice("a"): "POST",
			paths.Children(lang): "GET", paths.Child(lang, "a", "b"): "GET",
			paths.Office(lang): "GET", paths.OfficeLogIn(lang, ""): "GET", paths.OfficeLogInAt(lang, "a", ""): "GET",
			paths.OfficeLogInCallback("a"): "GET", paths.OfficeLogOut(lang): "POST",
			paths.Found(lang): "POST", paths.Contact(lang): "GET", paths.Accessibility(lang): "GET", paths.Privacy(lang): "GET", paths.APIService("a"): "GET", paths.APISchema("a"): "GET", paths.APIInbound("a"): "POST",
		} {
			c := e.NewContext(nil, nil)
			e.Router().Find(method, path, c)
			if !strings.HasPrefix(c.Path(), strings.SplitAfterN(path, "/", 3)[0]) || c.Get(echo.ContextKeyHeaderAllow) != nil {
				t.Errorf("%s %s has no route (%q)", method, path, c.Path())
			}
		}
	}
}

// TestEveryDeedHasARoute holds the deeds that pages offer to the route table.
func TestEveryDeedHasARoute(t *testing.T) {
	s := open(t).server
	for _, deed := range officeview.Deeds {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			found := slices.ContainsFunc(s.groups(), func(g group) bool {
				return slices.ContainsFunc(g.routes, func(r route) bool {
					return r.method == method && paths.OfficeDeed(i18n.SV, ":reference", string(deed)) == r.path
				})
			})
			if !found {
				t.Errorf("%s %s has no route", method, deed)
			}
		}
	}
}

func TestReservedStepsAreRoutes(t *testing.T) {
	s := open(t).server
	for _, word := range paths.ReservedSteps() {
		found := slices.ContainsFunc(s.groups(), func(g group) bool {
			return slices.ContainsFunc(g.routes, func(r route) bool { return strings.HasPrefix(r.path, "/ansok/:draft/"+word) })
		})
		if !found {
			t.Errorf("%s is reserved for nothing", word)
		}
	}
}

// TestARouteNeedsARule: a portal with a deed that no rule knows does not start.
func TestARouteNeedsARule(t *testing.T) {
	s := open(t).server
	err := s.register(echo.New(), group{forAll, []route{{http.MethodGet, "/x", "case.delete", s.public.Home, takesNothing}}})
	if err == nil || !strings.Contains(err.Error(), "GET /x") || !strings.Contains(err.Error(), "case.delete") {
		t.Errorf("error %v", err)
	}
}
