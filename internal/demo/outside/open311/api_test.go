package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/errs"
)

func TestDocuments(t *testing.T) {
	o := open(t, nil)
	o.report("Rad ett\nRad <två> & \"tre\"")
	tests := []struct {
		path string
		want string // white space between XML elements left out
	}{
		{"/v2/services.json", `[
			{"service_code":"ljus","service_name":"Gatubelysning","description":"Släckt lykta","metadata":true,"type":"realtime","keywords":"lampa","group":"Gata"},
			{"service_code":"klotter","service_name":"Klotter","description":"","metadata":false,"type":"realtime","keywords":"","group":""}]`},
		{"/v2/services.xml", `<services>` +
			`<service><service_code>ljus</service_code><service_name>Gatubelysning</service_name><description>Släckt lykta</description>` +
			`<metadata>true</metadata><type>realtime</type><keywords>lampa</keywords><group>Gata</group></service>` +
			`<service><service_code>klotter</service_code><service_name>Klotter</service_name><description></description>` +
			`<metadata>false</metadata><type>realtime</type><keywords></keywords><group></group></service></services>`},
		{"/v2/services/klotter.json", `{"service_code":"klotter","attributes":[]}`},
		{"/v2/services/klotter", `<service_definition><service_code>klotter</service_code><attributes></attributes></service_definition>`},
		{"/v2/requests.json", `[{
			"service_request_id":"GK-10001","status":"open","status_notes":"","service_name":"Gatubelysning","service_code":"ljus",
			"description":"Rad ett\nRad \u003ctvå\u003e \u0026 \"tre\"","agency_responsible":"Gatukontoret",
			"requested_datetime":"2026-03-02T08:00:00Z","updated_datetime":"2026-03-02T08:00:00Z",
			"address":"Storgatan 12","address_id":"","zipcode":"","lat":58.41,"long":15.62,"media_url":""}]`},
		{"/v2/requests/GK-10001.xml", `<service_requests><request><service_request_id>GK-10001</service_request_id><status>open</status>` +
			`<status_notes></status_notes><service_name>Gatubelysning</service_name><service_code>ljus</service_code>` +
			`<description>Rad ett&#xA;Rad &lt;två&gt; &amp; &#34;tre&#34;</description><agency_responsible>Gatukontoret</agency_responsible>` +
			`<requested_datetime>2026-03-02T08:00:00Z</requested_datetime><updated_datetime>2026-03-02T08:00:00Z</updated_datetime>` +
			`<address>Storgatan 12</address><address_id></address_id><zipcode></zipcode><lat>58.41</lat><long>15.62</long>` +
			`<media_url></media_url></request></service_requests>`},
		{"/v2/requests.xml?service_code=klotter", `<service_requests></service_requests>`},
		{"/v2/requests.json?service_code=klotter", `[]`},
		{"/v2/servicerequestupdates.json", `[]`},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			w := o.get(tt.path)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if strings.Contains(tt.path, ".json") {
				wantHeader(t, w, "application/json; charset=utf-8")
				if diff := cmp.Diff(parsed(t, tt.want), parsed(t, w.Body.String())); diff != "" {
					t.Errorf("document (-want +got):\n%s", diff)
				}
				return
			}
			wantHeader(t, w, "text/xml; charset=utf-8")
			if diff := cmp.Diff(xml.Header+tt.want, w.Body.String()); diff != "" {
				t.Errorf("document (-want +got):\n%s", diff)
			}
		})
	}
}

func wantHeader(t *testing.T, w *httptest.ResponseRecorder, want string) {
	t.Helper()
	if got := w.Header().Get("Content-Type"); got != want {
		t.Errorf("Content-Type %q, want %q", got, want)
	}
}

func parsed(t *testing.T, document string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(document), &value); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	return value
}

func TestServiceDefinition(t *testing.T) {
	o := open(t, nil)
	var got struct {
		XMLName    xml.Name `xml:"service_definition"`
		Attributes []struct {
			Code     string   `xml:"code"`
			Datatype string   `xml:"datatype"`
			Required bool     `xml:"required"`
			Variable bool     `xml:"variable"`
			Order    int      `xml:"order"`
			Keys     []string `xml:"values>value>key"`
		} `xml:"attributes>attribute"`
	}
	if err := xml.Unmarshal(o.get("/v2/services/ljus.xml").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Attributes) != 5 {
		t.Fatalf("%d attributes, want 5", len(got.Attributes))
	}
	first := got.Attributes[0]
	if first.Code != "fel" || first.Datatype != "singlevaluelist" || !first.Required || !first.Variable || first.Order != 1 {
		t.Errorf("first attribute is %+v", first)
	}
	if diff := cmp.Diff([]string{"slackt", "annat"}, first.Keys); diff != "" {
		t.Error(diff)
	}
}

