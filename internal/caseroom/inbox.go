package caseroom

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Filter says which cases somebody wants to see. The zero Filter is all that is
// to be done by the functions that they hold, what is overdue first.
type Filter struct {
	Function  identity.FunctionID // "": all of theirs
	Whose     Whose
	Status    Status // or one of StatusOpen, StatusAny
	ServiceID string // "": any
	Overdue   bool   // nothing else
	News      bool   // nothing else
	Words     string // part of a reference or of a diary number, as people write them
	Sort      Sort
	Page      int // 1 is the first; less is the first too
}

// StatusOpen and StatusAny are what a Filter can say instead of a status.
const (
	StatusOpen Status = ""    // not closed, or with news from the citizen
	StatusAny  Status = "any" // closed ones too
)

// Whose says who has a case.
type Whose string

// Whose cases there are to choose from.
const (
	WhoseAll     Whose = ""
	WhoseMine    Whose = "mine"
	WhoseNobodys Whose = "nobodys"
)

// Sort is the order of an inbox.
type Sort string

// The orders. Of two that are equal, the one received first comes first.
const (
	SortUrgent Sort = ""       // by when they must be attended to: the overdue first, those without a limit last
	SortNewest Sort = "newest" // by receipt
	SortOldest Sort = "oldest"
)

// PageSize is how many cases one page of an inbox has.
const PageSize = 50

// Query is a filter and who asks.
type Query struct {
	Filter
	Functions   []identity.FunctionID    // whose cases they may see
	Authorities []identity.AuthorityCode // all of whose cases they may see
	Me          identity.PersonID        // whose own cases are left out
	Keys        []string                 // of Words: one of them is part of reference or diary number, without what is between letters and digits
	Now         time.Time
}

// Facet is one of the choices of a Filter.
type Facet string

// The facets. What is counted by one is not limited by the filter's choice in
// it, so each count is how many cases there would be with that choice.
const (
	FacetWhose    Facet = "whose"    // the values of Whose, and WhoseOthers
	FacetStatus   Facet = "status"   // the statuses; with NewsMark behind them, those with news
	FacetFunction Facet = "function" // ids
	FacetService  Facet = "service"  // ids
	FacetOverdue  Facet = "overdue"  // FacetYes, ""
	FacetNews     Facet = "news"     // FacetYes, ""
)

// Values of facets.
const (
	WhoseOthers = "others"
	NewsMark    = "+"
	FacetYes    = "yes"
)

// Inbox is a page of cases, and what there is to choose from.
type Inbox struct {
	Cases  []Case
	Total  int // on all pages
	Page   int // the page that this is
	Pages  int // at least 1
	Counts Counts
	// Functions are those whose cases the actor may see.
	Functions []identity.Function
}

// Counts says how many cases there would be with another choice in the filter,
// all else the same.
type Counts struct {
	Whose    map[Whose]int
	Status   map[Status]int // with StatusOpen and StatusAny
	Function map[identity.FunctionID]int
	Service  map[string]int
	Overdue  int
	News     int
}

// Inbox returns the cases of the functions that the actor holds, and of the
// authorities that they register for: never their own. It holds nothing of what
// citizens say.
func (s *Service) Inbox(ctx context.Context, actor identity.Actor, f Filter) (Inbox, error) {
	const op = "caseroom.Inbox"
	if err := identity.Can(actor, identity.SeeInbox, identity.Object{}, op); err != nil {
		return Inbox{}, err
	}
	q := Query{Filter: f, Me: actor.Staff.ID, Keys: keysOf(f.Words), Now: s.cfg.Clock.Now()}
	box := Inbox{Functions: s.visible(actor.Staff)}
	q.Authorities = actor.Staff.Authorities(identity.PowerRegister)
	for _, held := range actor.Staff.Functions {
		if held.Has(identity.PowerHandle) {
			q.Functions = append(q.Functions, held.ID)
		}
	}
	var err error
	if box.Counts, box.Total, err = s.count(ctx, q); err != nil {
		return Inbox{}, errs.Op(op, err)
	}
	box.Pages = max(1, (box.Total+PageSize-1)/PageSize)
	box.Page = min(max(1, f.Page), box.Pages)
	q.Page = box.Page
	if box.Cases, err = s.cfg.Store.FindCases(ctx, q); err != nil {
		return Inbox{}, errs.Op(op, err)
	}
	return box, nil
}

