package ecos_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/connectors/ecos"
	"github.com/mittkoping/entre/internal/delivery"
)

func properties(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fastigheter.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestRegister: a property is known by its designation, as people write it; one that
// the register does not have is left out, and so is its facility.
func TestRegister(t *testing.T) {
	t.Parallel()
	file := properties(t, "\uFEFFAlmen 3;130010001;77\nSöderby 4:17;130010002\n")
	for designation, want := range map[string]bool{"Almen 3": true, " almen  3 ": true, "Almen 33": false, "": false} {
		s := simulate(t, nil)
		o := options(s.url)
		o.PropertiesFile = file
		c := connect(t, o)
		step := create("MK-2026-AAAA-1111", map[string]string{"property.fnr": "", "property.designation": designation})
		send(t, c, step)
		if k := s.Cases()[0]; (len(k.Properties) == 1) != want || (len(s.Facilities()) == 1) != want {
			t.Errorf("%q: properties %v, %d facilities", designation, k.Properties, len(s.Facilities()))
		}
		if _, found := find(t, c, step); !found {
			t.Errorf("%q: the case is not found", designation)
		}
	}
	o := options("https://ecos.example/x.svc")
	route := delivery.Route{Params: with("property.fnr", "", "property.designation", "=answers.fastighet")}
	faults := connect(t, o).(delivery.RouteChecker).CheckRoute(route)
	if len(faults) != 1 || !strings.Contains(faults[0].Message, "properties_file") {
		t.Errorf("without a register: %v", faults)
	}
	o.PropertiesFile = file
	if faults := connect(t, o).(delivery.RouteChecker).CheckRoute(route); len(faults) > 0 {
		t.Errorf("with a register: %v", faults)
	}
}

func TestRegisterThatIsNone(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"Almen 3":                               "line 1",
		"Almen 3;ett":                           "line 1",
		"Almen 3;130010001\nAlmen 4;0":          "line 2",
		"Almen 3;130010001;x":                   "line 1",
		";130010001":                            "line 1",
		"Almen 3;130010001\nALMEN  3;130010002": "another key",
		"Almen 3;1;2;3":                         "line 1",
	} {
		o := options("https://ecos.example/x.svc")
		o.PropertiesFile = properties(t, content)
		if _, err := ecos.New(o, clock.System{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", content, err, want)
		}
	}
	o := options("https://ecos.example/x.svc")
	o.PropertiesFile = filepath.Join(t.TempDir(), "finns-inte.csv")
	if _, err := ecos.New(o, clock.System{}); err == nil {
		t.Error("a file that is not there is taken")
	}
}
