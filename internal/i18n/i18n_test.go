package i18n_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/i18n"
)

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	sv, err := i18n.Keys(i18n.SV)
	if err != nil {
		t.Fatal(err)
	}
	en, err := i18n.Keys(i18n.EN)
	if err != nil {
		t.Fatal(err)
	}
	if len(sv) == 0 {
		t.Fatal("no texts at all")
	}
	if diff := cmp.Diff(sv, en); diff != "" {
		t.Errorf("keys differ (-Swedish +English):\n%s", diff)
	}
}

func TestTonguesHaveTheSameKeys(t *testing.T) {
	sv, err := i18n.Keys(i18n.SV)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(sv, func(key string) bool { return !strings.HasPrefix(key, "tongue.") })
	for _, l := range i18n.Tongues {
		got, err := i18n.Keys(l)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%s: keys differ (-Swedish +it):\n%s", l, diff)
		}
		said := map[string]string{}
		for _, key := range got {
			text := i18n.In(l, key, "Phone", "0300-12 34 56")
			if other, is := said[text]; is || text == i18n.In(i18n.SV, key, "Phone", "0300-12 34 56") {
				t.Errorf("%s: %s says what %s or the Swedish text says: %q", l, key, other, text)
			}
			said[text] = key
		}
	}
}

func TestParseTongue(t *testing.T) {
	for tag, dir := range map[string]string{"sv": "ltr", "en": "ltr", "fi": "ltr", "ar": "rtl", "fa": "rtl", "uk": "ltr"} {
		if l, ok := i18n.ParseTongue(tag); !ok || string(l) != tag || l.Dir() != dir {
			t.Errorf("%s: %q, %v, %s", tag, l, ok, l.Dir())
		}
	}
	if l, ok := i18n.ParseTongue("xx"); ok || l != i18n.SV {
		t.Errorf("there are texts in %q", l)
	}
	if _, ok := i18n.ParseLang("fi"); ok {
		t.Error("the interface speaks Finnish")
	}
}

func TestT(t *testing.T) {
	sv := context.Background()
	en := i18n.WithLang(sv, i18n.EN)
	tests := []struct {
		name string
		got  string
		want string
	}{
		{"Swedish is the default", i18n.T(sv, "error.not_found.title"), "Sidan finns inte"},
		{"English", i18n.T(en, "error.not_found.title"), "The page does not exist"},
		{"an argument", i18n.T(en, "error.internal.body", "Request", "abc"), "The fault is ours, not yours. Try again in a while. If that does not help, call us and tell us the number abc."},
		{"an unknown key shows itself", i18n.T(sv, "no.such.key"), "no.such.key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, 11, 21, 8, 14, 0, 0, time.UTC)
	tests := []struct{ name, got, want string }{
		{"day in Swedish", i18n.Date(i18n.SV, at), "21 november 2026"},
		{"Swedish winter time", i18n.DateTime(i18n.SV, at), "21 november 2026 klockan 09.14"},
		{"English", i18n.DateTime(i18n.EN, at), "21 November 2026 at 09:14"},
		{"the day turns at Swedish midnight", i18n.Date(i18n.SV, time.Date(2026, 6, 30, 22, 30, 0, 0, time.UTC)), "1 juli 2026"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}
