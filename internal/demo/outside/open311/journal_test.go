package open311_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/demo/outside/open311"
	"github.com/mittkoping/entre/internal/errs"
)

// lived is a directory in which an office has worked and closed.
func lived(t *testing.T) (dir string, left []open311.Request) {
	t.Helper()
	dir = t.TempDir()
	o := open(t, in(dir))
	first := o.report("Ett <b>\u2028två")
	o.report("Två")
	if w := o.postFiles(updateForm(first), media("hål.jpg", "bild")); w.Code != http.StatusOK {
		t.Fatalf("answered %d %s", w.Code, w.Body)
	}
	if err := o.SetStatus(first, open311.StatusFixed, "Lagad"); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, o.Requests()
}

func in(dir string) func(*open311.Config) {
	return func(c *open311.Config) { c.Dir, c.TokenMode = dir, true }
}

func TestRestart(t *testing.T) {
	dir, left := lived(t)
	o := open(t, in(dir))
	if diff := cmp.Diff(left, o.Requests()); diff != "" {
		t.Errorf("after the restart (-before +after):\n%s", diff)
	}
	if content, err := o.Content(sumOf("bild")); err != nil || string(content) != "bild" {
		t.Errorf("content %q, %v", content, err)
	}
	if w := o.get("/v2/tokens/T-10002.json"); w.Code != http.StatusOK {
		t.Errorf("token: %d", w.Code)
	}
	if id := o.report("Tre"); id != "GK-10003" {
		t.Errorf("the next id is %s", id)
	}
	if w := o.post("/v2/servicerequestupdates.json", updateForm("GK-10003")); w.Body.String() != `[{"update_id":"U-10003"}]` {
		t.Errorf("the next update is %s", w.Body)
	}
}

func TestTornEndIsCutOff(t *testing.T) {
	dir, left := lived(t)
	journal := filepath.Join(dir, "journal.jsonl")
	whole, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	// Longer than the next line, so that a rest of it would show.
	torn := string(whole) + `{"request":{"id":"GK-10003","description":"` + strings.Repeat("x", 4000)
	if err := os.WriteFile(journal, []byte(torn), 0o600); err != nil {
		t.Fatal(err)
	}
	o := open(t, in(dir))
	if diff := cmp.Diff(left, o.Requests()); diff != "" {
		t.Errorf("after the tear:\n%s", diff)
	}
	o.report("Efter")
	after := o.Requests()
	if diff := cmp.Diff(after, open(t, in(dir)).Requests()); diff != "" || len(after) != 3 {
		t.Errorf("after one more, %d requests:\n%s", len(after), diff)
	}
}

func TestJournalThatCannotBeRead(t *testing.T) {
	tests := map[string]string{
		"no JSON":                     "hej\n",
		"an update without a request": `{"update":{"id":"U-10001","request_id":"GK-1"}}` + "\n",
	}
	for name, line := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "journal.jsonl"), []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := open311.New(config(in(dir))); !errs.Is(err, errs.Invalid) {
				t.Errorf("error %v, want invalid", err)
			}
		})
	}
}

func TestWhatCannotBeKeptIsNotAnswered(t *testing.T) {
	o := open(t, in(t.TempDir()))
	id := o.report("Släckt")
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if w := o.post("/v2/requests.json", reportForm()); w.Code != http.StatusInternalServerError {
		t.Errorf("answered %d", w.Code)
	}
	if err := o.SetStatus(id, open311.StatusFixed, ""); !errs.Is(err, errs.Unavailable) {
		t.Errorf("status: %v", err)
	}
	if got := o.Requests(); len(got) != 1 || got[0].Status != open311.StatusOpen {
		t.Errorf("kept %+v", got)
	}
}

func TestDirectoryThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fil")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open311.New(config(in(file))); !errs.Is(err, errs.Unavailable) {
		t.Errorf("error %v, want unavailable", err)
	}
}
