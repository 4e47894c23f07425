package outside_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// start opens the world on a host of its own.
func start(t *testing.T, dir string) (*outside.World, *httptest.Server) {
	t.Helper()
	world, err := outside.New(outside.Config{
		StreetAPIKey: "nyckel", BuildingToken: "1-1-nyckel", EnvironmentPassword: "lösen", ContactSecret: "hemligt", SchoolClientID: "portalen", SchoolClientSecret: "hemligt", ByggRPassword: "hemligt",
		CommentsSecret: "whsec_cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=", CommentsReturnSecret: "whsec_YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI=",
		Dir:   dir,
		Clock: clock.NewFake(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)),
		Delay: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(world)
	t.Cleanup(func() {
		server.Close()
		_ = world.Close() // some tests close it themselves
	})
	return world, server
}

// call returns status and body; the status is 0 when no whole answer came.
func call(t *testing.T, method, address string, form url.Values) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, ""
	}
	return answer.StatusCode, string(body)
}

func report() url.Values {
	return url.Values{
		"api_key": {"nyckel"}, "service_code": {"GATUBELYSNING"}, "address_string": {"Storgatan 12"},
		"description": {"Släckt"}, "attribute[fel]": {"slackt"}, "attribute[external_reference]": {"MK-2026-7F3K-9Q2C"},
	}
}

