package pnr_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/identity/pnr"
)

var today = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// TestPublishedNumbers reads numbers of the tax agency's list for tests.
func TestPublishedNumbers(t *testing.T) {
	for _, digits := range []string{
		"197901049283", "197902069272", "198402179298", "201201252382", "201501172397", "201501262388",
	} {
		n, err := pnr.Parse(digits, today)
		if err != nil || n.IsCoordination() || n.IsZero() || n.Digits() != digits {
			t.Errorf("%s: %v, %v", digits, n, err)
		}
	}
	n, err := pnr.Parse("197001782395", today)
	if err != nil || !n.IsCoordination() {
		t.Errorf("samordningsnummer: %v, %v", n, err)
	}
}

// TestRefused changes published numbers; check is what makes the change the
// only fault (a check digit counted anew).
func TestRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":             "",
		"ten digits":          "7901049283",
		"a hyphen":            "19790104-9283",
		"a space":             " 97901049283",
		"letters":             "19790104928A",
		"other digits":        "１９７９",
		"wrong check digit":   "197901049284",
		"two digits swapped":  "197901409283",
		"thirteen digits":     "1979010492830",
		"month 13":            withCheck("19791304928"),
		"day 32":              withCheck("19790132928"),
		"day 92":              withCheck("19790192928"),
		"31 February":         withCheck("19790231928"),
		"29 February no leap": withCheck("19790229928"),
		"the century before":  withCheck("17790104928"),
		"the century to come": withCheck("21790104928"),
		"tomorrow":            withCheck("20261124928"),
	} {
		t.Run(name, func(t *testing.T) {
			n, err := pnr.Parse(text, today)
			if !errors.Is(err, pnr.ErrInvalid) || !n.IsZero() {
				t.Errorf("%v, %v", n, err)
			}
			if err != nil && text != "" && strings.Contains(err.Error(), text) {
				t.Error("the error quotes what was typed")
			}
		})
	}
}

// TestEdges are dates that only just will do. Zeros stand in the tax agency's
// lists where a day is unknown or its numbers are used up.
func TestEdges(t *testing.T) {
	for name, body := range map[string]string{
		"today":             "20261123928",
		"a leap day":        "20240229928",
		"day 00":            "19790100928",
		"month 00":          "19790004928",
		"both 00":           "19790000928",
		"coordination 00":   "19790160928",
		"an old century":    "18990104928",
		"last of the month": "19790131928",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := pnr.Parse(withCheck(body), today); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNeverShown prints a number in every way that code does by mistake.
func TestNeverShown(t *testing.T) {
	const digits = "198402179298"
	n, err := pnr.Parse(digits, today)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "number", n, "in", struct{ N pnr.Number }{n})
	document, err := json.Marshal(map[string]any{"n": n, "of": []pnr.Number{n}})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q", n, n, n, n, n) + log.String() + string(document) +
		fmt.Sprintf("%v %+v", struct{ N pnr.Number }{n}, []pnr.Number{n})
	if strings.Contains(shown, digits) || strings.Contains(shown, digits[2:]) {
		t.Errorf("shown: %s", shown)
	}
	if !strings.Contains(shown, "personnummer") {
		t.Errorf("it does not say what it is: %s", shown)
	}
}

// withCheck adds Luhn's check digit to eleven digits.
func withCheck(body string) string {
	sum := 0
	for i, c := range body[2:] {
		v := int(c-'0') * (2 - i%2)
		sum += v/10 + v%10
	}
	return body + strconv.Itoa((10-sum%10)%10)
}
