package ss12000_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/ss12000"
	"github.com/mittkoping/entre/internal/errs"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// world is a running server.
type world struct {
	t      *testing.T
	server *ss12000.Server
	url    string
	clock  *clock.Fake
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, clock: clock.NewFake(noon)}
	var err error
	w.server, err = ss12000.New(ss12000.Config{ClientID: "entre", ClientSecret: "hush", Token: "fixed", Clock: w.clock, Prefix: "/skola"})
	if err != nil {
		t.Fatal(err)
	}
	running := httptest.NewServer(w.server)
	t.Cleanup(running.Close)
	w.url = running.URL + "/skola"
	return w
}

// ask sends a request with a token and returns status and body.
func (w *world) ask(method, path, token, body string) (int, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if strings.Contains(body, "=") {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, string(content)
}

type list struct {
	Data      []struct{ ID, GivenName string }
	PageToken *string
}

func (w *world) list(path string) list {
	w.t.Helper()
	status, body := w.ask(http.MethodGet, "/api/v2/"+path, "fixed", "")
	var l list
	if err := json.Unmarshal([]byte(body), &l); err != nil || status != http.StatusOK {
		w.t.Fatalf("%d, %v: %s", status, err, body)
	}
	return l
}

func TestATokenIsNeeded(t *testing.T) {
	w := open(t)
	form := func(secret string) string {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {"entre"}, "client_secret": {secret}}.Encode()
	}
	if status, _ := w.ask(http.MethodPost, "/api/token", "", form("wrong")); status != http.StatusUnauthorized {
		t.Errorf("a wrong secret: %d", status)
	}
	status, body := w.ask(http.MethodPost, "/api/token", "", form("hush"))
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &token); err != nil || status != http.StatusOK {
		t.Fatalf("%d: %s", status, body)
	}
	for name, c := range map[string]struct {
		token string
		want  int
	}{"none": {"", 401}, "another": {"another", 401}, "fixed": {"fixed", 200}, "granted": {token.AccessToken, 200}} {
		if status, body := w.ask(http.MethodGet, "/api/v2/persons", c.token, ""); status != c.want || c.want == 401 && !strings.Contains(body, `"code":"UNAUTHORIZED"`) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	w.clock.Advance(10 * time.Minute)
	if status, _ := w.ask(http.MethodGet, "/api/v2/persons", token.AccessToken, ""); status != http.StatusUnauthorized {
		t.Errorf("after its time: %d", status)
	}
}

