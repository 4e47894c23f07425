package search

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"github.com/mittkoping/entre/internal/i18n"
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
	d := &dictionary{
		numbers: map[crisisWord]int{},
		exact:   map[string][]int{}, begins: map[string][]int{}, bySound: map[string][]int{}, byStem: map[string][]int{}, slips: map[rune][]int{},
	}
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
				r, err := d.rule(line, lang, in.Lists)
				if err != nil {
					return nil, fmt.Errorf("search: crisis.yaml: %s: %s: %q: %w", lang, kind, line, err)
				}
				r.crisis = Crisis{Kind: kind, Lang: lang}
				d.rules = append(d.rules, r)
			}
		}
	}
	return d, nil
}

func (d *dictionary) rule(line, lang string, lists map[string]string) (crisisRule, error) {
	var r crisisRule
	what, unless, has := strings.Cut(line, " - ")
	groups := strings.Split(what, " + ")
	if len(groups) >= unlessGroup {
		return r, errors.New("too many groups")
	}
	for i, group := range groups {
		if err := d.group(group, lang, lists, wayPlace{len(d.rules), i}); err != nil {
			return r, err
		}
		r.groups |= 1 << i
	}
	if has {
		return r, d.group(unless, lang, lists, wayPlace{len(d.rules), unlessGroup})
	}
	return r, nil
}

// group keeps the ways in which a group of a line may be said.
func (d *dictionary) group(group, lang string, lists map[string]string, at wayPlace) error {
	ways, err := d.read(group, lang, lists)
	for _, w := range ways {
		w.places = append(w.places, at)
		first := w.words[0]
		if more := len(d.words) - len(d.ways); more > 0 {
			d.ways = append(d.ways, make([][]*crisisWay, more)...)
		}
		d.ways[first] = append(d.ways[first], &w)
	}
	return err
}

func (d *dictionary) read(group, lang string, lists map[string]string) ([]crisisWay, error) {
	var out []crisisWay
	for way := range strings.SplitSeq(group, "|") {
		way = strings.TrimSpace(way)
		if name, ok := strings.CutPrefix(way, "<"); ok {
			list, known := lists[strings.TrimSuffix(name, ">")]
			if !known {
				return nil, fmt.Errorf("there is no list %s", way)
			}
			more, err := d.read(list, lang, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
			continue
		}
		rest, isWhole := strings.CutPrefix(way, "=")
		w := crisisWay{isWhole: isWhole}
		together, plain := crisisWord{}, []int(nil)
		for field := range strings.FieldsSeq(rest) {
			stem, isBegin := strings.CutSuffix(field, "*")
			for _, part := range crisisWords(stem) {
				c := crisisWord{written: part.written, surface: part.surface, isBegin: isBegin}
				if lang == string(i18n.SV) {
					c.sound = soundOf(part)
					if !isBegin {
						c.stem = crisisStem(part)
					}
				}
				n := d.number(c)
				w.words = append(w.words, n)
				if !small[part.written] {
					plain = append(plain, n)
				}
				together = crisisWord{written: once(together.written + c.written), surface: once(together.surface + c.surface), isTogether: true}
			}
		}
		if len(w.words) == 0 {
			return nil, fmt.Errorf("%q says nothing", way)
		}
		out = append(out, w)
		if len(plain) > 1 && len(plain) < len(w.words) { // as it is when plainly has taken the small words away
			out = append(out, crisisWay{words: plain, isWhole: isWhole})
		}
		if len(w.words) > 1 && utf8.RuneCountInString(together.surface) >= minTogether { // a space too few: “villdö”
			out = append(out, crisisWay{words: []int{d.number(together)}, isWhole: isWhole})
		}
	}
	return out, nil
}

func (d *dictionary) number(w crisisWord) int {
	w = w.ready()
	n, ok := d.numbers[w]
	if ok {
		return n
	}
	n = len(d.words)
	d.numbers[w], d.words = n, append(d.words, w)
	if w.isBegin {
		d.begins[w.surface] = append(d.begins[w.surface], n)
	} else {
		d.exact[w.surface] = append(d.exact[w.surface], n)
	}
	if w.stem != "" {
		d.byStem[w.stem] = append(d.byStem[w.stem], n)
	}
	if w.sound != "" {
		d.bySound[w.sound] = append(d.bySound[w.sound], n)
	}
	if first, _ := utf8.DecodeRuneInString(w.surface); w.slips > 0 {
		d.slips[first] = append(d.slips[first], n)
	}
	return n
}