func TestDiscovery(t *testing.T) {
	o := open(t, nil)
	var got struct {
		Endpoints []struct {
			Specification, URL string
			Formats            []string
		}
	}
	if err := json.Unmarshal(o.get("/discovery.json").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Endpoints) != 1 || got.Endpoints[0].URL != "http://example.com/open311/v2" ||
		got.Endpoints[0].Specification != "http://wiki.open311.org/GeoReport_v2" {
		t.Errorf("endpoints %+v", got.Endpoints)
	}
	if body := o.get("/discovery.xml").Body.String(); !strings.Contains(body, "<formats><format>text/xml</format><format>application/json</format></formats>") {
		t.Errorf("discovery.xml: %s", body)
	}
}

func TestPostRequestRefusals(t *testing.T) {
	tests := []struct {
		name   string
		change func(url.Values)
		status int
		says   string
	}{
		{"no key", func(f url.Values) { f.Del("api_key") }, 403, "api_key"},
		{"wrong key", func(f url.Values) { f.Set("api_key", "gissning") }, 403, "api_key"},
		{"no service", func(f url.Values) { f.Del("service_code") }, 400, "service_code was not provided"},
		{"unknown service", func(f url.Values) { f.Set("service_code", "bio") }, 404, "service_code was not found"},
		{"no place", func(f url.Values) { f.Del("lat"); f.Del("long"); f.Del("address_string") }, 400, "address_string"},
		{"half a position", func(f url.Values) { f.Del("long") }, 400, "lat and long"},
		{"position outside the world", func(f url.Values) { f.Set("lat", "95") }, 400, "lat and long"},
		{"position that is no number", func(f url.Values) { f.Set("lat", "NaN") }, 400, "lat and long"},
		{"required attribute missing", func(f url.Values) { f.Del("attribute[fel]") }, 400, "attribute[fel] was not provided"},
		{"required attribute empty", func(f url.Values) { f.Set("attribute[fel]", "") }, 400, "attribute[fel] was not provided"},
		{"unknown choice", func(f url.Values) { f.Set("attribute[fel]", "bio") }, 400, "singlevaluelist"},
		{"two values for one", func(f url.Values) { f["attribute[fel]"] = []string{"slackt", "annat"} }, 400, "one value"},
		{"not a number", func(f url.Values) { f.Set("attribute[antal]", "två") }, 400, "number"},
		{"not a time", func(f url.Values) { f.Set("attribute[nar]", "i går") }, 400, "datetime"},
		{"string of two lines", func(f url.Values) { f.Set("attribute[ref]", "a\nb") }, 400, "string"},
		{"too long", func(f url.Values) { f.Set("description", strings.Repeat("å", 4001)) }, 400, "4,000"},
		{"not UTF-8", func(f url.Values) { f.Set("description", "\xff") }, 400, "UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := open(t, nil)
			form := reportForm()
			tt.change(form)
			w := o.post("/v2/requests.json", form)
			var faults []struct {
				Code        int
				Description string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &faults); err != nil {
				t.Fatalf("%v in %s", err, w.Body)
			}
			if w.Code != tt.status || len(faults) != 1 || faults[0].Code != tt.status || !strings.Contains(faults[0].Description, tt.says) {
				t.Errorf("answered %d %+v, want %d with %q", w.Code, faults, tt.status, tt.says)
			}
			if got := len(o.Requests()); got != 0 {
				t.Errorf("%d requests kept, want none", got)
			}
		})
	}
}

