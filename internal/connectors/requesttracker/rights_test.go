package requesttracker_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/delivery"
	server "github.com/mittkoping/entre/internal/demo/outside/requesttracker"
)

// without is the portal's user with a right less.
func without(r server.Right) server.User {
	u := portal
	u.Rights = slices.DeleteFunc(slices.Clone(u.Rights), func(have server.Right) bool { return have == r })
	return u
}

func connectTo(t *testing.T, s simulated) delivery.Connector {
	t.Helper()
	return connect(t, requesttracker.Options{BaseURL: s.url, Token: token, Queue: queueName})
}

// TestCommentsThatCannotBeSeen: a look-up that is blind must not make the same
// file come again and again.
func TestCommentsThatCannotBeSeen(t *testing.T) {
	s := simulate(t, without(server.ShowTicketComments), nil)
	wantRefused(t, connectTo(t, s), "it was taken, but cannot be seen: ShowTicket, ShowTicketComments?")
}

func TestFilesThatAreCutOff(t *testing.T) {
	s := simulate(t, portal, func(cfg *server.Config) { cfg.MaxAttachment = 2 })
	wantRefused(t, connectTo(t, s), "the file was not kept whole: MaxAttachmentSize?")
}

func wantRefused(t *testing.T, c delivery.Connector, reason string) {
	t.Helper()
	step := create("MK-2026-AAAA-1111")
	_, err := c.Send(t.Context(), attach(step, send(t, c, step), 2, "a.jpg", "image/jpeg", "abc"))
	if refused, ok := errors.AsType[*delivery.RefusedError](err); !ok || refused.Reason != reason {
		t.Errorf("got %v, want %q", err, reason)
	}
}

// TestTicketsWithoutTheirField are the case's all the same.
func TestTicketsWithoutTheirField(t *testing.T) {
	s := simulate(t, without(server.ModifyCustomField), nil)
	c := connectTo(t, s)
	step := create("MK-2026-AAAA-1111")
	id := send(t, c, step)
	if tickets := s.Tickets(); len(tickets) != 1 || len(tickets[0].Fields) > 0 {
		t.Errorf("tickets: %+v", tickets)
	}
	wantSays(t, c.Check(t.Context()), "needs ModifyCustomField")
	step.Ticket = id
	if got, found, err := c.Find(t.Context(), step); err != nil || !found || got.RemoteID != id {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
}

// TestTicketsThatCannotBeSeen are never sent again.
func TestTicketsThatCannotBeSeen(t *testing.T) {
	c := connectTo(t, simulate(t, without(server.ShowTicket), nil))
	got, err := c.Send(t.Context(), create("MK-2026-AAAA-1111"))
	if err != nil || got != (delivery.Receipt{Ticket: "1"}) {
		t.Errorf("Send: %+v, %v", got, err)
	}
}

func TestUniqueFieldsThatCanBeSeen(t *testing.T) {
	u := portal
	u.Rights = append(slices.Clone(u.Rights), server.AdminCustomField)
	for _, unique := range []bool{false, true} {
		err := connectTo(t, simulate(t, u, func(cfg *server.Config) {
			cfg.Queues[0].TicketFields = []server.Field{{Name: "ExternalId", Unique: unique}}
		})).Check(t.Context())
		if unique {
			wantSays(t, err, "must not ask for unique values")
		} else if err != nil {
			t.Error(err)
		}
	}
}

// TestTheCitizenAnswersByMail: what they write is not told to them.
func TestTheCitizenAnswersByMail(t *testing.T) {
	s := simulate(t, portal, nil)
	c := connect(t, requesttracker.Options{BaseURL: s.url, Token: token, Queue: queueName, Requestor: true})
	step := create("MK-2026-AAAA-1111")
	id := send(t, c, step)
	if err := s.Correspond(1, step.Envelope.Contact.Email, "Tack!"); err != nil {
		t.Fatal(err)
	}
	if lines := told(t, c, id); !slices.Equal(lines, []string{"started"}) {
		t.Errorf("told: %q", lines)
	}
}
