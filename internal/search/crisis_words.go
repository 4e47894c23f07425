package search

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

//go:embed crisis.yaml
var crisisFile []byte

// crises is made at first use: the file is part of the binary, so a fault in it
// is a fault of the build and panics (a test reads it).
var crises = sync.OnceValue(func() *dictionary {
	d, err := readCrises(crisisFile)
	if err != nil {
		panic(err)
	}
	return d
})

// readCrises reads what crisis.yaml says, as its head explains.
func readCrises(raw []byte) (*dictionary, error) {
	var file map[string]struct {
		Lists    map[string]string `yaml:"lists"`
		Suicide  []string          `yaml:"suicide"`
		Child    []string          `yaml:"child"`
		Violence []string          `yaml:"violence"`
		Danger   []string          `yaml:"danger"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("search: crisis.yaml: %w", err)
	}
	d := &dictionary{numbers: map[crisisWord]int{}, byBegin: map[rune][]int{}}
	for _, kind := range crisisKinds {
		for _, lang := range crisisLangs {
			in := file[lang]
			lines := map[CrisisKind][]string{
				CrisisSuicide: in.Suicide, CrisisChild: in.Child, CrisisViolence: in.Violence, CrisisDanger: in.Danger,
			}[kind]
			if len(lines) == 0 {
				return nil, fmt.Errorf("search: crisis.yaml: nothing says %s in %s", kind, lang)
			}
			for _, line := range lines {
				r, err := d.rule(line, in.Lists)
				if err != nil {
					return nil, fmt.Errorf("search: crisis.yaml: %s: %s: %q: %w", lang, kind, line, err)
				}
				r.crisis = Crisis{kind, lang}
				d.rules = append(d.rules, r)
			}
		}
	}
	return d, nil
}

func (d *dictionary) rule(line string, lists map[string]string) (crisisRule, error) {
	var r crisisRule
	what, unless, has := strings.Cut(line, " - ")
	for group := range strings.SplitSeq(what, " + ") {
		ways, err := d.ways(group, lists)
		if err != nil {
			return r, err
		}
		r.groups = append(r.groups, ways)
	}
	var err error
	if has {
		r.unless, err = d.ways(unless, lists)
	}
	return r, err
}

func (d *dictionary) ways(group string, lists map[string]string) ([]crisisWay, error) {
	var out []crisisWay
	for way := range strings.SplitSeq(group, "|") {
		way = strings.TrimSpace(way)
		if name, ok := strings.CutPrefix(way, "<"); ok {
			list, known := lists[strings.TrimSuffix(name, ">")]
			if !known {
				return nil, fmt.Errorf("there is no list %s", way)
			}
			more, err := d.ways(list, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		rest, isWhole := strings.CutPrefix(way, "=")
		w := crisisWay{isWhole: isWhole}
		together := crisisWord{}
		for field := range strings.FieldsSeq(rest) {
			stem, isBegin := strings.CutSuffix(field, "*")
			for _, part := range crisisWords(stem) {
				c := crisisWord{written: part.written, surface: part.surface, isBegin: isBegin}
				w.words = append(w.words, d.number(c))
				together = crisisWord{written: once(together.written + c.written), surface: once(together.surface + c.surface), isTogether: true}
			}
		}
		if len(w.words) == 0 {
			return nil, fmt.Errorf("%q says nothing", way)
		}
		out = append(out, w)
		if len(w.words) > 1 && utf8.RuneCountInString(together.surface) >= minTogether { // a space too few: “villdö”
			out = append(out, crisisWay{[]int{d.number(together)}, isWhole})
		}
	}
	return out, nil
}

func (d *dictionary) number(w crisisWord) int {
	w = w.ready()
	n, ok := d.numbers[w]
	if !ok {
		n = len(d.words)
		d.numbers[w], d.words = n, append(d.words, w)
		first, _ := utf8.DecodeRuneInString(w.surface)
		d.byBegin[first] = append(d.byBegin[first], n)
	}
	return n
}
