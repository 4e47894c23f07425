package open311_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/open311"
	"github.com/mittkoping/entre/internal/delivery"
)

func TestCheckRoute(t *testing.T) {
	right := map[string]string{"service_code": "LAMPA", "attribute.fel": "=answers.fel", "address_id": "7"}
	tests := []struct {
		name   string
		params map[string]string
		files  bool
		upload bool
		want   []string // the params with faults
	}{
		{"right", right, false, false, nil},
		{"files that can be sent", right, true, true, nil},
		{"files that cannot", right, true, false, []string{""}},
		{"no service code", map[string]string{"attribute.fel": "x"}, false, false, []string{""}},
		{"a misspelt one", map[string]string{"service_cod": "LAMPA"}, false, false, []string{"", "service_cod"}},
		{"an attribute without a code", map[string]string{"service_code": "LAMPA", "attribute.": "x"}, false, false, []string{"attribute."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := open311.Type().New(delivery.NewOptions(map[string]any{
				"base_url": "http://127.0.0.1:1/v2/", "api_key": "k", "updates": tt.upload, "upload_files": tt.upload,
			}))
			if err != nil {
				t.Fatal(err)
			}
			checker, ok := c.(delivery.RouteChecker)
			if !ok {
				t.Fatal("it checks no routes")
			}
			var got []string
			for _, f := range checker.CheckRoute(delivery.Route{Params: tt.params, Files: tt.files}) {
				got = append(got, f.Param)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}
