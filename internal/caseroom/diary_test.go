package caseroom_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/identity"
)

func asField(err error) (*caseroom.FieldError, bool) { return errors.AsType[*caseroom.FieldError](err) }

func TestParseDiaryNumber(t *testing.T) {
	for written, want := range map[string]string{
		"BUN 2026-00123": "BUN 2026-00123", "bun 2026-123": "BUN 2026-00123", "bun2026-123": "BUN 2026-00123", "  BUN  2026 - 0123 ": "BUN 2026-00123",
		"BUN 2026/123": "BUN 2026-00123", "bun 2026:123": "BUN 2026-00123", "BUN 2026–123": "BUN 2026-00123", "öfn 2026-1": "ÖFN 2026-00001",
		"KS 2026-123456": "KS 2026-123456", "BUN-2026-123": "",
		"": "", "BUN": "", "2026-123": "", "BUN 2026-0": "", "BUN 26-123": "", "BUN 2026-": "", "B 2026-1": "", "BUN 2026-12a": "", "MK-2026-7F3K-9Q2C": "",
	} {
		got, ok := caseroom.ParseDiaryNumber(written)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q is read as %v (%v), want %q", written, got, ok, want)
		}
	}
}

// TestDiaryNumbersHaveNoGaps registers a hundred cases at once, of which every
// third is taken back at the end of its transaction, and comes again.
func TestDiaryNumbersHaveNoGaps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const cases, again = 100, 3
		var refused sync.Map
		w.audit.refuses = func(e audit.Entry) bool {
			if e.Action != audit.CaseroomRegistered || rand.IntN(again) > 0 {
				return false
			}
			refused.Store(e.Subject, true)
			return true
		}
		var running sync.WaitGroup
		numbers := make([]caseroom.DiaryNumber, cases)
		for i := range cases {
			a := w.arrival()
			if i%4 == 0 {
				a.Authority, a.Function = board, "" // which has a single function
			}
			running.Go(func() {
				for {
					r, err := w.room.Register(t.Context(), a)
					if err == nil {
						numbers[i] = r.Diary
						return
					}
					if !errors.Is(err, errFull) {
						t.Error(err)
						return
					}
				}
			})
		}
		running.Wait()
		taken := 0
		refused.Range(func(any, any) bool { taken++; return true })
		if taken < cases/10 {
			t.Errorf("only %d were taken back", taken)
		}
		given := map[caseroom.DiaryNumber]bool{}
		for _, n := range numbers {
			if given[n] {
				t.Errorf("%v was given twice", n)
			}
			given[n] = true
		}
		for code, n := range map[identity.AuthorityCode]int{"BUN": 75, "KS": 25} {
			for i := range n {
				if want := (caseroom.DiaryNumber{Authority: code, Year: 2026, Number: i + 1}); !given[want] {
					t.Errorf("%v was given to nobody", want)
				}
			}
		}
	})
}

// TestTheSameArrivalAtOnce has two nodes register one case.
func TestTheSameArrivalAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.arrival()
		var running sync.WaitGroup
		got := make([]caseroom.Registration, 8)
		for i := range got {
			running.Go(func() {
				var err error
				if got[i], err = w.room.Register(t.Context(), a); err != nil {
					t.Error(err)
				}
			})
		}
		running.Wait()
		for _, r := range got {
			same(t, "registration", got[0], r)
		}
		next, err := w.room.Register(t.Context(), w.arrival())
		must(t, err)
		same(t, "the next number", "BUN 2026-00002", next.Diary.String())

		w.clock.Advance(400 * 24 * time.Hour)
		later, err := w.room.Register(t.Context(), a)
		must(t, err)
		same(t, "the year after", got[0], later)
	})
}

// TestNumbersBeginAnewAtSwedishMidnight registers on both sides of it: an hour
// before midnight in Greenwich.
func TestNumbersBeginAnewAtSwedishMidnight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		number := func() string {
			r, err := w.room.Register(t.Context(), w.arrival())
			must(t, err)
			return r.Diary.String()
		}
		midnight := time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
		w.clock.Advance(midnight.Sub(w.clock.Now()) - time.Second)
		same(t, "before midnight", []string{"BUN 2026-00001", "BUN 2026-00002"}, []string{number(), number()})
		w.clock.Advance(time.Second)
		same(t, "from midnight on", []string{"BUN 2027-00001", "BUN 2027-00002"}, []string{number(), number()})
	})
}

func TestWhatCannotBeRegistered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, tt := range map[string]struct {
			change  func(*caseroom.Arrival)
			setting bool
		}{
			"unknown authority":             {func(a *caseroom.Arrival) { a.Authority = "Blindnämnden" }, true},
			"function of another authority": {func(a *caseroom.Arrival) { a.Function = centre }, true},
			"function that is not there":    {func(a *caseroom.Arrival) { a.Function = "BUN/annan" }, true},
			"function that works no cases":  {func(a *caseroom.Arrival) { a.Function = register }, true},
			"no function of two":            {func(a *caseroom.Arrival) { a.Function = "" }, true},
			"no reference":                  {func(a *caseroom.Arrival) { a.Reference = "" }, false},
			"no time":                       {func(a *caseroom.Arrival) { a.ReceivedAt = time.Time{} }, false},
		} {
			t.Run(name, func(t *testing.T) {
				a := w.arrival(tt.change)
				_, err := w.room.Register(t.Context(), a)
				if _, isSetting := errors.AsType[*caseroom.SettingError](err); isSetting != tt.setting || err == nil {
					t.Errorf("error %v, of a setting: %v, want %v", err, isSetting, tt.setting)
				}
				if _, found, err := w.room.Registered(t.Context(), a.Key); found || err != nil {
					t.Errorf("it is found (%v, %v)", found, err)
				}
			})
		}
		r, err := w.room.Register(t.Context(), w.arrival())
		must(t, err)
		same(t, "the first number", "BUN 2026-00001", r.Diary.String())
	})
}
