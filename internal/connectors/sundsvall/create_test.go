package sundsvall_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/connectors/sundsvall"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/supportmanagement"
)

func identifying(o *sundsvall.Options) { o.ApplicantNumber = "personalNumber" }

func TestErrand(t *testing.T) {
	s, c := connected(t, identifying)
	r := send(t, c, complaint())
	e := s.Errands()[0]
	if r.RemoteID != e.ID || r.Number != e.Number {
		t.Errorf("the receipt is %+v, the errand %s %s", r, e.ID, e.Number)
	}
	want := server.Body{
		Title: "Lämna en synpunkt " + reference, Description: "Lämna en synpunkt\n\nVad?\nVad gäller det?\n  Bussen\n\nÄrendenummer: " + reference,
		Priority: "HIGH", Status: "ONGOING", Channel: "ESERVICE", ContactReason: "Buss", AssignedGroupID: "KC", BusinessRelated: true,
		Classification: &server.Classification{Category: "SYNPUNKT", Type: "BEROM"}, ExternalTags: []server.Pair{{Key: "caseid", Value: reference}},
		Parameters: []server.KeyValues{{Key: "linje", Values: []string{"17"}}},
		Stakeholders: []server.Stakeholder{{
			Role: "APPLICANT", FirstName: "Tolvan", LastName: "Tolvansson", Address: "Storgatan 1", CareOf: "Prov", ZipCode: "599 91", City: "Mittköping", Country: "Sverige",
			ContactChannels: []server.Channel{{Type: "Email", Value: "tolvan@example.se"}, {Type: "Phone", Value: "070-174 06 05"}},
			Parameters:      []server.KeyValues{{Key: "personalNumber", Values: []string{"197901049283"}}},
		}},
	}
	if diff := cmp.Diff(want, e.Body); diff != "" {
		t.Errorf("errand (-want +got):\n%s", diff)
	}
	conversation := server.Conversation{
		Topic: "Meddelanden till och från den som skickade in ärendet", Type: "EXTERNAL", Participants: []server.Identifier{{Type: "adAccount", Value: account}},
		Metadata: []server.KeyValues{{Key: "caseid", Values: []string{reference}}},
	}
	if len(e.Conversations) != 1 {
		t.Fatalf("conversations: %+v", e.Conversations)
	}
	conversation.ID = e.Conversations[0].ID
	if diff := cmp.Diff(conversation, e.Conversations[0]); diff != "" {
		t.Errorf("conversation (-want +got):\n%s", diff)
	}
}

