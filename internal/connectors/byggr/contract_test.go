package byggr_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/byggr"
	"github.com/mittkoping/entre/internal/testing/xmlschema"
)

const schema = "../../demo/outside/byggr/schema/envelope.xsd"

// recorder keeps all that goes past.
type recorder struct {
	next http.Handler

	mu                sync.Mutex
	requests, answers [][]byte
	operations        map[string]int
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	q.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	r.next.ServeHTTP(answer, q)
	r.mu.Lock()
	r.requests, r.answers = append(r.requests, body), append(r.answers, answer.Body.Bytes())
	action := strings.Trim(q.Header.Get("Soapaction"), `"`)
	r.operations[action[strings.LastIndexByte(action, '/')+1:]]++
	r.mu.Unlock()
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// TestContract does all that the connector does and holds each message, ours and
// the simulator's, against the contract's schema.
func TestContract(t *testing.T) {
	s := simulate(t, nil)
	r := &recorder{next: s.Server, operations: map[string]int{}}
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	c := connect(t, web.URL+"/byggr"+server.ServicePath, nil)
	ctx := t.Context()
	if err := c.Check(ctx); err != nil {
		t.Fatal(err)
	}
	create := application()
	made := send(t, c, create)
	steps := []delivery.Step{
		attachment(made.RemoteID, 2, "Plan över huset.PDF", []byte("%PDF-1.7")), message(delivery.KindMessage, made.RemoteID, 3, "Kommer en karta till."),
		message(delivery.KindWithdrawal, made.RemoteID, 4, ""),
	}
	for _, step := range steps {
		send(t, c, step)
	}
	for _, look := range append(steps, create, missing()) {
		if _, found, err := c.Find(ctx, look); err != nil || found == (look.Key == missing().Key) {
			t.Errorf("%s: %v, %v", look.Key, found, err)
		}
	}
	for _, err := range []error{
		s.Begin(made.RemoteID), s.Say(made.RemoteID, server.TypKomplettering, "Skicka en karta."),
		s.Say(made.RemoteID, server.TypBeslut, "Startbesked.", server.Handling{Namn: "Beslut.pdf", Andelse: ".pdf", Content: []byte("%PDF")}), s.End(made.RemoteID),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := c.Poll(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range b.Changes {
		for _, f := range change.Files {
			if _, err := c.(delivery.FileFetcher).FetchFile(ctx, change.RemoteID, f.ID); err != nil {
				t.Error(err)
			}
		}
	}
	_, _ = c.(delivery.FileFetcher).FetchFile(ctx, made.RemoteID, "1") // a fault
	for _, name := range []string{
		"SaveNewArende", "SaveNewHandelse", "GetArende", "GetRelateradeArendenByPersOrgNr", "GetRelateradeArendenByFastighet", "GetUpdatedArenden",
		"GetUpdatedArendenCount", "GetDocument", "GetHandlingTyper", "GetRoller",
	} {
		if r.operations[name] == 0 {
			t.Errorf("%s was never called", name)
		}
	}
	xmlschema.Valid(t, schema, r.requests)
	xmlschema.Valid(t, schema, r.answers)

	// The schema is one: what is in another order, of another type or of no contract
	// it does not allow.
	for _, spoil := range []struct{ old, wrong string }{
		{"<riktning", "<rubrik>x</rubrik><riktning"}, {`arendegrupp="LOV"`, `arendegrupp="LOV" annat="x"`}, {">In<", ">Inåt<"}, {"<externRef", "<externReferens"},
	} {
		spoilt := bytes.ReplaceAll(r.requests[3], []byte(spoil.old), []byte(spoil.wrong))
		if bytes.Equal(spoilt, r.requests[3]) {
			t.Fatalf("there is no %s in it", spoil.old)
		}
		xmlschema.Invalid(t, schema, [][]byte{spoilt})
	}
}