// visible returns the functions whose cases somebody may see.
func (s *Service) visible(staff *identity.Staff) []identity.Function {
	var seen []identity.Function
	for _, a := range s.cfg.Organisation.Authorities() {
		for _, f := range a.Functions {
			registers := identity.Actor{Staff: staff}
			object := identity.Object{Function: f.ID, Authority: a.Code}
			if f.Has(identity.PowerHandle) && identity.Can(registers, identity.OpenCase, object, "caseroom.visible") == nil {
				seen = append(seen, f)
			}
		}
	}
	return seen
}

// count counts by each facet, and how many cases the filter finds in all.
func (s *Service) count(ctx context.Context, q Query) (Counts, int, error) {
	by := map[Facet]map[string]int{}
	for _, f := range []Facet{FacetWhose, FacetStatus, FacetFunction, FacetService, FacetOverdue, FacetNews} {
		var err error
		if by[f], err = s.cfg.Store.CountCases(ctx, q, f); err != nil {
			return Counts{}, 0, err
		}
	}
	c := Counts{
		Whose: map[Whose]int{}, Status: map[Status]int{}, Function: map[identity.FunctionID]int{},
		Service: by[FacetService], Overdue: by[FacetOverdue][FacetYes], News: by[FacetNews][FacetYes],
	}
	for value, n := range by[FacetWhose] {
		c.Whose[WhoseAll] += n
		if value != WhoseOthers {
			c.Whose[Whose(value)] += n
		}
	}
	for value, n := range by[FacetStatus] {
		name, hasNews := strings.CutSuffix(value, NewsMark)
		c.Status[Status(name)] += n
		c.Status[StatusAny] += n
		if hasNews || Status(name) != StatusClosed {
			c.Status[StatusOpen] += n
		}
	}
	for value, n := range by[FacetFunction] {
		c.Function[identity.FunctionID(value)] += n
	}
	return c, c.Whose[q.Whose], nil
}

// Find returns the reference of the case that somebody means who knows its
// reference or its diary number, however they write it. NotFound: there is
// none, or none that the actor may open.
func (s *Service) Find(ctx context.Context, actor identity.Actor, words string) (string, error) {
	const op = "caseroom.Find"
	if err := identity.Can(actor, identity.SeeInbox, identity.Object{}, op); err != nil {
		return "", err
	}
	var c Case
	var err error
	if diary, ok := ParseDiaryNumber(words); ok {
		c, err = s.cfg.Store.FindCaseByDiary(ctx, diary)
	} else {
		c, err = s.cfg.Store.FindCase(ctx, reference(words))
	}
	if err != nil {
		return "", errs.Op(op, err)
	}
	return c.Reference, identity.Can(actor, identity.OpenCase, c.object(), op)
}

// reference writes a reference as the portal does: PREFIX-YEAR-XXXX-XXXX.
func reference(words string) string {
	key := keyOf(words)
	const tail = 4 + 4 + 4
	if len(key) <= tail {
		return ""
	}
	at := len(key) - tail
	return key[:at] + "-" + key[at:at+4] + "-" + key[at+4:at+8] + "-" + key[at+8:]
}

// keyOf leaves only letters and digits, large.
func keyOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("ÅÄÖ", r) {
			return r
		}
		return -1
	}, strings.ToUpper(s))
}

// partOfDiary is a diary number, perhaps without its authority.
var partOfDiary = regexp.MustCompile(`^([A-ZÅÄÖ]{2,5})?[ .:]*([0-9]{4}) ?[-–/:] ?([0-9]{1,9})$`)

// keysOf returns what to look for in references and diary numbers.
func keysOf(words string) []string {
	words = strings.ToUpper(strings.Join(strings.Fields(words), " "))
	if words == "" {
		return nil
	}
	keys := []string{keyOf(words)}
	if keys[0] == "" {
		keys[0] = "?" // which no number has: nothing is found, rather than everything
	}
	if parts := partOfDiary.FindStringSubmatch(words); parts != nil {
		number, _ := strconv.Atoi(parts[3]) // the shape lets only digits by
		keys = append(keys, fmt.Sprintf("%s%s%05d", parts[1], parts[2], number))
	}
	return keys
}
