package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/mittkoping/entre/internal/learning"
)

// askedRow is a query over some days.
type askedRow struct {
	Query    string
	Lang     string
	Tally    tallyColumns `gorm:"embedded"`
	FirstDay string
	LastDay  string
}

func (r askedRow) asked() learning.Asked {
	return learning.Asked{
		Query: learning.Query{Text: r.Query, Lang: r.Lang}, Tally: r.Tally.tally(),
		First: learning.Day(r.FirstDay), Last: learning.Day(r.LastDay),
	}
}

const (
	sums = `sum(searches) AS searches, sum(no_hit) AS no_hit, sum(unsure) AS unsure, sum(clicks) AS clicks,
		sum(found) AS found, sum(found_none) AS found_none`
	askedColumns = "search_queries.query, search_queries.lang, " + sums + ", min(search_queries.day) AS first_day, max(search_queries.day) AS last_day"
)

// lacks is, by part, when the days of a query say that it wants to be tended.
var lacks = map[learning.Part]string{
	learning.PartNoHit:  "sum(no_hit) > 0 AND 2 * sum(no_hit) >= sum(searches)",
	learning.PartUnsure: "sum(unsure) > 0 AND 2 * sum(no_hit) < sum(searches) AND 2 * (sum(no_hit) + sum(unsure)) >= sum(searches)",
	learning.PartUnclicked: fmt.Sprintf(`2 * (sum(no_hit) + sum(unsure)) < sum(searches) AND sum(searches) - sum(no_hit) >= %d
		AND 100 * sum(clicks) < %d * (sum(searches) - sum(no_hit))`, learning.EnoughSearches, learning.FewClicks),
}

func (s *Searches) lacking(ctx context.Context, q learning.LackQuery) *gorm.DB {
	return s.db.reader(ctx).Model(&searchQueryRow{}).
		Joins("LEFT JOIN search_handled ON search_handled.query = search_queries.query AND search_handled.lang = search_queries.lang").
		Where("search_queries.day >= ? AND search_queries.words > 0 AND (search_handled.day IS NULL OR search_queries.day > search_handled.day)", string(q.Since)).
		Group("search_queries.query, search_queries.lang").
		Having(lacks[q.Part])
}

func findAsked(op string, query *gorm.DB) ([]learning.Asked, error) {
	var rows []askedRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, fail(op, err)
	}
	return mapRows(op, rows, func(r askedRow) (learning.Asked, error) { return r.asked(), nil })
}

// FindLacking implements learning.Store.
func (s *Searches) FindLacking(ctx context.Context, q learning.LackQuery) ([]learning.Asked, error) {
	return findAsked("store.FindLacking", s.lacking(ctx, q).Select(askedColumns).
		Order("first_day, searches DESC, search_queries.query, search_queries.lang").Offset(q.Offset).Limit(q.Limit))
}

// CountLacking implements learning.Store.
func (s *Searches) CountLacking(ctx context.Context, q learning.LackQuery) (int, error) {
	var n int64
	some := s.lacking(ctx, q).Select("search_queries.query").Limit(learning.MaxCount + 1)
	err := s.db.reader(ctx).Table("(?) AS lacking", some).Count(&n).Error
	return int(n), fail("store.CountLacking", err)
}

// FindPopular implements learning.Store.
func (s *Searches) FindPopular(ctx context.Context, since learning.Day, limit int) ([]learning.Asked, error) {
	return findAsked("store.FindPopular", s.db.reader(ctx).Model(&searchQueryRow{}).Select(askedColumns).
		Where("day >= ? AND words > 0", string(since)).Group("query, lang").Having("sum(searches) > 0").
		Order("searches DESC, query, lang").Limit(limit))
}

// FindChosen implements learning.Store.
func (s *Searches) FindChosen(ctx context.Context, since learning.Day, texts []string) ([]learning.Chosen, error) {
	const op = "store.FindChosen"
	var rows []struct {
		Query    string
		Lang     string
		Service  string
		Clicks   int
		Position float64
	}
	found := s.db.reader(ctx).Model(&searchChoiceRow{}).
		Select("query, lang, service, sum(clicks) AS clicks, sum(position * clicks) * 1.0 / sum(clicks) AS position").
		Where("day >= ? AND query IN ?", string(since), texts).Group("query, lang, service").
		Order("sum(search_choices.clicks) DESC, query, lang, service").Find(&rows)
	if found.Error != nil {
		return nil, fail(op, found.Error)
	}
	out := make([]learning.Chosen, len(rows))
	for i, r := range rows {
		out[i] = learning.Chosen{Query: learning.Query{Text: r.Query, Lang: r.Lang}, Service: r.Service, Clicks: r.Clicks, Position: r.Position}
	}
	return out, nil
}

// FindDays implements learning.Store.
func (s *Searches) FindDays(ctx context.Context, since learning.Day) ([]learning.DayTally, error) {
	var rows []struct {
		Day   string
		Tally tallyColumns `gorm:"embedded"`
	}
	found := s.db.reader(ctx).Model(&searchQueryRow{}).Select("day, "+sums).Where("day >= ?", string(since)).Group("day").Order("day").Find(&rows)
	if found.Error != nil {
		return nil, fail("store.FindDays", found.Error)
	}
	out := make([]learning.DayTally, len(rows))
	for i, r := range rows {
		out[i] = learning.DayTally{Day: learning.Day(r.Day), Tally: r.Tally.tally()}
	}
	return out, nil
}

// FindJudged implements learning.Store.
func (s *Searches) FindJudged(ctx context.Context, since learning.Day, limit int) ([]learning.Judged, error) {
	var rows []serviceVerdictRow
	found := s.db.reader(ctx).Model(&serviceVerdictRow{}).Select("service, sum(found) AS found, sum(found_none) AS found_none").
		Where("day >= ?", string(since)).Group("service").Having("sum(found_none) > 0").
		Order("sum(service_verdicts.found_none) DESC, service").Limit(limit).Find(&rows)
	if found.Error != nil {
		return nil, fail("store.FindJudged", found.Error)
	}
	out := make([]learning.Judged, len(rows))
	for i, r := range rows {
		out[i] = learning.Judged{Service: r.Service, Found: r.Found, FoundNone: r.FoundNone}
	}
	return out, nil
}
