package caseroom_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// crowd registers cases of all kinds and brings them wherever.
func (w *world) crowd(n int) {
	w.t.Helper()
	random := rand.New(rand.NewPCG(1, 2)) // the same each time
	for i := range n {
		reference := w.register(func(a *caseroom.Arrival) {
			switch random.IntN(4) {
			case 0:
				a.Function, a.ServiceID = buses, "skolskjuts"
			case 1:
				a.Authority, a.Function, a.ServiceID = board, centre, "fraga"
			}
			a.HandlingDays = []int{0, 1, 30}[random.IntN(3)]
			if random.IntN(10) == 0 {
				w.senders[a.Reference] = []identity.PersonID{"Asta", "Rut", "p"}[random.IntN(3)]
			}
		})
		name := holders[w.kept(reference).Function][0]
		for range random.IntN(3) {
			deed := caseroom.Deeds[random.IntN(len(caseroom.Deeds))]
			if deed == caseroom.DeedForward || w.senders[reference] == identity.PersonID(name) {
				continue
			}
			if err := w.do(name, w.seen(reference), deed); err != nil && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Invalid) {
				w.t.Fatal(err)
			}
		}
		if random.IntN(4) == 0 {
			_, err := w.room.AddMessage(w.t.Context(), caseroom.Word{Key: strconv.Itoa(i), CaseID: w.kept(reference).ID, Text: "Hej"})
			must(w.t, err)
		}
		w.clock.Advance(time.Hour)
	}
}

func (w *world) inbox(name string, f caseroom.Filter) caseroom.Inbox {
	w.t.Helper()
	box, err := w.room.Inbox(w.t.Context(), w.as(name), f)
	must(w.t, err)
	return box
}

// references of all pages of an inbox.
func (w *world) references(name string, f caseroom.Filter) []string {
	w.t.Helper()
	var found []string
	for page := 1; ; page++ {
		f.Page = page
		box := w.inbox(name, f)
		for _, c := range box.Cases {
			found = append(found, c.Reference)
		}
		if page >= box.Pages {
			if len(found) != box.Total {
				w.t.Errorf("%+v: %d cases on %d pages, and a total of %d", f, len(found), box.Pages, box.Total)
			}
			return found
		}
	}
}

// TestInboxFindsWhatItShould compares with what one finds by looking at each
// case.
func TestInboxFindsWhatItShould(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.crowd(150)
		now := w.clock.Now()
		var all []caseroom.Case
		for i := range w.n.Load() {
			all = append(all, w.kept(fmt.Sprintf("MK-2026-%04d-ABCD", i+1)))
		}
		visible := map[string]func(caseroom.Case) bool{
			"Asta": func(c caseroom.Case) bool { return c.Function == seats && c.Citizen != "Asta" },
			"Rut":  func(c caseroom.Case) bool { return c.Authority == "BUN" && c.Citizen != "Rut" },
			"Kim":  func(c caseroom.Case) bool { return c.Function == centre },
		}
		statuses := append([]caseroom.Status{caseroom.StatusOpen, caseroom.StatusAny}, caseroom.Statuses...)
		for name, sees := range visible {
			for _, status := range statuses {
				for _, whose := range []caseroom.Whose{caseroom.WhoseAll, caseroom.WhoseMine, caseroom.WhoseNobodys} {
					for _, flags := range []int{0, 1, 2} {
						f := caseroom.Filter{Status: status, Whose: whose, Overdue: flags == 1, News: flags == 2}
						var want []string
						for _, c := range all {
							isStatus := status == caseroom.StatusAny || status == c.Status() ||
								status == caseroom.StatusOpen && (c.Status() != caseroom.StatusClosed || c.HasNews())
							isWhose := whose == caseroom.WhoseAll || whose == caseroom.WhoseMine && c.Handler.ID == identity.PersonID(name) ||
								whose == caseroom.WhoseNobodys && c.Handler.ID == ""
							if sees(c) && isStatus && isWhose && (!f.Overdue || c.IsOverdue(now)) && (!f.News || c.HasNews()) {
								want = append(want, c.Reference)
							}
						}
						got := w.references(name, f)
						slices.Sort(got)
						same(t, fmt.Sprintf("%s's cases by %+v", name, f), want, got)
					}
				}
			}
		}
	})
}

