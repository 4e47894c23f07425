package web

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// room keeps cases, files and events for a caseroom.Service, as memory does for
// citizens' own.
type room struct {
	*memory
	diary    map[string]int
	steps    map[string]string
	worked   map[string]caseroom.Case // by id
	dossiers map[string]caseroom.Dossier
	papers   map[string]caseroom.File
	said     []caseroom.Event
	reads    []caseroom.Read
	told     int64
	holders  map[identity.FunctionID][]identity.Colleague
}

func newRoom(m *memory) *room {
	return &room{
		memory: m, diary: map[string]int{}, steps: map[string]string{}, worked: map[string]caseroom.Case{},
		dossiers: map[string]caseroom.Dossier{}, papers: map[string]caseroom.File{}, holders: map[identity.FunctionID][]identity.Colleague{},
	}
}

func (r *room) NextDiaryNumber(_ context.Context, authority identity.AuthorityCode, year int) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := caseroom.DiaryNumber{Authority: authority, Year: year}.String()
	r.diary[key]++
	return r.diary[key], nil
}

func (r *room) CreateCase(_ context.Context, c caseroom.Case, d caseroom.Dossier) error {
	if err := keep(r.memory, r.dossiers, c.ID, d); err != nil {
		return err
	}
	return keep(r.memory, r.worked, c.ID, c)
}

func (r *room) CreateStep(_ context.Context, key, id string, _ time.Time) error {
	return keep(r.memory, r.steps, key, id)
}

func (r *room) FindStep(_ context.Context, key string) (string, error) {
	return find(r.memory, r.steps, key)
}

func (r *room) FindCaseByID(_ context.Context, id string) (caseroom.Case, error) {
	return find(r.memory, r.worked, id)
}

func (r *room) findCase(is func(caseroom.Case) bool) (caseroom.Case, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.worked {
		if is(c) {
			return c, nil
		}
	}
	return caseroom.Case{}, errs.New(errs.NotFound, "room")
}

func (r *room) FindCase(_ context.Context, reference string) (caseroom.Case, error) {
	return r.findCase(func(c caseroom.Case) bool { return c.Reference == reference })
}

func (r *room) FindCaseByDiary(_ context.Context, n caseroom.DiaryNumber) (caseroom.Case, error) {
	return r.findCase(func(c caseroom.Case) bool { return c.Diary == n })
}

func (r *room) FindDossier(_ context.Context, caseID string) (caseroom.Dossier, error) {
	return find(r.memory, r.dossiers, caseID)
}

func (r *room) SaveCase(_ context.Context, c caseroom.Case) error {
	return keep(r.memory, r.worked, c.ID, c)
}

// found are the cases that the query finds, but for what it says of one facet.
func (r *room) found(q caseroom.Query, but caseroom.Facet) []caseroom.Case {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []caseroom.Case
	for _, c := range r.worked {
		matches := map[caseroom.Facet]bool{
			caseroom.FacetFunction: q.Function == "" || c.Function == q.Function,
			caseroom.FacetService:  q.ServiceID == "" || c.ServiceID == q.ServiceID,
			caseroom.FacetOverdue:  !q.Overdue || c.IsOverdue(q.Now),
			caseroom.FacetNews:     !q.News || c.HasNews(),
			caseroom.FacetWhose: q.Whose == caseroom.WhoseAll || q.Whose == caseroom.WhoseMine && c.Handler.ID == q.Me ||
				q.Whose == caseroom.WhoseNobodys && c.Handler.ID == "",
			caseroom.FacetStatus: q.Status == caseroom.StatusAny || q.Status == c.Status() ||
				q.Status == caseroom.StatusOpen && (c.Status() != caseroom.StatusClosed || c.HasNews()),
		}
		delete(matches, but)
		hasKey := len(q.Keys) == 0 || slices.ContainsFunc(q.Keys, func(k string) bool {
			return strings.Contains(strings.NewReplacer("-", "", " ", "").Replace(c.Reference+"\n"+c.Diary.String()), k)
		})
		isTheirs := (slices.Contains(q.Functions, c.Function) || slices.Contains(q.Authorities, c.Authority)) && (q.Me == "" || c.Citizen != q.Me)
		if isTheirs && hasKey && !slices.Contains(slices.Collect(maps.Values(matches)), false) {
			out = append(out, c)
		}
	}
	return out
}