func TestRefusalsAsXML(t *testing.T) {
	o := open(t, nil)
	form := reportForm()
	form.Del("lat")
	form.Del("attribute[fel]")
	w := o.post("/v2/requests.xml", form)
	want := xml.Header + `<errors>` +
		`<error><code>400</code><description>lat and long must both be decimal degrees of WGS 84.</description></error>` +
		`<error><code>400</code><description>attribute[fel] was not provided.</description></error></errors>`
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestRequestsThatAreNoCalls(t *testing.T) {
	o := open(t, func(c *open311.Config) { c.MaxBody = 1000 })
	key := "?api_key=" + apiKey
	tests := []struct {
		name, method, path, contentType, body string
		status                                int
	}{
		{"unknown resource", "GET", "/v2/pizza.json", "", "", 404},
		{"unknown format", "GET", "/v2/services.yaml", "", "", 404},
		{"unknown service", "GET", "/v2/services/bio.xml", "", "", 404},
		{"unknown request", "GET", "/v2/requests/GK-1.xml", "", "", 404},
		{"unknown token", "GET", "/v2/tokens/T-1.xml", "", "", 404},
		{"wrong method", "DELETE", "/v2/requests/GK-1.xml", "", "", 405},
		{"not a form", "POST", "/v2/requests.json", "application/json", "{}", 400},
		{"a form that is none", "POST", "/v2/requests.json", "application/x-www-form-urlencoded", "a=%zz", 400},
		{"files with a request", "POST", "/v2/requests.json", "multipart/form-data; boundary=x", "--x--", 400},
		{"key in the address", "POST", "/v2/requests.json" + key, "application/x-www-form-urlencoded", "service_code=klotter", 403},
		{"too large", "POST", "/v2/requests.json", "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", 1000), 413},
		{"multipart without boundary", "POST", "/v2/servicerequestupdates.json", "multipart/form-data", "x", 400},
		{"multipart cut off", "POST", "/v2/servicerequestupdates.json", "multipart/form-data; boundary=x", "--x\r\nContent-Dis", 400},
		{"multipart too large", "POST", "/v2/servicerequestupdates.json", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"\r\n\r\n" + strings.Repeat("x", 1000), 413},
		{"window without zone", "GET", "/v2/requests.json?start_date=2026-03-02T08:00:00", "", "", 400},
		{"window too wide", "GET", "/v2/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", "", "", 400},
		{"unknown status", "GET", "/v2/requests.json?status=fixed", "", "", 400},
		{"updates' window", "GET", "/v2/servicerequestupdates.json?end_date=nu", "", "", 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, "/open311"+tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.contentType)
			if w := o.do(r); w.Code != tt.status {
				t.Errorf("answered %d %s, want %d", w.Code, w.Body, tt.status)
			}
		})
	}
}

func TestNothingIsDeduplicated(t *testing.T) {
	o := open(t, nil)
	first, second := o.report("Samma"), o.report("Samma")
	if first == second || len(o.Requests()) != 2 {
		t.Errorf("ids %s and %s of %d requests", first, second, len(o.Requests()))
	}
	o.post("/v2/servicerequestupdates.json", updateForm(first))
	o.post("/v2/servicerequestupdates.json", updateForm(first))
	if got := len(o.Requests()[0].Updates); got != 2 {
		t.Errorf("%d updates, want 2", got)
	}
}

