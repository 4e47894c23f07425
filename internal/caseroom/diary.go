package caseroom

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// DiaryNumber is an authority's official number of a case that it has registered
// (OSL 5:1–2): running, without gaps, from 1 each year.
type DiaryNumber struct {
	Authority identity.AuthorityCode
	Year      int // of the registration, by Swedish time
	Number    int
}

// String writes the number: "BUN 2026-00123".
func (n DiaryNumber) String() string {
	return fmt.Sprintf("%s %d-%05d", n.Authority, n.Year, n.Number)
}

// diaryShape also takes the ways in which people write it.
var diaryShape = regexp.MustCompile(`^([A-ZÅÄÖ]{2,5})[ .:]*([0-9]{4}) ?[-–/: ] ?([0-9]{1,9})$`)

// ParseDiaryNumber reads a diary number as people write it: "bun 2026-123" is
// BUN 2026-00123. It returns false when it cannot be one.
func ParseDiaryNumber(s string) (DiaryNumber, bool) {
	parts := diaryShape.FindStringSubmatch(strings.ToUpper(strings.Join(strings.Fields(s), " ")))
	if parts == nil {
		return DiaryNumber{}, false
	}
	year, _ := strconv.Atoi(parts[2]) // the shape lets only digits by
	number, _ := strconv.Atoi(parts[3])
	if number == 0 {
		return DiaryNumber{}, false
	}
	return DiaryNumber{identity.AuthorityCode(parts[1]), year, number}, true
}

// diaryYear is the year whose numbers are given at the time.
func diaryYear(t time.Time) int { return i18n.Local(t).Year() }

// endOfDay returns the last moment of the Swedish day, some days after t's.
func endOfDay(t time.Time, later int) time.Time {
	local := i18n.Local(t)
	next := time.Date(local.Year(), local.Month(), local.Day()+later+1, 0, 0, 0, 0, local.Location())
	return next.Add(-time.Microsecond).UTC()
}
