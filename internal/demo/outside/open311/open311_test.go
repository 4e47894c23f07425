package open311_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/open311"
)

const apiKey = "hemlig"

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// office is a server under test with the clock on its wall.
type office struct {
	*open311.Server
	t     *testing.T
	clock *clock.Fake
}

func open(t *testing.T, change func(*open311.Config)) *office {
	t.Helper()
	cfg := config(change)
	server, err := open311.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() }) // some tests close it themselves
	return &office{server, t, cfg.Clock.(*clock.Fake)}
}

func config(change func(*open311.Config)) open311.Config {
	cfg := open311.Config{
		APIKey: apiKey,
		Clock:  clock.NewFake(start),
		Prefix: "/open311",
		Services: []open311.Service{
			{
				Code: "ljus", Name: "Gatubelysning", Description: "Släckt lykta", Group: "Gata", Keywords: "lampa",
				Attributes: []open311.Attribute{
					{Code: "fel", Datatype: open311.TypeSingleValueList, Required: true, Description: "Vad är fel?", Values: []open311.Value{
						{Key: "slackt", Name: "Lyser inte"},
						{Key: "annat", Name: "Annat"},
					}},
					{Code: "ref", Datatype: open311.TypeString, Description: "Referens"},
					{Code: "antal", Datatype: open311.TypeNumber, Description: "Hur många?"},
					{Code: "nar", Datatype: open311.TypeDatetime, Description: "När?"},
					{Code: "flera", Datatype: open311.TypeMultiValueList, Description: "Vilka?", Values: []open311.Value{
						{Key: "a", Name: "A"},
						{Key: "b", Name: "B"},
					}},
				},
			},
			{Code: "klotter", Name: "Klotter"},
		},
	}
	if change != nil {
		change(&cfg)
	}
	return cfg
}

func (o *office) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func (o *office) get(path string) *httptest.ResponseRecorder {
	return o.do(httptest.NewRequest(http.MethodGet, "/open311"+path, nil))
}

func (o *office) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/open311"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return o.do(r)
}

// report posts a request that the office takes, and returns its id.
func (o *office) report(description string) string {
	o.t.Helper()
	form := reportForm()
	form.Set("description", description)
	w := o.post("/v2/requests.json", form)
	if w.Code != http.StatusOK {
		o.t.Fatalf("POST requests: %d %s", w.Code, w.Body)
	}
	all := o.Requests()
	return all[len(all)-1].ID
}

func reportForm() url.Values {
	return url.Values{
		"api_key": {apiKey}, "service_code": {"ljus"}, "lat": {"58.41"}, "long": {"15.62"},
		"address_string": {"Storgatan 12"}, "description": {"Lyktan är släckt"}, "attribute[fel]": {"slackt"},
	}
}

func updateForm(id string) url.Values {
	return url.Values{
		"api_key": {apiKey}, "service_request_id": {id}, "update_id": {"leverans-1"}, "status": {"OPEN"},
		"updated_datetime": {"2026-03-02T08:00:00Z"}, "description": {"Den blinkar nu"},
	}
}

// upload is a file of a multipart form, with the exact header that is sent.
type upload struct {
	disposition string
	mediaType   string
	content     string
}

// postFiles posts an update as a multipart form.
func (o *office) postFiles(form url.Values, files ...upload) *httptest.ResponseRecorder {
	o.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		if err := m.WriteField(name, values[0]); err != nil {
			o.t.Fatal(err)
		}
	}
	for _, f := range files {
		header := textproto.MIMEHeader{"Content-Disposition": {f.disposition}}
		if f.mediaType != "" {
			header.Set("Content-Type", f.mediaType)
		}
		part, err := m.CreatePart(header)
		if err == nil {
			_, err = part.Write([]byte(f.content))
		}
		if err != nil {
			o.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/servicerequestupdates.json", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return o.do(r)
}

func media(name, content string) upload {
	return upload{fmt.Sprintf(`form-data; name="media"; filename="%s"`, name), "image/jpeg", content}
}