func TestWhatIsSentIsKept(t *testing.T) {
	o := open(t, nil)
	form := reportForm()
	form.Set("first_name", "Åsa")
	form.Set("email", "asa@example.se")
	form["attribute[flera][]"] = []string{"a", "b"}
	form.Set("attribute[ref]", "MK-2026-7F3K-9Q2C")
	form.Set("attribute[egen]", "okänd för oss")
	o.post("/v2/requests.xml", form)
	want := []open311.Request{{
		ID: "GK-10001", ServiceCode: "ljus", ServiceName: "Gatubelysning", Status: open311.StatusOpen,
		Description: "Lyktan är släckt", Address: "Storgatan 12", Position: &open311.Position{Lat: 58.41, Long: 15.62},
		Reporter: open311.Reporter{FirstName: "Åsa", Email: "asa@example.se"},
		Attributes: map[string][]string{
			"fel": {"slackt"}, "ref": {"MK-2026-7F3K-9Q2C"}, "flera": {"a", "b"}, "egen": {"okänd för oss"},
		},
		RequestedAt: start, UpdatedAt: start,
	}}
	if diff := cmp.Diff(want, o.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	o.Requests()[0].Attributes["fel"][0] = "ändrat"
	o.Requests()[0].Position.Lat = 0
	if diff := cmp.Diff(want[0].Position, o.Requests()[0].Position); diff != "" {
		t.Errorf("what Requests returns is no copy:\n%s", diff)
	}
}

func TestTokens(t *testing.T) {
	o := open(t, func(c *open311.Config) { c.TokenMode, c.TokenDelay = true, time.Minute })
	if w := o.post("/v2/requests.json", reportForm()); w.Body.String() != `[{"token":"T-10001"}]` {
		t.Fatalf("answered %s", w.Body)
	}
	ask := func() []string {
		return []string{
			o.get("/v2/tokens/T-10001.json").Body.String(),
			o.get("/v2/requests.json?service_request_id=GK-10001&status=open").Body.String()[:2],
		}
	}
	o.clock.Advance(59 * time.Second)
	if diff := cmp.Diff([]string{`[{"token":"T-10001"}]`, `[]`}, ask()); diff != "" {
		t.Errorf("before the id exists:\n%s", diff)
	}
	if got := o.get("/v2/requests/GK-10001.json").Code; got != http.StatusNotFound {
		t.Errorf("a request without an id was found: %d", got)
	}
	o.clock.Advance(time.Second)
	if diff := cmp.Diff([]string{`[{"service_request_id":"GK-10001","token":"T-10001"}]`, `[{`}, ask()); diff != "" {
		t.Errorf("after:\n%s", diff)
	}
	if body := o.get("/v2/services.json").Body.String(); !strings.Contains(body, `"type":"batch"`) {
		t.Errorf("services: %s", body)
	}
}

func TestListFilters(t *testing.T) {
	o := open(t, nil)
	old := o.report("Först")
	o.clock.Advance(91 * 24 * time.Hour) // 2026-06-01
	middle := o.report("Sedan")
	o.clock.Advance(time.Hour)
	form := reportForm()
	form.Set("service_code", "klotter")
	o.post("/v2/requests.json", form)
	graffiti := "GK-10003"
	if err := o.SetStatus(middle, open311.StatusFixed, "Klart"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, query string
		want        []string
	}{
		{"the last 90 days, newest first", "", []string{graffiti, middle}},
		{"by ids, whatever else is asked", "service_request_id=" + old + ",%20" + graffiti + "&status=closed", []string{graffiti, old}},
		{"by service", "service_code=klotter", []string{graffiti}},
		{"by services", "service_code=klotter,ljus", []string{graffiti, middle}},
		{"open", "status=open", []string{graffiti}},
		{"closed", "status=closed", []string{middle}},
		{"both", "status=open,closed", []string{graffiti, middle}},
		{"from a time, which is inside", "start_date=2026-06-01T09:00:00Z", []string{graffiti}},
		{"to a time, which is inside", "end_date=2026-06-01T08:00:00Z", []string{middle}},
		{"in another zone", "start_date=2026-06-01T10:00:00%2B02:00&end_date=2026-06-01T10:00:00%2B02:00", []string{middle}},
		{"90 days from an old start", "start_date=2026-03-01T00:00:00Z", []string{old}},
		{"unknown service", "service_code=bio", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, o.ids("/v2/requests.json?"+tt.query, "service_request_id")); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

// ids returns one field of each element of a JSON list.
func (o *office) ids(path, field string) []string {
	o.t.Helper()
	var elements []map[string]any
	if err := json.Unmarshal(o.get(path).Body.Bytes(), &elements); err != nil {
		o.t.Fatal(err)
	}
	ids := []string{}
	for _, e := range elements {
		ids = append(ids, e[field].(string))
	}
	return ids
}

func TestListLimit(t *testing.T) {
	o := open(t, nil)
	for range 1001 {
		o.report("En till")
	}
	ids := o.ids("/v2/requests.json", "service_request_id")
	if len(ids) != 1000 || ids[0] != "GK-11001" {
		t.Errorf("%d ids from %s", len(ids), ids[0])
	}
}

func TestManyAtOnce(t *testing.T) {
	o := open(t, func(c *open311.Config) { c.Dir = t.TempDir() })
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if w := o.post("/v2/requests.json", reportForm()); w.Code != http.StatusOK {
				t.Errorf("answered %d", w.Code)
			}
			o.get("/v2/requests.json")
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, r := range o.Requests() {
		seen[r.ID] = true
	}
	if len(seen) != 50 {
		t.Errorf("%d different ids, want 50", len(seen))
	}
}

func TestNewRefusesConfiguration(t *testing.T) {
	good := open311.Config{APIKey: "x", Clock: open(t, nil).clock, Services: []open311.Service{{Code: "a"}}}
	tests := map[string]func(*open311.Config){
		"no key":            func(c *open311.Config) { c.APIKey = "" },
		"no clock":          func(c *open311.Config) { c.Clock = nil },
		"no services":       func(c *open311.Config) { c.Services = nil },
		"the same code":     func(c *open311.Config) { c.Services = append(c.Services, c.Services...) },
		"a service nowhere": func(c *open311.Config) { c.Services = []open311.Service{{}} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := good
			change(&cfg)
			if _, err := open311.New(cfg); !errs.Is(err, errs.Invalid) {
				t.Errorf("error %v, want invalid", err)
			}
		})
	}
}
