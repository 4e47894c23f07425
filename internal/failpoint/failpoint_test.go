package failpoint

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestPass(t *testing.T) {
	Pass(Sent) // nobody is told
	var told []Point
	Arm(func(p Point) { told = append(told, p) })
	t.Cleanup(func() { armed.Store(nil) })
	Pass(Noted)
	Pass(Sent)
	if !slices.Equal(told, []Point{Noted, Sent}) {
		t.Errorf("told of %q", told)
	}
}

func BenchmarkPass(b *testing.B) {
	for b.Loop() {
		Pass(Sent)
	}
}

// TestEachPointIsPassed: no point is a name only.
func TestEachPointIsPassed(t *testing.T) {
	raw, err := os.ReadFile("failpoint.go")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for line := range strings.Lines(string(raw)) {
		name, _, is := strings.Cut(strings.TrimSpace(line), " Point = ")
		if !is {
			name, _, is = strings.Cut(strings.TrimSpace(line), " ")
			is = is && strings.Contains(line, ` Point = "`)
		}
		if !is {
			continue
		}
		names++
		if !passes(t, strings.TrimSpace(name)) {
			t.Errorf("nobody comes to %s", name)
		}
	}
	if names != len(All()) {
		t.Errorf("there are %d points, and All has %d", names, len(All()))
	}
}

func passes(t *testing.T, name string) bool {
	t.Helper()
	for _, folder := range []string{"../cases", "../delivery"} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
				continue
			}
			raw, err := os.ReadFile(folder + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(raw), "failpoint.Pass(failpoint."+name+")") {
				return true
			}
		}
	}
	return false
}
