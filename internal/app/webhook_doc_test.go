package app

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/demo/outside"
	"github.com/mittkoping/entre/internal/testing/citizen"
)

// TestTheContractsExamples runs what docs/webhook.md shows, as it stands but for
// its settings.
func TestTheContractsExamples(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is not installed, and CI skips nothing", tool)
			}
			t.Skipf("%s is not installed here", tool)
		}
	}
	raw, err := os.ReadFile("../../docs/webhook.md")
	must(t, err)
	blocks := map[string][]string{}
	for _, m := range regexp.MustCompile("(?ms)^```(.*?)\n(.*?)^```$").FindAllStringSubmatch(string(raw), -1) {
		blocks[m[1]] = append(blocks[m[1]], m[2])
	}
	d := startDemo(t)
	run := func(settings map[string]string, scripts ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", strings.Join(scripts, "\n"))
		cmd.Env = os.Environ()
		for name, value := range settings {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	same := func(what, want, got string) {
		t.Helper()
		var w, g any
		if err := json.Unmarshal([]byte(got), &g); err != nil {
			t.Fatalf("%s: %q", what, got)
		}
		must(t, json.Unmarshal([]byte(want), &w))
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s (-docs +answer):\n%s", what, diff)
		}
	}
	only := func(name string) string {
		t.Helper()
		if len(blocks[name]) != 1 {
			t.Fatalf("docs/webhook.md has %d blocks %q, want one", len(blocks[name]), name)
		}
		return blocks[name][0]
	}

	secret := run(nil, only("sh"))
	if len(secret) < len("whsec_")+32 || !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("a secret is %q", secret)
	}

	event := regexp.MustCompile(`(?s)\nbody='(.*?)'\n`).FindStringSubmatch(only("sh receive"))
	var schema, body any
	must(t, json.Unmarshal(webhook.Schemas()["webhook-event.v1.json"], &schema))
	must(t, json.Unmarshal([]byte(event[1]), &body))
	compiler := jsonschema.NewCompiler()
	must(t, compiler.AddResource(webhook.EventSchema, schema))
	judge, err := compiler.Compile(webhook.EventSchema)
	must(t, err)
	must(t, judge.Validate(body))

	// The year of the number is the demo's.
	there := map[string]string{"base": "http://" + d.cfg.OutsideAddr + outside.CommentsAPIPath, "secret": demoSecret("out")}
	receive, answer := only("sh receive"), only("json receive")
	got := run(there, receive)
	number := d.World.Comments().Cases()[0].Number
	answer = strings.Replace(answer, "SYN 2026:1", number, 1)
	same("the event", answer, got)
	same("the event again", answer, run(there, receive))
	quiet := strings.SplitN(receive, "\ncurl ", 2)[0]
	same("the look-up", answer, run(there, quiet, only("sh look up")))
	if n := len(d.World.Comments().Cases()); n != 1 {
		t.Errorf("%d cases", n)
	}

	anna, err := citizen.New("http://" + d.cfg.Addr)
	must(t, err)
	reference := comment(t, anna)
	eventually(t, "the comment has arrived", func() bool {
		s, err := d.Portal.house.db.Deliveries().FindStep(t.Context(), demoComments, reference, 1)
		return err == nil && s.State() == delivery.StateDelivered
	})
	back := map[string]string{"portal": "http://" + d.cfg.Addr, "reference": reference, "secret": demoSecret("back")}
	sign := strings.SplitN(receive, "\nid=", 2)[0]
	// The same again is the same in another second too.
	tell := strings.Replace(only("sh tell"), "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'", time.Now().UTC().Format(time.RFC3339), 1)
	for range 2 {
		same("what is told", only("json tell"), run(back, sign, tell))
	}
	page, err := anna.Get(t.Context(), "/arende/"+reference)
	must(t, err)
	if n := strings.Count(page.Body, "Tidtabellen ändras."); n != 1 {
		t.Errorf("the citizen is told %d times", n)
	}
	if len(blocks["sh settings"]) != 2 {
		t.Error("the settings are not there")
	}
}
