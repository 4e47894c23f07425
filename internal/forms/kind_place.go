package forms

import (
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/i18n"
)

// The parts of a place.
const (
	PartText = "text" // an address, or the place in words
	PartLat  = "lat"  // WGS 84, degrees as a decimal number: 58.41086
	PartLon  = "lon"
)

// maxPlaceText is the most characters of a place in words.
const maxPlaceText = 200

// placeKind is a place in words, and a point on the map for those who can and
// wish to give one. Words are what is required: a map cannot be used by all.
type placeKind struct{ fields }

func (k placeKind) traits() traits { return traits{parts: k.names} }

func (placeKind) problems(q Question, a Answer, _ time.Time) []Problem {
	var problems []Problem
	text := a.Parts[PartText]
	if text == "" && q.Required {
		problems = append(problems, q.missing())
	}
	if n := utf8.RuneCountInString(text); n > maxPlaceText {
		problems = append(problems, q.tooLong(PartText, n, maxPlaceText))
	}
	if a.Parts[PartLat] == "" && a.Parts[PartLon] == "" {
		return problems
	}
	if _, ok := degrees(a.Parts[PartLat], 90); !ok {
		problems = append(problems, q.problem(PartLat, "forms.bad_lat"))
	}
	if _, ok := degrees(a.Parts[PartLon], 180); !ok {
		problems = append(problems, q.problem(PartLon, "forms.bad_lon"))
	}
	return problems
}

func (placeKind) lines(_ Question, lang i18n.Lang, a Answer) []string {
	lines := present(a, PartText)
	if _, _, ok := a.Point(); ok {
		lines = append(lines, i18n.In(lang, "forms.point", "Lat", a.Parts[PartLat], "Lon", a.Parts[PartLon]))
	}
	return lines
}

// Point returns the point of a place, in degrees (WGS 84), and false when the
// answer has none or it is none on Earth.
func (a Answer) Point() (lat, lon float64, ok bool) {
	lat, latOK := degrees(a.Parts[PartLat], 90)
	lon, lonOK := degrees(a.Parts[PartLon], 180)
	if !latOK || !lonOK {
		return 0, 0, false
	}
	return lat, lon, true
}

// decimal is narrower than what strconv takes for a number (NaN, 1e9, 0x1p4).
var decimal = regexp.MustCompile(`^-?[0-9]{1,3}(\.[0-9]{1,20})?$`)

func degrees(s string, limit float64) (float64, bool) {
	if !decimal.MatchString(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && -limit <= f && f <= limit
}