func TestModes(t *testing.T) {
	type seen struct {
		post, list int // statuses; 0 is no answer
		kept       int // reports at the department after one POST
	}
	tests := []struct {
		mode string
		name string
		want seen
	}{
		{"well", "Fungerar", seen{200, 200, 1}},
		{"slow", "Långsamt", seen{200, 200, 1}},
		{"lost", "Tappar svar", seen{0, 200, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.mode, func(t *testing.T) {
			world, server := start(t, "")
			if status, _ := call(t, http.MethodPost, server.URL+"/mode", url.Values{"mode": {tt.mode}}); status != http.StatusOK {
				t.Fatalf("the button answered %d", status)
			}
			var got seen
			got.post, _ = call(t, http.MethodPost, server.URL+outside.StreetAPIPath+"requests.json", report())
			got.list, _ = call(t, http.MethodGet, server.URL+outside.StreetAPIPath+"requests.json", nil)
			got.kept = len(world.Street().Requests())
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			_, index := call(t, http.MethodGet, server.URL+"/", nil)
			htmlcheck.Run(t, index,
				htmlcheck.In("[aria-labelledby=street] [role=status]", htmlcheck.HasText(tt.name)),
				htmlcheck.Count("[aria-labelledby=street] button[aria-pressed=true]", 1),
				htmlcheck.In("[aria-labelledby=street] button[aria-pressed=true]", htmlcheck.HasAttr("value", tt.mode)),
				htmlcheck.Count("tbody tr", 2))
		})
	}
}

func TestBuildingCommittee(t *testing.T) {
	dir := t.TempDir()
	world, server := start(t, dir)
	_, index := call(t, http.MethodGet, server.URL+"/", nil)
	htmlcheck.Run(t, index, htmlcheck.In("#main a[href='/rt/']"))
	post := func(token string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+outside.BuildingPath+"REST/2.0/ticket",
			strings.NewReader(`{"Queue":"Bygglov","Subject":"Uterum","Content":"Hej","ContentType":"text/plain","CustomFields":{"ExternalId":"MK-1"}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "token "+token)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	for token, want := range map[string]int{"1-1-nyckel": http.StatusCreated, "fel": http.StatusUnauthorized, "": http.StatusUnauthorized} {
		if got := post(token); got != want {
			t.Errorf("with the token %q: %d, want %d", token, got, want)
		}
	}
	if err := world.Close(); err != nil {
		t.Fatal(err)
	}
	again, _ := start(t, dir)
	if tickets := again.Building().Tickets(); len(tickets) != 1 || tickets[0].Fields["ExternalId"] != "MK-1" {
		t.Errorf("after a restart there is %+v", tickets)
	}
}

func TestDownIsDownUntilItWorksAgain(t *testing.T) {
	world, server := start(t, "")
	call(t, http.MethodPost, server.URL+"/mode", url.Values{"mode": {"down"}})
	for range 20 {
		if status, _ := call(t, http.MethodPost, server.URL+outside.StreetAPIPath+"requests.json", report()); status != 0 && status != http.StatusBadGateway {
			t.Errorf("answered %d", status)
		}
	}
	if got := len(world.Street().Requests()); got != 0 {
		t.Errorf("%d reports came through", got)
	}
	if status, _ := call(t, http.MethodGet, server.URL+"/open311/", nil); status != http.StatusOK {
		t.Errorf("the department's own page: %d", status)
	}
	call(t, http.MethodPost, server.URL+"/mode", url.Values{"mode": {"well"}})
	if status, _ := call(t, http.MethodPost, server.URL+outside.StreetAPIPath+"requests.json", report()); status != http.StatusOK {
		t.Errorf("after the repair: %d", status)
	}
}

func TestIndex(t *testing.T) {
	_, server := start(t, "")
	status, index := call(t, http.MethodGet, server.URL+"/", nil)
	if status != http.StatusOK {
		t.Fatalf("answered %d", status)
	}
	htmlcheck.Run(t, index,
		htmlcheck.In("html", htmlcheck.HasAttr("lang", "sv")),
		htmlcheck.In("title", htmlcheck.HasText("Demo: världen utanför portalen")),
		htmlcheck.In("h1", htmlcheck.HasText("Världen utanför portalen")),
		htmlcheck.In("main a[href='/open311/']"),
		htmlcheck.In("code", htmlcheck.HasText("/open311/v2/")),
		htmlcheck.Count("[aria-labelledby=street] button", 4),
		htmlcheck.In("main a[href='/skola/']"),
		htmlcheck.In("[aria-labelledby=street] button[aria-pressed=true]", htmlcheck.HasText("Fungerar")),
		htmlcheck.NotIn("table"), htmlcheck.NotIn("script"))
}

func TestModeRefusals(t *testing.T) {
	tests := []struct {
		name, mode, site string
		want             int
	}{
		{"unknown", "glad", "same-origin", 400},
		{"from another site", "down", "cross-site", 403},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			world, _ := start(t, "")
			r := httptest.NewRequest(http.MethodPost, "/mode", strings.NewReader("mode="+tt.mode))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", tt.site)
			w := httptest.NewRecorder()
			world.ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("answered %d, want %d", w.Code, tt.want)
			}
		})
	}
}

// TestWhatWasForwardedIsKept holds the two witnesses of the crash test against
// each other: what the proxy let through, and what the department has.
func TestWhatWasForwardedIsKept(t *testing.T) {
	world, server := start(t, t.TempDir())
	world.StreetFaults().SetRate(0.5)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() { call(t, http.MethodPost, server.URL+outside.StreetAPIPath+"requests.json", report()) })
	}
	all.Wait()
	forwarded := 0
	for _, e := range world.StreetFaults().Log() {
		if e.Forwarded {
			forwarded++
		}
	}
	if kept := len(world.Street().Requests()); kept != forwarded || forwarded < 100 || forwarded == 200 {
		t.Errorf("%d forwarded of 200, %d kept", forwarded, kept)
	}
}

func TestHealth(t *testing.T) {
	_, server := start(t, "")
	if status, body := call(t, http.MethodGet, server.URL+"/healthz", nil); status != http.StatusOK || body != "ok\n" {
		t.Errorf("answered %d %q", status, body)
	}
}

func TestWorldGoesOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	before, server := start(t, dir)
	call(t, http.MethodPost, server.URL+outside.StreetAPIPath+"requests.json", report())
	left := before.Street().Requests()
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	after, _ := start(t, dir)
	if diff := cmp.Diff(left, after.Street().Requests()); diff != "" || len(left) != 1 {
		t.Errorf("%d requests; after the restart:\n%s", len(left), diff)
	}
}

func TestNewWithoutKey(t *testing.T) {
	if _, err := outside.New(outside.Config{Clock: clock.System{}}); !errs.Is(err, errs.Invalid) {
		t.Errorf("error %v, want invalid", err)
	}
}

func TestEveryServiceTakesThePortalsReference(t *testing.T) {
	for _, service := range outside.StreetServices() {
		found := false
		for _, a := range service.Attributes {
			found = found || a.Code == "external_reference" && a.Datatype == open311.TypeString
		}
		if !found {
			t.Errorf("%s has no external_reference", service.Code)
		}
	}
}

func TestComments(t *testing.T) {
	world, server := start(t, "")
	_, index := call(t, http.MethodGet, server.URL+"/", nil)
	htmlcheck.Run(t, index, htmlcheck.In("#main a[href='/synpunkter/']"))
	ask := func() int {
		status, _ := call(t, http.MethodGet, server.URL+outside.CommentsAPIPath+"/events/x", nil)
		return status
	}
	if got := ask(); got != http.StatusUnauthorized {
		t.Errorf("an unsigned question: %d", got)
	}
	if status, _ := call(t, http.MethodPost, server.URL+"/comments-mode", url.Values{"mode": {"lost"}}); status != http.StatusOK {
		t.Errorf("the button answered %d", status)
	}
	_, index = call(t, http.MethodGet, server.URL+"/", nil)
	htmlcheck.Run(t, index, htmlcheck.In("[aria-labelledby=comments] button[aria-pressed=true]", htmlcheck.HasAttr("value", "lost")))
	if status, _ := call(t, http.MethodPost, server.URL+outside.CommentsAPIPath+"/events", nil); status != 0 || len(world.CommentsFaults().Log()) != 2 {
		t.Errorf("an answer that should be lost: %d", status)
	}
	if status, _ := call(t, http.MethodPost, server.URL+"/comments-mode", url.Values{"mode": {"bättre"}}); status != http.StatusBadRequest {
		t.Errorf("no such mode: %d", status)
	}
	if _, page := call(t, http.MethodGet, server.URL+outside.CommentsPath, nil); !strings.Contains(page, "Inga ärenden än") {
		t.Error("its own page is not up")
	}
}
