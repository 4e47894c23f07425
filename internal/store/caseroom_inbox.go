package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/caseroom"
)

// isOpen is what is to be done: the words are those of an index.
const isOpen = "(status <> 'closed' OR news_at IS NOT NULL)"

// orders are the orders of an inbox. Each ends with the id, so that pages do
// not overlap.
var orders = map[caseroom.Sort]string{
	caseroom.SortUrgent: "attend_at IS NULL, attend_at, received_at, id",
	caseroom.SortNewest: "received_at DESC, id DESC",
	caseroom.SortOldest: "received_at, id",
}

// found narrows to the cases that a query finds, but for what it says of one
// facet. Lists and counts both go by it.
func (s *Caseroom) found(ctx context.Context, q caseroom.Query, but caseroom.Facet) *gorm.DB {
	cases := s.db.reader(ctx).Model(&roomCaseRow{})
	// The first condition says what the second does, in the words of the indexes.
	authorities := texts(q.Authorities)
	for _, f := range q.Functions {
		authorities = append(authorities, string(f.Authority()))
	}
	cases = cases.Where("authority IN ?", authorities).
		Where("(function IN ? OR authority IN ?)", texts(q.Functions), texts(q.Authorities))
	if q.Me != "" {
		cases = cases.Where("citizen <> ?", string(q.Me))
	}
	if but != caseroom.FacetFunction && q.Function != "" {
		cases = cases.Where("function = ?", string(q.Function))
	}
	if but != caseroom.FacetService && q.ServiceID != "" {
		cases = cases.Where("service_id = ?", q.ServiceID)
	}
	if but != caseroom.FacetOverdue && q.Overdue {
		cases = cases.Where("attend_at < ?", at(q.Now))
	}
	if but != caseroom.FacetNews && q.News {
		cases = cases.Where("news_at IS NOT NULL")
	}
	if but != caseroom.FacetWhose {
		switch q.Whose {
		case caseroom.WhoseMine:
			cases = cases.Where("handler = ?", string(q.Me))
		case caseroom.WhoseNobodys:
			cases = cases.Where("handler = ''")
		}
	}
	if but != caseroom.FacetStatus {
		switch q.Status {
		case caseroom.StatusOpen:
			cases = cases.Where(isOpen)
		case caseroom.StatusAny:
		default:
			cases = cases.Where("status = ?", string(q.Status))
		}
	}
	return withKeys(cases, q.Keys)
}

// withKeys narrows to the cases of which a key is part of the reference or the
// diary number. Keys hold letters and digits only, so nothing in them is a
// pattern.
func withKeys(cases *gorm.DB, keys []string) *gorm.DB {
	if len(keys) == 0 {
		return cases
	}
	const has = "replace(reference, '-', '') LIKE ? OR replace(replace(diary, '-', ''), ' ', '') LIKE ?"
	either := cases.Session(&gorm.Session{NewDB: true})
	for _, key := range keys {
		either = either.Or(has, "%"+key+"%", "%"+key+"%")
	}
	return cases.Where(either)
}

// texts returns ids as the driver takes them. An empty list finds nothing.
func texts[T ~string](ids []T) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// FindCases implements caseroom.Inboxes.
func (s *Caseroom) FindCases(ctx context.Context, q caseroom.Query) ([]caseroom.Case, error) {
	const op = "store.FindCases"
	order, ok := orders[q.Sort]
	if !ok {
		order = orders[caseroom.SortUrgent]
	}
	var rows []roomCaseRow
	page := s.found(ctx, q, "").Select("id").Order(order).Limit(caseroom.PageSize).Offset((max(1, q.Page) - 1) * caseroom.PageSize)
	if err := s.db.reader(ctx).Where("id IN (?)", page).Order(order).Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, s.db.roomCaseOf)
}

// CountCases implements caseroom.Inboxes.
func (s *Caseroom) CountCases(ctx context.Context, q caseroom.Query, f caseroom.Facet) (map[string]int, error) {
	op := "store.CountCases " + string(f)
	var value string
	var args []any
	yes := func(condition string) string {
		return "CASE WHEN " + condition + " THEN '" + caseroom.FacetYes + "' ELSE '' END"
	}
	switch f {
	case caseroom.FacetWhose:
		value, args = "CASE WHEN handler = '' THEN ? WHEN handler = ? THEN ? ELSE ? END",
			[]any{caseroom.WhoseNobodys, string(q.Me), caseroom.WhoseMine, caseroom.WhoseOthers}
	case caseroom.FacetStatus:
		value = "CASE WHEN news_at IS NULL THEN status ELSE status || '" + caseroom.NewsMark + "' END"
	case caseroom.FacetFunction:
		value = "function"
	case caseroom.FacetService:
		value = "service_id"
	case caseroom.FacetOverdue:
		value, args = yes("attend_at < ?"), []any{at(q.Now)}
	case caseroom.FacetNews:
		value = yes("news_at IS NOT NULL")
	default:
		return nil, fail(op, fmt.Errorf("there is no facet %q", f))
	}
	var groups []struct {
		Value string
		N     int
	}
	if err := s.found(ctx, q, f).Select(value+" AS value, count(*) AS n", args...).Group("value").Scan(&groups).Error; err != nil {
		return nil, fail(op, err)
	}
	counts := make(map[string]int, len(groups))
	for _, g := range groups {
		counts[g.Value] = g.N
	}
	return counts, nil
}
