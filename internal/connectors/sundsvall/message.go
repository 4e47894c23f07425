package sundsvall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/connectors/httpclient"
	"github.com/mittkoping/entre/internal/delivery"
)

const topic = "Meddelanden till och från den som skickade in ärendet"

// conversations returns those of an errand that are ours: which the citizen is
// party to.
func (c *connector) conversations(ctx context.Context, errandID, reference string) ([]conversation, error) {
	var all *[]conversation
	if _, err := c.get(ctx, in(errandID, "communication", "conversations"), nil, &all); err != nil {
		return nil, err
	}
	if all == nil || slices.ContainsFunc(*all, func(v conversation) bool { return !isID(v.ID) }) {
		return nil, errNotJSON
	}
	var ours []conversation
	for _, v := range *all {
		marked := func(m keyValues) bool { return m.Key == c.options.Tag && slices.Contains(m.Values, reference) }
		if v.Type == conversationExternal && slices.ContainsFunc(v.Metadata, marked) {
			ours = append(ours, v)
		}
	}
	return ours, nil
}

// conversation returns the id of the errand's, which is made when there is none.
func (c *connector) conversation(ctx context.Context, errandID, reference string) (string, error) {
	ours, err := c.conversations(ctx, errandID, reference)
	if err != nil {
		return "", err
	}
	if len(ours) > 0 {
		return ours[0].ID, nil
	}
	a, err := c.sendJSON(ctx, http.MethodPost, in(errandID, "communication", "conversations"), nil, conversation{
		Topic: topic, Type: conversationExternal, Participants: []identifier{{sentByType, c.options.SentBy}},
		Metadata: []keyValues{{c.options.Tag, []string{reference}}},
	})
	if err != nil {
		return "", err
	}
	return created(a)
}

// sendMessage adds what the citizen says to the errand's conversation. The answer has
// no id, so it is read back.
func (c *connector) sendMessage(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	to, err := c.conversation(ctx, s.RemoteID, s.Envelope.Reference)
	if err != nil {
		return delivery.Receipt{}, err
	}
	r, err := messageForm(describeWords(s))
	if err != nil {
		return delivery.Receipt{}, &delivery.UnavailableError{Err: err}
	}
	a, err := c.do(ctx, http.MethodPost, in(s.RemoteID, "communication", "conversations", to, "messages"), r)
	if err != nil {
		return delivery.Receipt{}, err
	}
	if a.Status != http.StatusNoContent {
		return delivery.Receipt{}, fmt.Errorf("%s instead of 204", a.StatusLine())
	}
	id, err := c.findMessage(ctx, s)
	switch {
	case err != nil:
		return delivery.Receipt{}, afterwards(err)
	case id == "":
		return delivery.Receipt{}, &delivery.RefusedError{Reason: reasonUnseen}
	}
	return delivery.Receipt{RemoteID: id}, nil
}

// messageForm is a form whose only part is the message, as JSON.
func messageForm(content string) (httpclient.Request, error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="message"`}, "Content-Type": {"application/json"},
	})
	if err == nil {
		err = json.NewEncoder(part).Encode(map[string]string{"content": content})
	}
	if err == nil {
		err = w.Close()
	}
	return httpclient.Request{ContentType: w.FormDataContentType(), Body: &form, Size: int64(form.Len())}, err
}

const maxContent = 8000 // characters: the contract sets no limit, but databases do

// describeWords writes what a step says. Its first line bears the step's key, and is
// ours whatever the citizen writes.
func describeWords(s delivery.Step) string {
	words := []rune(casetext.Tidy(s.Message.Text))
	if len(words) > maxContent {
		words = append(words[:maxContent:maxContent], []rune("\n[…]")...)
	}
	return strings.TrimSpace(heading(s) + "\n\n" + string(words))
}

func heading(s delivery.Step) string {
	if s.Kind == delivery.KindWithdrawal {
		return "Ärendet är återkallat av den som skickade in ärendet (" + s.Key + ")"
	}
	return "Meddelande från den som skickade in ärendet (" + s.Key + ")"
}

// findMessage looks for the message that carries a step; "" when it is not there.
func (c *connector) findMessage(ctx context.Context, s delivery.Step) (string, error) {
	ours, err := c.conversations(ctx, s.RemoteID, s.Envelope.Reference)
	if err != nil {
		return "", err
	}
	for _, v := range ours {
		all, err := c.messages(ctx, s.RemoteID, v.ID)
		if err != nil {
			return "", err
		}
		for _, m := range all {
			first, _, _ := strings.Cut(m.Content, "\n")
			if strings.TrimSpace(first) == heading(s) && c.mayBeOurs(m) {
				return m.ID, nil
			}
		}
	}
	return "", nil
}

// mayBeOurs reports whether a message is by our account, or does not say by whom.
func (c *connector) mayBeOurs(m message) bool {
	return m.CreatedBy == nil || m.CreatedBy.Type == sentByType && strings.EqualFold(m.CreatedBy.Value, c.options.SentBy)
}

// messages reads a conversation, oldest first.
func (c *connector) messages(ctx context.Context, errandID, conversationID string) (all []message, err error) {
	resource := in(errandID, "communication", "conversations", conversationID, "messages")
	for page := range maxPages {
		found, last, err := list(ctx, c, resource, pageQuery("created,asc", page, pageSize), page, func(m message) string { return m.ID })
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		if last {
			return all, nil
		}
	}
	return nil, errors.New("too many messages in a conversation")
}

const maxTries = 3 // of a change that somebody else is ahead of

// sendWithdrawal says that the citizen takes the case back, and why. The status is
// set before that: then the words tell that all of it is done.
func (c *connector) sendWithdrawal(ctx context.Context, s delivery.Step) (delivery.Receipt, error) {
	if c.options.WithdrawnStatus != "" {
		if err := c.setStatus(ctx, s.RemoteID, c.options.WithdrawnStatus); err != nil {
			return delivery.Receipt{}, err
		}
	}
	return c.sendMessage(ctx, s)
}

// setStatus sets an errand's status on the version that was read, so that it does not
// undo what somebody else does at the same time.
func (c *connector) setStatus(ctx context.Context, errandID, status string) error {
	var conflict error
	for range maxTries {
		var e errand
		header, err := c.get(ctx, in(errandID), nil, &e)
		switch {
		case err != nil:
			return err
		case e.ID != errandID:
			return errNotJSON
		case e.Status == status:
			return nil
		}
		match := http.Header{}
		if tag := header.Get("ETag"); tag != "" {
			match.Set("If-Match", tag)
		}
		a, err := c.sendJSON(ctx, http.MethodPatch, in(errandID), match, errand{Status: status})
		switch {
		case isRefusal(err, http.StatusConflict, http.StatusPreconditionFailed):
			conflict = err // not done; somebody else was first
			continue
		case err != nil:
			return err
		}
		if err := read(a, &e); err != nil {
			return err
		}
		if e.Status != status {
			return &delivery.RefusedError{Reason: "the status was not set"}
		}
		return nil
	}
	return &delivery.UnavailableError{Err: errors.New("others change the errand: " + conflict.Error())}
}
