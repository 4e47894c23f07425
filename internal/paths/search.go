package paths

import (
	"net/url"
	"regexp"

	"github.com/mittkoping/entre/internal/i18n"
)

// The query parameters of the page of hits.
const (
	ParamAudience = "for"
	ParamCategory = "omrade"
	ParamLogin    = "inloggning"
	ParamLiteral  = "ordagrant"
)

// SortByTitle is the value of ParamSort for the list of services from A to Ö.
const SortByTitle = "a-o"

const (
	loginNone = "ingen"
	viewAll   = "alla"
	literally = "1"
)

// Finding is what a page of hits is about. The zero Finding is the page where
// one has not asked for anything.
type Finding struct {
	Query    string
	Audience string // a code: only what is for them
	Category string // a code: only what is in it
	NoLogin  bool   // only what needs no login
	All      bool   // all hits, not only the best
	Literal  bool   // the words as they are written, none mended
}

// Find is the page of hits.
func Find(lang i18n.Lang, f Finding) string {
	login, view, literal := "", "", ""
	if f.NoLogin {
		login = loginNone
	}
	if f.All {
		view = viewAll
	}
	if f.Literal {
		literal = literally
	}
	return In(lang, "/sok"+query(
		ParamQuery, f.Query, ParamLiteral, literal, ParamAudience, f.Audience, ParamCategory, f.Category, ParamLogin, login, ParamView, view))
}

// Suggestions is where a script asks what somebody may be about to search for.
func Suggestions(lang i18n.Lang) string { return In(lang, "/sok/forslag") }

// Search is the page of hits for a query; without one it is the form's action.
func Search(lang i18n.Lang, query string) string { return Find(lang, Finding{Query: query}) }

var code = regexp.MustCompile(`^[a-z-]{1,40}$`)

// FindingOf reads what Find wrote. The query comes as it was typed; what cannot
// be a code is left out.
func FindingOf(values url.Values) Finding {
	codeIn := func(param string) string {
		if v := values.Get(param); code.MatchString(v) {
			return v
		}
		return ""
	}
	return Finding{
		Query: values.Get(ParamQuery), Audience: codeIn(ParamAudience), Category: codeIn(ParamCategory),
		NoLogin: values.Get(ParamLogin) == loginNone, All: values.Get(ParamView) == viewAll, Literal: values.Get(ParamLiteral) == literally,
	}
}

// The fields of the form that asks whether one found the right thing, and the
// query parameters of the page that thanks for the answer; the third is
// ParamQuery.
const (
	FieldFound   = "svar"
	FieldService = "tjanst"
	FoundYes     = "ja"
	FoundNo      = "nej"
)

// Finder is on which page somebody was asked whether they found the right thing,
// and what they said: a service's, or the hits of a query.
type Finder struct {
	Service string // its id; empty: the hits of Query
	Query   string
	Found   bool
}

// Found is where a POST says whether one found the right thing.
func Found(lang i18n.Lang) string { return In(lang, "/hittade-du-ratt") }

// Thanks is the page that thanks for that.
func Thanks(lang i18n.Lang, f Finder) string {
	said := FoundNo
	if f.Found {
		said = FoundYes
	}
	return Found(lang) + query(FieldFound, said, FieldService, f.Service, ParamQuery, f.Query)
}

var serviceID = regexp.MustCompile(`^[a-z0-9-]{1,200}$`)

// FinderOf reads what Thanks wrote, or what a form posted, and reports whether
// anything was said. The query comes as it was typed.
func FinderOf(values url.Values) (f Finder, isSaid bool) {
	f = Finder{Query: values.Get(ParamQuery), Found: values.Get(FieldFound) == FoundYes}
	if id := values.Get(FieldService); serviceID.MatchString(id) {
		f.Service, f.Query = id, ""
	}
	return f, f.Found || values.Get(FieldFound) == FoundNo
}
