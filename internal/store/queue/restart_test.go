package queue_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/testing/testdb"
)

// TestTheStartWaitsForNobody: a portal that was killed leaves a leader of the queue
// behind that nobody replaces for a while, jobs that seem to run, and perhaps none at
// all. What is owed is on its way at once all the same: neither the queue's leader nor
// what it keeps decides.
func TestTheStartWaitsForNobody(t *testing.T) {
	for _, dialect := range []string{testdb.SQLiteDialect, testdb.PostgresDialect} {
		for name, left := range map[string]string{
			"a job that seems to run": "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = created_at",
			"a job that is over":      "UPDATE river_job SET state = 'discarded', finalized_at = created_at",
			"no job at all":           "DELETE FROM river_job",
		} {
			t.Run(dialect+", "+name, func(t *testing.T) {
				o := newOffice(t, dialect)
				pool, err := o.db.SQL()
				must(t, err)
				o.owe(t, "case-1")
				later := "'2099-01-01 00:00:00'"
				_, err = pool.ExecContext(t.Context(), "INSERT INTO river_leader (leader_id, elected_at, expires_at) VALUES ('killed', "+later+", "+later+")")
				must(t, err)
				_, err = pool.ExecContext(t.Context(), left)
				must(t, err)

				begun := time.Now()
				o.open(t)
				if got := receive(t, o.told); got != "case-1" {
					t.Errorf("delivered %s", got)
				}
				if took := time.Since(begun); took > 10*time.Second { // a leader is replaced after 15 s at the earliest
					t.Errorf("it took %s", took)
				}
				if leader := scalar[string](t, o.db, "SELECT leader_id FROM river_leader"); leader != "killed" {
					t.Errorf("%s leads: this proves nothing", leader)
				}
			})
		}
	}
}
