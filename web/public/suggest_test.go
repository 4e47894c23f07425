package public_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/search"
	"github.com/mittkoping/entre/web/public"
)

// BenchmarkSuggestions is what a letter typed costs, over the demo's whole
// catalogue.
func BenchmarkSuggestions(b *testing.B) {
	files := catalogue.Files{
		CheckForm:  func(json.RawMessage) []catalogue.FormFault { return nil },
		CheckRoute: func(string, catalogue.Route, json.RawMessage) []catalogue.FormFault { return nil },
	}
	now, err := files.ReadSnapshot(os.DirFS("../../internal/demo/content"))
	if err != nil {
		b.Fatal(err)
	}
	engine := &search.Engine{}
	engine.Swap(search.New(now))
	handler := echo.New()
	handler.GET("/sok/forslag", (&public.Handlers{Search: engine}).Suggest)
	typed := []string{"ga", "gatubel", "lampan är tra", "förs", "bygglov alt", "street li", "xyzzy", "gatubelysinng", "hur ansöker jag om pl"}
	var took []time.Duration
	i := 0
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, "/sok/forslag?q="+url.QueryEscape(typed[i%len(typed)]), nil)
		begun := time.Now()
		handler.ServeHTTP(httptest.NewRecorder(), r)
		took = append(took, time.Since(begun))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
