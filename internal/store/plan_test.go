package store_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

// goesThrough is a step of a plan that reads a whole table. ("waiting" and "known" are what a
// query has found already.)
var goesThrough = regexp.MustCompile(`(?m)Seq Scan on \w+|^SCAN [^wk]\w+$`)

// orNone takes that there is none for an answer.
func orNone(err error) error {
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}

// TestQueriesGoByIndexes asks what people wait for, and no table is gone
// through, however much is in it.
func TestQueriesGoByIndexes(t *testing.T) {
	migrated.Each(t, func(t *testing.T, at testdb.DB) {
		if store.Dialect(at.Dialect) == store.Postgres { // which goes through a table of few rows even so
			address, err := url.Parse(at.DSN)
			must(t, err)
			query := address.Query()
			query.Set("enable_seqscan", "off")
			address.RawQuery = query.Encode()
			at.DSN = address.String()
		}
		db, ctx := open(t, config(at, newRing(t))), t.Context()
		var plan []string
		must(t, db.OnPlan(func(query, p string) { plan = append(plan, query+"\n"+p) }))

		person := identity.Owner{Person: "p1"}
		room := caseroom.Query{Functions: []identity.FunctionID{"BN/bygglov"}, Me: "me", Now: now}
		theirs := watch.Query{Authorities: []string{streets}, Deadlines: limits, Limit: watch.PageSize}
		everything := watch.Query{Everything: true, Deadlines: limits, Limit: watch.PageSize}
		there := func(connector string, problem delivery.Problem) watch.Query {
			return watch.Query{Everything: true, Connector: connector, Problem: problem, Deadlines: limits, Limit: watch.PageSize}
		}
		turnedAway := everything
		turnedAway.Part = watch.PartRefused
		named := watch.Query{Everything: true, Names: []string{"MK"}, Deadlines: limits, Limit: watch.PageSize}
		for name, c := range map[string]struct {
			run   func() error
			index string // that must be used, when not just any will do
		}{
			"somebody's cases":      {func() error { _, err := db.Cases().FindCases(ctx, "p1"); return err }, "cases_of_person"},
			"somebody's drafts":     {func() error { _, err := db.Cases().FindDrafts(ctx, person); return err }, "drafts_of_person"},
			"how many drafts":       {func() error { _, err := db.Cases().CountDrafts(ctx, person); return err }, "drafts_of_person"},
			"a visitor's drafts":    {func() error { _, err := db.Cases().CountDrafts(ctx, identity.Owner{Visitor: "v"}); return err }, "drafts_"},
			"a reference":           {func() error { _, err := db.Cases().FindCaseByReference(ctx, "MK"); return orNone(err) }, ""},
			"a step by its case":    {func() error { _, err := db.Deliveries().FindStep(ctx, "gata", "MK", 1); return orNone(err) }, "deliveries_reference"},
			"what happened":         {func() error { _, err := db.Cases().FindEvents(ctx, "c"); return err }, ""},
			"what was said":         {func() error { _, err := db.Cases().FindMessages(ctx, "c"); return err }, ""},
			"files of messages":     {func() error { _, err := db.Cases().FindMessageFiles(ctx, "c"); return err }, "attachments_of_case"},
			"an inbox":              {func() error { _, err := db.Caseroom().FindCases(ctx, room); return err }, "caseroom_cases_open"},
			"how many in it":        {func() error { _, err := db.Caseroom().CountCases(ctx, room, caseroom.FacetWhose); return err }, "caseroom_cases_"},
			"a diary number":        {func() error { _, err := db.Caseroom().FindCaseByDiary(ctx, caseroom.DiaryNumber{}); return orNone(err) }, ""},
			"events of a case":      {func() error { _, err := db.Caseroom().FindEvents(ctx, "c"); return err }, ""},
			"files of a case":       {func() error { _, err := db.Caseroom().FindFiles(ctx, "c"); return err }, ""},
			"news for citizens":     {func() error { _, err := db.Caseroom().FindTold(ctx, 7, 100); return err }, ""},
			"who holds":             {func() error { _, err := db.Appointments().FindHolders(ctx, "BN/bygglov", now); return err }, "appointments_of_function"},
			"what is overdue":       {func() error { _, err := db.Deliveries().FindOverdue(ctx, "gata", now, 200); return err }, "deliveries_due_at_connector"},
			"a history":             {func() error { _, err := db.Deliveries().FindHistory(ctx, "d"); return err }, "delivery_attempts_of"},
			"what is refused":       {func() error { _, err := db.Deliveries().FindRefused(ctx, 10); return err }, "deliveries_refused"},
			"what is owed":          {func() error { _, err := db.Deliveries().FindBacklog(ctx); return err }, "deliveries_"},
			"the unconfirmed":       {func() error { _, _, err := db.Deliveries().FindUnconfirmed(ctx, "gata"); return err }, ""},
			"the next step":         {func() error { _, _, err := db.Deliveries().FindNext(ctx, delivery.Delivery{}); return err }, "deliveries_step"},
			"a back end's name":     {func() error { _, err := db.Deliveries().FindByRemoteID(ctx, "gata", "1"); return orNone(err) }, ""},
			"what waits":            {func() error { _, err := db.Watch().FindWaiting(ctx, everything); return err }, "deliveries_waiting"},
			"what waits for some":   {func() error { _, err := db.Watch().CountWaiting(ctx, theirs); return err }, "deliveries_"},
			"what waits there":      {func() error { _, err := db.Watch().FindWaiting(ctx, there("gata", "")); return err }, "deliveries_waiting_at"},
			"what waits so":         {func() error { _, err := db.Watch().FindWaiting(ctx, there("", "unknown")); return err }, "deliveries_waiting_with"},
			"what was refused":      {func() error { _, err := db.Watch().CountWaiting(ctx, turnedAway); return err }, "deliveries_refused"},
			"what waits both so":    {func() error { _, err := db.Watch().FindWaiting(ctx, there("gata", "unknown")); return err }, "deliveries_waiting_"},
			"a delivery by name":    {func() error { _, err := db.Watch().FindWaiting(ctx, named); return err }, "deliveries_number"},
			"whom something is for": {func() error { _, err := db.Watch().FindConnectors(ctx); return err }, "deliveries_waiting_"},
			"how a connector fares": {func() error { _, err := db.Watch().FindLoad(ctx, "gata", now, limits); return err }, "deliveries_done"},
			"what is late":          {func() error { _, err := db.Watch().FindLate(ctx, limits); return err }, "deliveries_waiting"},
		} {
			plan = nil
			must(t, c.run())
			got := strings.Join(plan, "\n")
			if !strings.Contains(got, c.index) || len(plan) == 0 {
				t.Errorf("%s: not by %s:\n%s", name, c.index, got)
			}
			if bad := goesThrough.FindString(got); bad != "" {
				t.Errorf("%s: %s in\n%s", name, bad, got)
			}
		}
	})
}
