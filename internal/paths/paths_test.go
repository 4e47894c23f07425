package paths_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
)

func TestPaths(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"Swedish start", paths.Home(i18n.SV), "/"},
		{"English start", paths.Home(i18n.EN), "/en"},
		{"a query is escaped", paths.Search(i18n.EN, "bygga & bo"), "/en/sok?q=bygga+%26+bo"},
		{"filters", paths.Find(i18n.SV, paths.Finding{Query: "lov", Audience: "foretag", Category: "trafik-och-gator", NoLogin: true, All: true}), "/sok?q=lov&for=foretag&omrade=trafik-och-gator&inloggning=ingen&visa=alla"},
		{"literally", paths.Find(i18n.SV, paths.Finding{Query: "lov", Literal: true}), "/sok?q=lov&ordagrant=1"},
		{"no query at all", paths.Search(i18n.EN, ""), "/en/sok"},
		{"an id cannot leave its place", paths.Service(i18n.SV, "../x?y"), "/tjanst/..%2Fx%3Fy"},
		{"a file name cannot either", paths.DraftFile(i18n.SV, "d1", "a/b"), "/ansok/d1/fil/a%2Fb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
}

func TestSplitUndoesIn(t *testing.T) {
	for _, path := range []string{"/", "/sok", "/tjanst/felanmal-gatubelysning"} {
		for _, lang := range i18n.Langs {
			gotLang, gotPath := paths.Split(paths.In(lang, path))
			if gotLang != lang || gotPath != path {
				t.Errorf("Split(In(%s, %q)) = %s, %q", lang, path, gotLang, gotPath)
			}
		}
	}
	if lang, path := paths.Split("/energi"); lang != i18n.SV || path != "/energi" {
		t.Errorf("/energi was taken for English: %s %q", lang, path)
	}
}

func TestFindingOfUndoesFind(t *testing.T) {
	for _, want := range []paths.Finding{
		{},
		{Query: "bygga & bo"},
		{Query: "lov", Audience: "foretag", Category: "trafik-och-gator", NoLogin: true, All: true, Literal: true},
	} {
		u, err := url.Parse(paths.Find(i18n.EN, want))
		if err != nil {
			t.Fatal(err)
		}
		if got := paths.FindingOf(u.Query()); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if got := paths.FindingOf(url.Values{"for": {"<script>"}, "omrade": {strings.Repeat("a", 41)}, "inloggning": {"ja"}}); got != (paths.Finding{}) {
		t.Errorf("took %+v", got)
	}
}
