package catalogue_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mittkoping/entre/internal/catalogue"
)

const betsFile = `# yaml-language-server: $schema=bets.schema.json
bets:
  - id: sommarkort
    sayings:
      - sommarkort
    service: ` + question + `
    owner: Kontaktcenter
    reason: Det är nytt.
    from: "2026-06-01"
    until: "2026-08-31"
`

const judgedYAML = `# yaml-language-server: $schema=judged.schema.json
judged:
  - query: trasig lampa
    kind: everyday
    expected: ` + lighting + `
    acceptable:
      - ` + question + `
  - {query: fotbollsresultat, kind: negative}
`

func TestReadRefusesBets(t *testing.T) {
	second := strings.SplitAfterN(betsFile, "\n", 3)[2]
	for _, tt := range []struct{ name, old, new, want string }{
		{"nothing wrong", "", "", ""},
		{"no last day", "    until: \"2026-08-31\"\n", "", "until is missing: the last day, such as 2026-08-31: nothing stands first for ever"},
		{"no owner", "    owner: Kontaktcenter\n", "", "owner is missing: the function that answers for it, never a person"},
		{"no such day", "2026-08-31", "2026-06-31", "bets.yaml:10:12: bets[0].until is “2026-06-31”: write a day that there is"},
		{"not a day", "2026-08-31", "augusti", "bets[0].until is “augusti”, but must be the last day"},
		{"backwards", "2026-08-31", "2026-05-31", "bets[0].until is before “2026-06-01”, when it begins"},
		{"an id twice", betsFile, betsFile + strings.Replace(second, "- sommarkort", "- busskort", 1), "bets[1].id: another bet says “sommarkort” already"},
		{"the same twice", betsFile, betsFile + strings.Replace(strings.Replace(second, "id: sommarkort", "id: sommar", 1), "- sommarkort", "- Sommarkort", 1), "bets[1].sayings: another bet says “Sommarkort” already"},
		{"the same in another year", betsFile, betsFile + strings.ReplaceAll(strings.Replace(second, "id: sommarkort", "id: sommar", 1), "2026", "2027"), ""},
		{"nothing to type", "      - sommarkort\n", "      - \"\"\n", "bets[0].sayings[0] is “”, but must be a word or a short phrase"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(betsFile, tt.old, tt.new, 1)
			_, err := filesOver(newMemory()).Read(fstest.MapFS{"lamp.yaml": {Data: []byte(lamp)}, catalogue.BetsName: {Data: []byte(text)}})
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if faults := strings.Join(faultsOf(t, err), "\n"); !strings.Contains(faults, tt.want) {
				t.Errorf("faults are %q, want one with %q", faults, tt.want)
			}
		})
	}
}

func TestBetsHaveTheirDays(t *testing.T) {
	b := catalogue.Bet{From: "2026-06-01", Until: "2026-06-02"}
	for day, want := range map[catalogue.Day][2]bool{
		"2026-05-31": {false, false}, "2026-06-01": {true, false}, "2026-06-02": {true, false}, "2026-06-03": {false, true},
	} {
		if got := [2]bool{b.IsOn(day), b.IsOver(day)}; got != want {
			t.Errorf("%s: on and over are %v, want %v", day, got, want)
		}
	}
	if day := catalogue.DayOf(time.Date(2026, 6, 1, 22, 30, 0, 0, time.UTC)); day != "2026-06-02" {
		t.Errorf("half past midnight in Sweden is %s", day)
	}
}
