package ecos_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/demo/outside/ecos"
)

const (
	process  = "a0000000-0000-4000-8000-000000000001"
	decision = "b0000000-0000-4000-8000-000000000001"
	internal = "b0000000-0000-4000-8000-000000000002"
)

func config(dir string) ecos.Config {
	return ecos.Config{
		Username: "entre", Password: "x", Clock: clock.System{}, Title: "Miljökontoret", Prefix: "/ecos", Dir: dir,
		ProcessTypes:     []ecos.Item{{ID: process, Name: "Anmälan om värmepump"}},
		OccurrenceTypes:  []ecos.Item{{ID: decision, Name: "Beslut"}, {ID: internal, Name: "Tjänsteanteckning"}},
		StaffOccurrences: []string{decision},
		DocumentStatuses: []ecos.Item{{ID: "c0000000-0000-4000-8000-000000000001", Name: "Inkommen"}, {ID: "c0000000-0000-4000-8000-000000000002", Name: "Upprättad"}},
	}
}

func start(t *testing.T, dir string) (*ecos.Server, string) {
	t.Helper()
	s, err := ecos.New(config(dir))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	return s, web.URL
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(body)
}

// occurrence posts the page's form.
func occurrence(t *testing.T, address, kind, text, fileName, file string) (int, string) {
	t.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	_ = m.WriteField("type", kind)
	_ = m.WriteField("text", text)
	part, err := m.CreateFormFile("file", fileName)
	if err == nil {
		_, err = io.WriteString(part, file)
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/handelse", &form)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(body)
}

// TestPage: a person sees the cases and says what has happened, also after a restart.
func TestPage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, address := start(t, dir)
	if status, body := get(t, address+"/ecos/"); status != http.StatusOK || !strings.Contains(body, "Inga ärenden än") {
		t.Errorf("the empty list: %d\n%s", status, body)
	}
	if err := s.Add(ecos.Case{ProcessType: process, SubtitleFree: "MK-2026-AAAA-1111 <b>Bergvärme</b>"}); err != nil {
		t.Fatal(err)
	}
	k := s.Cases()[0]
	page := address + "/ecos/arende/" + k.ID
	status, body := occurrence(t, page, decision, "Beslutet är fattat.", "beslut.pdf", "%PDF")
	if status != http.StatusOK {
		t.Errorf("an occurrence: %d", status)
	}
	for _, want := range []string{"&lt;b&gt;Bergvärme", "Anmälan om värmepump", "Beslutet är fattat.", "beslut.pdf", "Händelsen är sparad"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q:\n%s", want, body)
		}
	}
	if status, body := occurrence(t, page, internal, "", "", ""); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Välj vad som har hänt") {
		t.Errorf("a type that is not offered: %d", status)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, address := start(t, dir)
	documents := again.Cases()[0].Occurrences[0].Documents
	status, body = get(t, address+"/ecos/handling/"+url.PathEscape(documents[0].ID))
	if status != http.StatusOK || body != "%PDF" || documents[0].Status != config("").DocumentStatuses[1].ID {
		t.Errorf("the document after a restart: %d %q %+v", status, body, documents[0])
	}
	for _, missing := range []string{"/ecos/arende/x", "/ecos/handling/x"} {
		if status, _ := get(t, address+missing); status != http.StatusNotFound {
			t.Errorf("%s: %d", missing, status)
		}
	}
}

// TestForeignPages: another site's form changes nothing.
func TestForeignPages(t *testing.T) {
	t.Parallel()
	s, address := start(t, "")
	if err := s.Add(ecos.Case{ProcessType: process}); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/ecos/arende/"+s.Cases()[0].ID+"/handelse", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
	if a.StatusCode != http.StatusForbidden {
		t.Errorf("got %d", a.StatusCode)
	}
}
