package redmine

import (
	"context"
	"net/http"
	"strconv"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// note is what PUT issues/ID.json takes of a step.
type note struct {
	Notes   string   `json:"notes"`
	Status  id       `json:"status_id,omitempty"`
	Uploads []upload `json:"uploads,omitempty"`
}

// upload names a file that was uploaded before.
type upload struct {
	Token       string `json:"token"`
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Description string `json:"description"`
}

// noteOf returns the note that carries a step, and whether there is one. Only our own
// user's count: staff quote.
func noteOf(i issue, me id, key string) (journal, bool) {
	for _, j := range i.Journals {
		if j.User.ID == me && isAbout(j.Notes, key) {
			return j, true
		}
	}
	return journal{}, false
}

// readNote reads an issue and looks for the step's note in it.
func (c *connector) readNote(ctx context.Context, s delivery.Step) (issue, journal, bool, error) {
	me, err := c.me(ctx)
	if err != nil {
		return issue{}, journal{}, false, err
	}
	i, there, err := c.read(ctx, s.RemoteID)
	if err != nil || !there {
		return issue{}, journal{}, false, err
	}
	j, found := noteOf(i, me, s.Key)
	return i, j, found, nil
}

// findNote looks for the note that carries a step.
func (c *connector) findNote(ctx context.Context, s delivery.Step) (delivery.Receipt, bool, error) {
	_, j, found, err := c.readNote(ctx, s)
	if err != nil || !found {
		return delivery.Receipt{}, false, err
	}
	return noteReceipt(j), true, nil
}

func noteReceipt(j journal) delivery.Receipt {
	return delivery.Receipt{RemoteID: strconv.FormatInt(int64(j.ID), 10)}
}

// add adds a note to the step's issue and reads it back: Redmine says 204 whether it
// has done all, something or nothing.
func (c *connector) add(ctx context.Context, s delivery.Step, n note) (issue, journal, error) {
	remote, ok := number(s.RemoteID)
	if !ok {
		return issue{}, journal{}, &delivery.RefusedError{Reason: "the case's number there is none of Redmine's"}
	}
	if _, err := c.sendJSON(ctx, http.MethodPut, resource(remote), changed{n}); err != nil {
		return issue{}, journal{}, err
	}
	i, j, found, err := c.readNote(ctx, s)
	if err != nil {
		return issue{}, journal{}, unknown(err)
	}
	if !found {
		// Find would not see it the next time either, and it would come again and
		// again.
		return issue{}, journal{}, &delivery.RefusedError{Reason: "it was taken, but cannot be seen: add_issue_notes?"}
	}
	return i, j, nil
}

// sendMessage adds what the citizen writes.
func (c *connector) sendMessage(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	_, j, err := c.add(ctx, s, note{Notes: c.show(casetext.Message(*s.Message), s.Key)})
	if err != nil {
		return delivery.Receipt{}, err
	}
	return noteReceipt(j), nil
}

// sendWithdrawal adds that the citizen takes the case back, and sets the status that
// is configured for it, which Redmine leaves out where the workflow does not have it.
func (c *connector) sendWithdrawal(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	status, err := c.withdrawnID(ctx)
	if err != nil {
		return delivery.Receipt{}, err
	}
	i, j, err := c.add(ctx, s, note{Notes: c.show(casetext.Withdrawal(*s.Message), s.Key), Status: status})
	if err != nil {
		return delivery.Receipt{}, err
	}
	if status != 0 && i.Status.ID != status {
		return delivery.Receipt{}, &delivery.RefusedError{Reason: "the withdrawal is noted, but its status was not set: withdrawn_status, workflow?"}
	}
	return noteReceipt(j), nil
}
