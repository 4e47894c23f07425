package catalogue_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/i18n"
)

const startFile = `# yaml-language-server: $schema=start.schema.json
examples:
  - sv: bygga altan
    en: build a deck
popular:
  - ` + question + `
  - ` + permit + `
  - ` + police + `
seasonal:
  - months:
      - 11
      - 12
      - 1
    services:
      - ` + lighting + `
      - ` + permit + `
`

const disturbancesFile = `# yaml-language-server: $schema=disturbances.schema.json
disturbances:
  - id: vattenlacka
    title:
      sv: Vattnet är avstängt
      en: The water is shut off
    area:
      sv: Norrby
      en: Norrby
    text:
      sv: En ledning har gått sönder.
      en: A pipe has broken.
    alternative:
      sv: Hämta vatten i tanken vid skolan.
      en: Fetch water from the tank at the school.
    from: 2026-11-25 08:00
    until: 2026-11-25 15:00
    services:
      - ` + question + `
`

func sheets() map[string]string {
	return map[string]string{catalogue.StartName: startFile, catalogue.DisturbancesName: disturbancesFile, catalogue.BetsName: betsFile, catalogue.JudgedName: judgedYAML}
}

// TestSheetsComeBack: what is imported is in the running portal, is exported as
// it was, and is unchanged at the next import.
func TestSheetsComeBack(t *testing.T) {
	m := newMemory()
	report, err := filesOver(m).Import(t.Context(), folder(t, sheets()), catalogue.ImportOptions{Actor: "system"})
	if err != nil || listOf(report, "start") != "Created" || listOf(report, "disturbances") != "Created" {
		t.Fatalf("report %+v, %v", report, err)
	}
	if got := loaded(t, m).Examples(); len(got) != 1 || got[0].EN != "build a deck" {
		t.Errorf("examples are %v", got)
	}
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := filesOver(m).Export(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range sheets() {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		first, rest, _ := strings.Cut(text, "\n")
		if diff := cmp.Diff(first+"\nrevision: 1\n"+rest, string(raw)); diff != "" {
			t.Errorf("%s (-imported +exported):\n%s", name, diff)
		}
		formatted, err := gateFiles().Format(name, []byte(text))
		if diff := cmp.Diff(text, string(formatted)); diff != "" || err != nil {
			t.Errorf("%s formatted: %v (-want +got):\n%s", name, err, diff)
		}
	}
	report, err = filesOver(m).Import(t.Context(), os.DirFS(dir), catalogue.ImportOptions{Actor: "system"})
	if err != nil || listOf(report, "start") != "Unchanged" || listOf(report, "disturbances") != "Unchanged" {
		t.Errorf("report %+v, %v", report, err)
	}
	if _, err := filesOver(m).Export(t.Context(), dir); err != nil {
		t.Errorf("exported again: %v", err)
	}
}

func TestReadRefusesSheets(t *testing.T) {
	tests := []struct {
		name, file, old, new, want string
	}{
		{"a month that there is not", catalogue.StartName, "- 12", "- 13", "seasonal[0].months[1] is too large: write 12 or less"},
		{"a query in one language", catalogue.StartName, "    en: build a deck\n", "", "examples[0].en is missing"},
		{"a key that is not used", catalogue.StartName, "popular:", "popularity:", "did you mean popular?"},
		{"a service twice", catalogue.StartName, "- " + permit + "\n  - ", "- " + question + "\n  - ", "says the same in place"},
		{"no alternative", catalogue.DisturbancesName, "    alternative:\n      sv: Hämta vatten i tanken vid skolan.\n      en: Fetch water from the tank at the school.\n", "", "alternative is missing: what one can do in the meantime"},
		{"a time that is none", catalogue.DisturbancesName, "11-25 08", "11-31 08", "disturbances.yaml:16:11: disturbances[0].from “2026-11-31 08:00” is no time"},
		{"another way to write a time", catalogue.DisturbancesName, "2026-11-25 15:00", "i kväll", "disturbances[0].until is “i kväll”, but must be when it is over"},
		{"over before it begins", catalogue.DisturbancesName, "25 15:00", "24 15:00", "disturbances[0].until “2026-11-24 15:00” is not after “2026-11-25 08:00”"},
		{"an id twice", catalogue.DisturbancesName, disturbancesFile, disturbancesFile + strings.SplitAfterN(disturbancesFile, "\n", 3)[2], "disturbances[1].id “vattenlacka” is another disturbance's already"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(sheets()[tt.file], tt.old, tt.new, 1)
			if text == sheets()[tt.file] {
				t.Fatalf("there is no %q to replace", tt.old)
			}
			_, err := filesOver(newMemory()).Read(fstest.MapFS{tt.file: {Data: []byte(text)}})
			if faults := strings.Join(faultsOf(t, err), "\n"); !strings.Contains(faults, tt.want) {
				t.Errorf("faults are %q, want one with %q", faults, tt.want)
			}
		})
	}
}