// TestCountsAreWhatOneFinds makes every choice that is counted.
func TestCountsAreWhatOneFinds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.crowd(120)
		for _, name := range []string{"Asta", "Rut"} {
			for _, f := range []caseroom.Filter{
				{},
				{Status: caseroom.StatusAny},
				{Status: caseroom.StatusOngoing, Whose: caseroom.WhoseMine},
				{Overdue: true},
				{News: true, Status: caseroom.StatusClosed},
				{Function: buses, ServiceID: "skolskjuts"},
				{Words: "2026-1"},
				{ServiceID: "forskola", Whose: caseroom.WhoseNobodys, Status: caseroom.StatusReceived},
			} {
				box := w.inbox(name, f)
				try := func(what string, counted int, change func(*caseroom.Filter)) {
					t.Helper()
					other := f
					change(&other)
					if found := len(w.references(name, other)); counted != found {
						t.Errorf("%s by %+v, then %s: counted %d, found %d", name, f, what, counted, found)
					}
				}
				for _, whose := range []caseroom.Whose{caseroom.WhoseAll, caseroom.WhoseMine, caseroom.WhoseNobodys} {
					try("whose "+string(whose), box.Counts.Whose[whose], func(f *caseroom.Filter) { f.Whose = whose })
				}
				for _, s := range append([]caseroom.Status{caseroom.StatusOpen, caseroom.StatusAny}, caseroom.Statuses...) {
					try("status "+string(s), box.Counts.Status[s], func(f *caseroom.Filter) { f.Status = s })
				}
				for _, id := range []identity.FunctionID{seats, buses, centre} {
					try("function "+string(id), box.Counts.Function[id], func(f *caseroom.Filter) { f.Function = id })
				}
				for _, id := range []string{"forskola", "skolskjuts", "fraga"} {
					try("service "+id, box.Counts.Service[id], func(f *caseroom.Filter) { f.ServiceID = id })
				}
				try("overdue", box.Counts.Overdue, func(f *caseroom.Filter) { f.Overdue = true })
				try("news", box.Counts.News, func(f *caseroom.Filter) { f.News = true })
			}
		}
	})
}

func TestInboxOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		due := func(days int) string {
			w.clock.Advance(time.Minute)
			return w.register(func(a *caseroom.Arrival) { a.HandlingDays = days })
		}
		none, week, day, month, decided := due(0), due(7), due(1), due(30), due(2)
		must(t, w.do("Asta", w.seen(decided), caseroom.DeedDecide))
		// Asked for until tomorrow: that day comes before its month has passed.
		must(t, w.room.AskCompletion(t.Context(), w.as("Asta"), w.seen(month), caseroom.Message{Text: "Intyg"}, monday.AddDate(0, 0, 2)))
		w.clock.Advance(4 * 24 * time.Hour)
		same(t, "the most urgent first", []string{day, month, week, none, decided}, w.references("Asta", caseroom.Filter{}))
		same(t, "overdue", []string{day, month}, w.references("Asta", caseroom.Filter{Overdue: true}))
		same(t, "oldest", []string{none, week, day, month, decided}, w.references("Asta", caseroom.Filter{Sort: caseroom.SortOldest}))
		same(t, "newest", []string{decided, month, day, week, none}, w.references("Asta", caseroom.Filter{Sort: caseroom.SortNewest}))
		same(t, "no such order", []string{day, month, week, none, decided}, w.references("Asta", caseroom.Filter{Sort: "; DROP TABLE"}))
		_, err := w.room.AddMessage(t.Context(), caseroom.Word{Key: "k", CaseID: w.kept(month).ID, Text: "Här."})
		must(t, err) // the completion has come: its own time counts again
		same(t, "after the completion", []string{day, week, month, none, decided}, w.references("Asta", caseroom.Filter{}))
	})
}

func TestWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var all []string
		for range 12 {
			all = append(all, w.register())
			w.clock.Advance(time.Second)
		}
		for words, want := range map[string][]string{
			"bun 2026-3": {all[2]}, "BUN 2026-00003": {all[2]}, "2026-3": {all[2]}, "00012": {all[11]}, "  ": all,
			"mk-2026-0007": {all[6]}, "mk 2026 0007 abcd": {all[6]}, "0007abc": {all[6]}, "ks 2026-1": nil, "%": nil, "_": nil, "'": nil, "åäö": nil,
		} {
			got := w.references("Asta", caseroom.Filter{Words: words, Sort: caseroom.SortOldest})
			same(t, fmt.Sprintf("by the words %q", words), want, got)
		}
		for words, want := range map[string]string{
			"bun 2026-3": all[2], "BUN 2026-00012": all[11], all[4]: all[4], "mk 2026 0005 abcd": all[4], "2026-3": "", "": "", "BUN 2027-00003": "",
		} {
			got, err := w.room.Find(t.Context(), w.as("Asta"), words)
			if got != want || (err == nil) != (want != "") {
				t.Errorf("%q finds %q (%v), want %q", words, got, err, want)
			}
		}
	})
}

func TestWhoHasAnInbox(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.register()
		for _, actor := range []identity.Actor{{}, {Person: "p"}} {
			_, err := w.room.Inbox(t.Context(), actor, caseroom.Filter{})
			wantKind(t, err, errs.LoginNeeded)
		}
		_, err := w.room.Inbox(t.Context(), w.as("nobody"), caseroom.Filter{})
		wantKind(t, err, errs.NotFound)
		same(t, "another authority's", []string{}, w.references("Kim", caseroom.Filter{Function: seats, Status: caseroom.StatusAny}))
		names := func(name string) (ids []identity.FunctionID) {
			for _, f := range w.inbox(name, caseroom.Filter{}).Functions {
				ids = append(ids, f.ID)
			}
			return ids
		}
		same(t, "Asta's functions", []identity.FunctionID{seats}, names("Asta"))
		same(t, "Rut's functions", []identity.FunctionID{seats, buses}, names("Rut"))
		box := w.inbox("Asta", caseroom.Filter{Page: 99})
		same(t, "a page that is not there", []int{1, 1, 1}, []int{box.Page, box.Pages, len(box.Cases)})
	})
}
