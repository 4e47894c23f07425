package catalogue

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// Flaw is one thing that a service lacks to be published with a good
// conscience. A file with flaws can be imported; the portal tells of them.
type Flaw struct {
	Rule    string   // which rule of Rules found it
	Path    []string // where, from the root of the file: needs, 0, en
	Message string   // what to write instead, in plain words
}

// String returns the flaw as a sentence, for where there is no line.
func (f Flaw) String() string { return pathName(f.Path) + " " + f.Message }

// Rule is one rule of the quality gate.
type Rule struct {
	Name string
	Asks string // what it asks for, as a sentence

	check func(*inspection)
}

// Rules returns the rules of the quality gate that look at one service alone;
// UniqueRule is the one that compares them.
func Rules() []Rule { return rules() }

// inspection is one service on its way through the gate.
type inspection struct {
	File
	whole     Service // completed from the directory
	directory Directory
	now       time.Time
	texts     []located
	rule      string
	flaws     []Flaw
}

// located is a text in two languages and where it stands.
type located struct {
	path []string
	text i18n.Text
}

// Gate holds services to the rules, as they stand in their files, not
// completed. It returns the flaws by id; a service without any is not there.
func Gate(files []File, directory Directory, now time.Time) map[string][]Flaw {
	flaws := map[string][]Flaw{}
	for _, file := range files {
		in := inspection{File: file, whole: Resolve(file.Service, directory), directory: directory, now: now}
		in.texts = textsIn(asPlain(file), nil)
		for _, r := range rules() {
			in.rule = r.Name
			r.check(&in)
		}
		if len(in.flaws) > 0 {
			flaws[file.ID] = in.flaws
		}
	}
	for id, found := range sameWords(files) {
		flaws[id] = append(flaws[id], found...)
	}
	return flaws
}

// tell records a flaw at a path such as summary.sv.
func (in *inspection) tell(path, format string, args ...any) {
	in.tellAt(strings.Split(path, "."), format, args...)
}

func (in *inspection) tellAt(path []string, format string, args ...any) {
	in.flaws = append(in.flaws, Flaw{in.rule, path, fmt.Sprintf(format, args...)})
}

// handled reports whether somebody at the municipality handles what comes in.
func (in *inspection) handled() bool {
	return in.Kind == KindEService || in.Backend.Reached == ReachedConnector || in.Backend.Reached == ReachedStaff
}

// hasAuthority reports whether there is an authority to complete the service
// from.
func (in *inspection) hasAuthority() bool {
	_, ok := in.directory.Find(in.Authority)
	return ok
}

// textsIn returns every text under v that has languages, in a fixed order.
func textsIn(v any, path []string) []located {
	var out []located
	switch v := v.(type) {
	case map[string]any:
		if sv, ok := v["sv"].(string); ok {
			en, _ := v["en"].(string)
			return []located{{path, i18n.Text{SV: sv, EN: en}}}
		}
		for _, key := range sortedKeys(v) {
			out = append(out, textsIn(v[key], append(path[:len(path):len(path)], key))...)
		}
	case []any:
		for i, item := range v {
			out = append(out, textsIn(item, append(path[:len(path):len(path)], strconv.Itoa(i)))...)
		}
	}
	return out
}

// UniqueRule is the name of the rule that no two services may say the same.
// ReviewRule is that of the one which only time breaks: a portal with such a
// flaw works.
const (
	UniqueRule = "unique"
	ReviewRule = "review"
)

// sameWords finds titles and summaries that two services share.
func sameWords(files []File) map[string][]Flaw {
	first := map[string]string{} // by what is said, with its path
	flaws := map[string][]Flaw{}
	for _, file := range files {
		for _, said := range []struct {
			path []string
			text string
		}{
			{[]string{"title", "sv"}, file.Title.SV},
			{[]string{"title", "en"}, file.Title.EN},
			{[]string{"summary", "sv"}, file.Summary.SV},
			{[]string{"summary", "en"}, file.Summary.EN},
		} {
			if said.text == "" {
				continue
			}
			key := pathName(said.path) + "\x00" + strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(said.text), " "), "."))
			if other, taken := first[key]; taken {
				flaws[file.ID] = append(flaws[file.ID], Flaw{UniqueRule, said.path, "says the same as " + other + ": say what is different about this one"})
				continue
			}
			first[key] = file.ID
		}
	}
	return flaws
}
