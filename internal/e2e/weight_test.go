package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// startPageBytes is what the start page may weigh over the wire, with all that
// a browser fetches to show it: a phone with poor coverage has it in a second or
// two.
const startPageBytes = 60_000

var inStyle = regexp.MustCompile(`url\("?(/static/[^")]+|[^")]*)"?\)`)

// TestWeightOfTheStartPage adds up what a browser fetches for the start page. All
// of it comes from the portal itself, and no script keeps the page waiting.
func TestWeightOfTheStartPage(t *testing.T) {
	d := startDemo(t)
	total, fetched := 0, map[string]bool{}
	fetch := func(address string) string {
		if fetched[address] {
			return ""
		}
		fetched[address] = true
		body, size := compressed(t, d.url+address)
		t.Logf("%6d %s", size, address)
		total += size
		return body
	}
	page, err := htmlcheck.Parse(strings.NewReader(fetch("/")))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range htmlcheck.FindAll(page, "link[rel=stylesheet], link[rel=icon], link[rel=preload], script[src], img") {
		address := htmlcheck.Attr(n, "href") + htmlcheck.Attr(n, "src")
		if n.Data == "script" && htmlcheck.Attr(n, "type") != "module" {
			t.Errorf("%s keeps the page waiting", address)
		}
		if !strings.HasPrefix(address, "/static/") {
			t.Errorf("%s is not the portal's own", address)
			continue
		}
		body := fetch(address)
		for _, match := range inStyle.FindAllStringSubmatch(body, -1) {
			part, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			if part, err = part.Parse(match[1]); err != nil || part.Host != "" {
				t.Fatalf("%s asks for %s, %v", address, match[1], err)
			}
			if part.Scheme != "data" {
				fetch(part.Path)
			}
		}
	}
	if len(fetched) < 5 {
		t.Fatalf("fetched only %v: run make assets", fetched)
	}
	if total > startPageBytes {
		t.Errorf("the start page weighs %d bytes, and may weigh %d", total, startPageBytes)
	}
}

// compressed fetches an address as a browser does, and returns what it says and
// how many bytes that took: header and body.
func compressed(t *testing.T, address string) (body string, size int) {
	t.Helper()
	for _, encoding := range []string{"identity", "gzip"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", encoding)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %d, %v", address, res.StatusCode, err)
		}
		if encoding == "identity" {
			body = string(raw)
			continue
		}
		size = len(raw)
		for name, values := range res.Header {
			size += len(fmt.Sprintf("%s: %s\r\n", name, strings.Join(values, ", ")))
		}
	}
	return body, size
}