// TestGateFindsServicesThatThereAreNot: in files, and in the database.
func TestGateFindsServicesThatThereAreNot(t *testing.T) {
	planted := sheets()
	planted[catalogue.StartName] = strings.Replace(startFile, police, "sok-pass", 1)
	planted[catalogue.DisturbancesName] = strings.Replace(disturbancesFile, question, "fraga", 1)
	planted[catalogue.BetsName] = strings.Replace(betsFile, question, "fraga", 1)
	planted[catalogue.JudgedName] = strings.Replace(judgedYAML, lighting, "lampa", 1)
	dir := folder(t, planted)
	well, err := gateFiles().Check([]catalogue.Folder{{Name: "content", FS: dir}})
	want := []string{
		"content/bets.yaml:6:14: bets[0].service “fraga” is the id of no service",
		"content/disturbances.yaml:19:9: disturbances[0].services[0] “fraga” is the id of no service",
		"content/judged.yaml:5:15: judged[0].expected “lampa” is the id of no service",
		"content/start.yaml:8:5: popular[2] “sok-pass” is the id of no service",
	}
	if diff := cmp.Diff(want, faultsOf(t, err)); diff != "" || well != 5 {
		t.Errorf("%d are well; faults (-want +got):\n%s", well, diff)
	}
	m := newMemory()
	files := filesOver(m)
	files.Clock = clock.NewFake(gateDay)
	if _, err := files.Import(t.Context(), dir, catalogue.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	flaws, err := files.CheckStored(t.Context())
	if err != nil || len(flaws) != 4 || flaws["start"][0].Rule != catalogue.SheetRule || len(flaws["disturbances"]) != 1 {
		t.Errorf("flaws are %v, %v", flaws, err)
	}
	if got := loaded(t, m).Popular(gateDay, 9); len(got) != 3 {
		t.Errorf("%d popular services, want the 3 that there are", len(got))
	}
}

func TestPopular(t *testing.T) {
	m := newMemory()
	if _, err := filesOver(m).Import(t.Context(), folder(t, sheets()), catalogue.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		at   time.Time
		most int
		want []string
	}{
		{"the season comes first, and nothing twice", gateDay, 9, []string{lighting, permit, question, police}},
		{"only as many as there is room for", gateDay, 2, []string{lighting, permit}},
		{"another season", gateDay.AddDate(0, 6, 0), 9, []string{question, permit, police}},
		{"months are Swedish", time.Date(2026, 10, 31, 23, 30, 0, 0, time.UTC), 1, []string{lighting}},
		{"and end so", time.Date(2027, 1, 31, 23, 30, 0, 0, time.UTC), 1, []string{question}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range loaded(t, m).Popular(tt.at, tt.most) {
				got = append(got, e.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDisturbances(t *testing.T) {
	one := func(id string, from, until catalogue.Time) catalogue.Disturbance {
		return catalogue.Disturbance{ID: id, From: from, Until: until}
	}
	s := catalogue.NewSnapshotOf(catalogue.Content{Sheets: catalogue.Sheets{Disturbances: catalogue.Disturbances{Disturbances: []catalogue.Disturbance{
		one("over", "2026-11-20 08:00", "2026-11-26 13:00"),
		one("older", "2026-11-20 08:00", ""),
		one("next month", "2026-12-20 08:00", ""),
		one("newer", "2026-11-26 13:00", "2026-11-26 13:01"),
		one("tomorrow", "2026-11-27 08:00", "2026-11-27 09:00"),
	}}}})
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) // 13.00 in Sweden
	var got []string
	for _, d := range s.Disturbances(noon) {
		got = append(got, d.ID)
	}
	if diff := cmp.Diff([]string{"newer", "older", "tomorrow", "next month"}, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	edition := s.Edition(noon)
	for at, same := range map[time.Time]bool{
		noon: true, noon.Add(59 * time.Second): true, noon.Add(time.Minute): false, // one is over
		noon.Add(-time.Second):   false, // another has not begun
		noon.Add(12 * time.Hour): false,
	} {
		if got := s.Edition(at); (got == edition) != same {
			t.Errorf("at %s: %q, at noon %q", at, got, edition)
		}
	}
	if at := catalogue.Time("2026-06-01 08:00").At(); !at.Equal(time.Date(2026, 6, 1, 6, 0, 0, 0, time.UTC)) {
		t.Errorf("eight o'clock in the summer is %s", at)
	}
	if i18n.Clock(i18n.SV, catalogue.Time("2026-11-25 15:00").At()) != "15.00" {
		t.Error("a time is not told as it was written")
	}
}