func (r *room) FindCases(_ context.Context, q caseroom.Query) ([]caseroom.Case, error) {
	out := r.found(q, "")
	slices.SortFunc(out, func(a, b caseroom.Case) int {
		switch q.Sort {
		case caseroom.SortNewest:
			return cmp.Or(b.ReceivedAt.Compare(a.ReceivedAt), cmp.Compare(b.ID, a.ID))
		case caseroom.SortUrgent:
			late := func(c caseroom.Case) int64 {
				if c.AttendAt().IsZero() {
					return 1 << 62
				}
				return c.AttendAt().Unix()
			}
			return cmp.Or(cmp.Compare(late(a), late(b)), a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
		default:
			return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
		}
	})
	from := min((max(1, q.Page)-1)*caseroom.PageSize, len(out))
	return out[from:min(from+caseroom.PageSize, len(out))], nil
}

func (r *room) CountCases(_ context.Context, q caseroom.Query, f caseroom.Facet) (map[string]int, error) {
	counts := map[string]int{}
	yes := map[bool]string{true: caseroom.FacetYes}
	for _, c := range r.found(q, f) {
		value := map[caseroom.Facet]string{
			caseroom.FacetFunction: string(c.Function), caseroom.FacetService: c.ServiceID, caseroom.FacetStatus: string(c.Status()),
			caseroom.FacetOverdue: yes[c.IsOverdue(q.Now)], caseroom.FacetNews: yes[c.HasNews()], caseroom.FacetWhose: caseroom.WhoseOthers,
		}[f]
		switch {
		case f == caseroom.FacetStatus && c.HasNews():
			value += caseroom.NewsMark
		case f == caseroom.FacetWhose && c.Handler.ID == "":
			value = string(caseroom.WhoseNobodys)
		case f == caseroom.FacetWhose && c.Handler.ID == q.Me:
			value = string(caseroom.WhoseMine)
		}
		counts[value]++
	}
	return counts, nil
}

func (r *room) CreateEvent(_ context.Context, e caseroom.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Files = nil
	r.said = append(r.said, e)
	return nil
}

func (r *room) FindEvents(_ context.Context, caseID string) ([]caseroom.Event, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.said), func(e caseroom.Event) bool { return e.CaseID != caseID }), nil
}

func (r *room) NextTold(context.Context) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told++
	return r.told, nil
}

func (r *room) FindTold(context.Context, int64, int) ([]caseroom.ToldEvent, error) { return nil, nil }

func (r *room) CreateRead(_ context.Context, read caseroom.Read) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads = append(r.reads, read)
	return nil
}

func (r *room) FindReads(_ context.Context, caseID string) ([]caseroom.Read, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[identity.FunctionID]bool{}
	var out []caseroom.Read
	for _, read := range slices.Backward(r.reads) {
		if read.CaseID == caseID && !seen[read.Function] {
			seen[read.Function] = true
			out = append(out, read)
		}
	}
	return out, nil
}

func (r *room) CreateFile(_ context.Context, f caseroom.File) error {
	return keep(r.memory, r.papers, f.ID, f)
}

func (r *room) FindFile(_ context.Context, id string) (caseroom.File, error) {
	return find(r.memory, r.papers, id)
}

func (r *room) FindFiles(_ context.Context, caseIDs ...string) ([]caseroom.File, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []caseroom.File
	for _, f := range r.papers {
		if slices.Contains(caseIDs, f.CaseID) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b caseroom.File) int { return cmp.Or(a.AddedAt.Compare(b.AddedAt), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

func (r *room) FindHolders(_ context.Context, f identity.FunctionID, _ time.Time) ([]identity.Colleague, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.holders[f], nil
}

func (r *room) PersonOf(ctx context.Context, reference string) (identity.PersonID, error) {
	c, err := r.FindCaseByReference(ctx, reference)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return c.Person, err
}