func TestLists(t *testing.T) {
	w := open(t)
	var names []string
	path := "persons?limit=3"
	for pages := 1; ; pages++ {
		l := w.list(path)
		for _, p := range l.Data {
			names = append(names, p.GivenName)
		}
		if l.PageToken == nil {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		path = "persons?limit=3&pageToken=" + url.QueryEscape(*l.PageToken)
	}
	if diff := cmp.Diff([]string{"Anna", "Karim", "Elsa", "Maria", "Alma", "Nils", "Tindra", "Vidar"}, names); diff != "" {
		t.Error(diff)
	}
	if l := w.list("persons?civicNo=197901049283"); len(l.Data) != 1 || l.Data[0].ID != ss12000.Anna {
		t.Errorf("%+v", l)
	}
	if l := w.list("grades?student=" + ss12000.Nils); len(l.Data) != 0 {
		t.Errorf("%+v", l)
	}
	for _, path := range []string{"persons?civicNo=1&pageToken=x", "persons?pageToken=!", "aggregatedAttendance?student=x"} {
		if status, body := w.ask(http.MethodGet, "/api/v2/"+path, "fixed", ""); status != http.StatusBadRequest || !strings.Contains(body, `"message"`) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if status, body := w.ask(http.MethodGet, "/api/v2/persons/none", "fixed", ""); status != http.StatusNotFound || body != "" {
		t.Errorf("%d %q", status, body)
	}
	if status, body := w.ask(http.MethodGet, "/api/v2/organisations/"+"none", "fixed", ""); status != http.StatusNotFound || body != "" {
		t.Errorf("%d %q", status, body)
	}
	if status, _ := w.ask(http.MethodGet, "/api/v2/persons/"+ss12000.Alma, "fixed", ""); status != http.StatusOK {
		t.Error(status)
	}
}

func TestLookup(t *testing.T) {
	w := open(t)
	status, body := w.ask(http.MethodPost, "/api/v2/persons/lookup?expand=responsibleFor", "fixed", `{"civicNos":["198402179298"],"ids":["`+ss12000.Karim+`"]}`)
	var found []ss12000.Person
	if err := json.Unmarshal([]byte(body), &found); err != nil || status != http.StatusOK || len(found) != 2 {
		t.Fatalf("%d %v %s", status, err, body)
	}
	elsa := found[slices.IndexFunc(found, func(p ss12000.Person) bool { return p.ID == ss12000.Elsa })]
	if len(elsa.Embedded.ResponsibleFor) != 1 || elsa.Embedded.ResponsibleFor[0].Person.ID != ss12000.Tindra {
		t.Errorf("the index is not behind: %+v", elsa.Embedded)
	}
	if status, _ := w.ask(http.MethodPost, "/api/v2/persons/lookup", "fixed", "{"); status != http.StatusBadRequest {
		t.Error(status)
	}
}

// TestInSpring builds the data in the other half of a school year.
func TestInSpring(t *testing.T) {
	d := ss12000.Mittkoping(time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC))
	terms := map[string]string{}
	for _, g := range d.Grades {
		if g.Student.ID == ss12000.Alma {
			terms[g.Semester] = g.RegisteredDate
		}
	}
	if diff := cmp.Diff(map[string]string{"HT": "2026-12-17", "VT": ""}, terms); diff != "" {
		t.Error(diff)
	}
	if year := d.Person(ss12000.Alma).Enrolments[0].SchoolYear; year != 8 {
		t.Errorf("year %d", year)
	}
}

// TestStaff change what the school holds on their page.
func TestStaff(t *testing.T) {
	w := open(t)
	_, body := w.ask(http.MethodGet, "/", "", "")
	for _, want := range []string{"Alma Bergström", "Norrbyskolan, 8B", "Ta bort Anna Bergström", "Skydda uppgifterna om Alma Bergström"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, secret := range []string{"197901049283", "20120125", "7901"} {
		if strings.Contains(body, secret) {
			t.Errorf("the page shows %q", secret)
		}
	}
	post := func(path, guardian string) int {
		status, _ := w.ask(http.MethodPost, path, "", "pupil="+ss12000.Alma+"&guardian="+guardian)
		return status
	}
	var alma ss12000.Person
	look := func() { w.server.Change(func(d *ss12000.Data) { alma = *d.Person(ss12000.Alma) }) }
	if post("/marking", "") != http.StatusSeeOther || post("/guardian", ss12000.Anna) != http.StatusSeeOther || post("/guardian", ss12000.Elsa) != http.StatusSeeOther {
		t.Error("not changed")
	}
	if look(); alma.SecurityMarking == ss12000.MarkingNone || len(alma.Responsibles) != 1 || alma.Responsibles[0].Person.ID != ss12000.Elsa {
		t.Errorf("%+v", alma)
	}
	post("/marking", "")
	if look(); alma.SecurityMarking != ss12000.MarkingNone {
		t.Errorf("%+v", alma)
	}
	if status, _ := w.ask(http.MethodPost, "/marking", "", "pupil=none"); status != http.StatusNotFound {
		t.Error(status)
	}
	post("/guardian", ss12000.Vidar)
	if look(); len(alma.Responsibles) != 1 {
		t.Errorf("a pupil became guardian: %+v", alma.Responsibles)
	}
}

func TestConfig(t *testing.T) {
	if _, err := ss12000.New(ss12000.Config{Clock: clock.NewFake(noon)}); !errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}
