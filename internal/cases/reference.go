package cases

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
)

// alphabet is what references and follow-up codes are made of: no I, L, O, 0
// or 1, which people take for each other. Its length, 31, is a prime, so the
// weighted check character catches every single wrong character and every
// pair that changed places.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// Shape of a reference: PREFIX-YEAR-XXXX-XXXC, C being the check character.
const (
	referenceRandom = 7
	codeLength      = 10
)

// newReference makes a reference for a case received at the time. It is not
// known to be unused: the store's unique index decides.
func newReference(prefix string, at time.Time) string {
	year := i18n.Local(at).Year()
	body := randomText(referenceRandom)
	body += string(checkCharacter(year, body))
	return fmt.Sprintf("%s-%d-%s-%s", prefix, year, body[:4], body[4:])
}

// newCode makes a follow-up code: 49 random bits.
func newCode() string { return randomText(codeLength) }

func randomText(n int) string {
	var b strings.Builder
	size := big.NewInt(int64(len(alphabet)))
	for range n {
		i, err := rand.Int(rand.Reader, size)
		if err != nil {
			panic(err) // crypto/rand never fails on the systems we run on
		}
		b.WriteByte(alphabet[i.Int64()])
	}
	return b.String()
}

// checkCharacter is the weighted sum of the year's digits and the body's
// characters modulo 31. The weights are distinct and never zero.
func checkCharacter(year int, body string) byte {
	sum, weight := 0, 2
	for _, r := range strconv.Itoa(year) {
		sum += weight * int(r-'0')
		weight++
	}
	for i := range len(body) {
		sum += weight * strings.IndexByte(alphabet, body[i])
		weight++
	}
	return alphabet[sum%len(alphabet)]
}

// NormalizeReference reads a reference as people write it: small letters,
// spaces, without hyphens. It returns the reference as we write it, and false
// when it cannot be one (the check character says so).
func NormalizeReference(s string) (string, bool) {
	t := normalizeText(s)
	const tail = 4 + referenceRandom + 1 // the year and the body
	if len(t) <= tail {
		return "", false
	}
	prefix, year, body := t[:len(t)-tail], t[len(t)-tail:len(t)-tail+4], t[len(t)-tail+4:]
	y, err := strconv.Atoi(year)
	if err != nil || y < 2000 || strings.Trim(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	if strings.Trim(body, alphabet) != "" || checkCharacter(y, body[:referenceRandom]) != body[referenceRandom] {
		return "", false
	}
	return fmt.Sprintf("%s-%s-%s-%s", prefix, year, body[:4], body[4:]), true
}

// normalizeText drops all but letters and digits, and makes letters large.
func normalizeText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		default:
			return -1
		}
	}, s)
}