// TestStakeholders: nothing is said of who was logged in unless the route and the
// configuration ask for it.
func TestStakeholders(t *testing.T) {
	contact := []server.Stakeholder{{
		Role: "CONTACT", FirstName: "Tolvan Kalle", LastName: "Tolvansson",
		ContactChannels: []server.Channel{{Type: "Email", Value: "tolvan@example.se"}, {Type: "Phone", Value: "070-174 06 05"}},
	}}
	for name, test := range map[string]struct {
		change func(*sundsvall.Options)
		step   func(*delivery.Envelope)
		want   []server.Stakeholder
	}{
		"the route does not ask":         {identifying, func(e *delivery.Envelope) { delete(e.Params, "applicant.role") }, contact},
		"the configuration does not ask": {nil, func(*delivery.Envelope) {}, contact},
		"nobody was logged in":           {identifying, func(e *delivery.Envelope) { e.Applicant = nil }, contact},
		"nobody at all":                  {nil, func(e *delivery.Envelope) { e.Contact = nil }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := connected(t, test.change)
			if id, ok := c.(delivery.Identifier); !ok || id.Identifies() != (test.change != nil) {
				t.Errorf("it identifies: %v", ok)
			}
			step := complaint()
			test.step(&step.Envelope)
			send(t, c, step)
			if diff := cmp.Diff(test.want, s.Errands()[0].Body.Stakeholders); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRoutesThatAreRefused(t *testing.T) {
	for name, test := range map[string]struct {
		param, value, says string
		change             func(*sundsvall.Options)
	}{
		"an unknown value":     {param: "kategori", value: "x", says: `the route has a value "kategori" that sundsvall does not know`},
		"of the applicant":     {param: "applicant.number", value: "x", says: `the route has a value "applicant.number" that sundsvall does not know`},
		"no parameter's key":   {param: "parameter.", value: "x", says: `the route has a value "parameter." that sundsvall does not know`},
		"another priority":     {param: "priority", value: "URGENT", says: "the route's priority is LOW, MEDIUM or HIGH"},
		"neither true nor not": {param: "business_related", value: "ja", says: "the route's business_related is true or false"},
		"no category": {
			param: "category", says: "the route has no category and type, and the connector no such options",
			change: func(o *sundsvall.Options) { o.Category = "" },
		},
		"a status that is none": {param: "status", value: "HEMLIGT", says: "400 Bad Request: status"},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := connected(t, test.change)
			step := complaint()
			step.Envelope.Params[test.param] = test.value
			_, err := c.Send(t.Context(), step)
			wantRefused(t, err, test.says)
			if n := len(s.Errands()); n != 0 {
				t.Errorf("%d errands", n)
			}
		})
	}
}

func TestLongValues(t *testing.T) {
	s, c := connected(t, nil)
	step := complaint()
	step.Envelope.Params["parameter.lang"] = strings.Repeat("🐛", 3500)
	step.Envelope.Title = strings.Repeat("å", 300)
	send(t, c, step)
	body := s.Errands()[0].Body
	if n := len(body.Parameters[0].Values); n != 3 || strings.Join(body.Parameters[0].Values, "") != step.Envelope.Params["parameter.lang"] {
		t.Errorf("%d values", n)
	}
	if n := len([]rune(body.Title)); n != 200 || !strings.HasSuffix(body.Title, " "+reference) {
		t.Errorf("%d letters of a title: %s", n, body.Title)
	}
}

// TestAnswersThatSayTooLittle: nothing may lead to a second errand.
func TestAnswersThatSayTooLittle(t *testing.T) {
	s, c := connected(t, nil)
	s.contract.loose = true
	s.SetQuirks(server.Quirks{NoLocation: true})
	if r, err := c.Send(t.Context(), complaint()); err == nil || r != (delivery.Receipt{}) {
		t.Errorf("without an id: %+v, %v", r, err)
	}
	s.SetQuirks(server.Quirks{})
	if r, found, err := c.Find(t.Context(), complaint()); err != nil || !found || r.RemoteID != s.Errands()[0].ID {
		t.Errorf("looked up: %+v, %v, %v", r, found, err)
	}
	if n := len(s.Errands()[0].Conversations); n != 1 {
		t.Errorf("%d conversations after the look-up", n)
	}

	s.SetQuirks(server.Quirks{DropTags: true})
	_, err := c.Send(t.Context(), complaint())
	wantRefused(t, err, "the errand was made without its external tag")
}

// TestErrandsWithoutConversations are there all the same.
func TestErrandsWithoutConversations(t *testing.T) {
	s, c := connected(t, nil)
	s.SetQuirks(server.Quirks{NoTalk: true})
	r := send(t, c, complaint())
	_, err := c.Send(t.Context(), later(delivery.KindMessage, r.RemoteID, 2, "Hej"))
	wantRefused(t, err, "400 Bad Request: topic")
}

// TestReadLater: an errand that cannot be read back is never sent again.
func TestReadLater(t *testing.T) {
	s := simulate(t)
	down := true
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down && r.Method == http.MethodGet {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		s.contract.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	c := connect(t, options(front.URL+server.APIPath, s.tokenURL))
	step := complaint()
	r, err := c.Send(t.Context(), step)
	if err != nil || r.Ticket == "" || r.RemoteID != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	step.Ticket = r.Ticket
	if _, _, err := c.Find(t.Context(), step); err == nil {
		t.Error("found in what is down")
	}
	down = false
	if got, found, err := c.Find(t.Context(), step); err != nil || !found || got.RemoteID != r.Ticket {
		t.Errorf("%+v, %v, %v", got, found, err)
	}
	// Nor is what comes later: it has been sent, whatever can be seen of it.
	down = true
	file := later(delivery.KindAttachment, r.Ticket, 2, "innehåll")
	_, err = c.Send(t.Context(), file)
	if _, ok := errors.AsType[*delivery.UnavailableError](err); ok || err == nil {
		t.Errorf("a file that was sent: %v", err)
	}
	down = false
	if _, found, err := c.Find(t.Context(), file); !found || err != nil {
		t.Errorf("the file: %v, %v", found, err)
	}
	step.Ticket = "5f79a808-0ef3-4985-99b9-ffffffffffff" // of one that was taken away
	if got, found, err := c.Find(t.Context(), step); err != nil || !found || got.RemoteID != r.Ticket {
		t.Errorf("by the reference: %+v, %v, %v", got, found, err)
	}
}

// TestLookUpIsExact: the filter finds more than it should, and a reference that could
// break it is never put there.
func TestLookUpIsExact(t *testing.T) {
	s, c := connected(t, nil)
	other := complaint()
	other.Envelope.Reference = strings.ToLower(reference)
	send(t, c, other)
	if r, found, err := c.Find(t.Context(), complaint()); found || err != nil {
		t.Errorf("by another's reference: %+v, %v, %v", r, found, err)
	}
	for _, hostile := range []string{"x' or created>'2000-01-01T00:00:00Z", `x\`, "", "å"} {
		step := complaint()
		step.Envelope.Reference = hostile
		if _, found, err := c.Find(t.Context(), step); found || err == nil {
			t.Errorf("%q: %v, %v", hostile, found, err)
		}
	}
	if n := len(s.Errands()); n != 1 {
		t.Errorf("%d errands", n)
	}
}

// TestAddressesThatAreAnswered are never gone to: of a Location the id is taken, and
// who gives out tokens cannot send us on.
func TestAddressesThatAreAnswered(t *testing.T) {
	trap := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s was asked for", r.Method, r.URL)
	}))
	t.Cleanup(trap.Close)
	s := simulate(t)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/omdirigerad" {
			http.Redirect(w, r, trap.URL, http.StatusTemporaryRedirect)
			return
		}
		answer := httptest.NewRecorder()
		s.contract.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		if where := answer.Header().Get("Location"); where != "" {
			w.Header().Set("Location", trap.URL+where)
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(front.Close)
	r := send(t, connect(t, options(front.URL+server.APIPath, s.tokenURL)), complaint())
	if r.RemoteID != s.Errands()[0].ID {
		t.Errorf("%+v", r)
	}
	_, err := connect(t, options(s.url, front.URL+"/omdirigerad")).Send(t.Context(), complaint())
	if _, ok := errors.AsType[*delivery.UnavailableError](err); !ok {
		t.Errorf("without a token: %v", err)
	}
}
