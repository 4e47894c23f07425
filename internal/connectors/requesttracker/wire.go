package requesttracker

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// ticket is a ticket as a search lists it.
type ticket struct {
	ID           text    `json:"id"`
	Status       string  `json:"Status"`
	CustomFields []field `json:"CustomFields"`
	Requestor    []named `json:"Requestor"`
	Links        []link  `json:"_hyperlinks"`
}

// transaction is something that happened to a ticket.
type transaction struct {
	ID           text    `json:"id"`
	Record       string  `json:"type"` // "transaction"; without it, it would pass for Type
	Type         string  `json:"Type"`
	OldValue     text    `json:"OldValue"`
	NewValue     text    `json:"NewValue"`
	TicketID     text    `json:"ObjectId"`
	Created      text    `json:"Created"`
	Creator      named   `json:"Creator"`
	CustomFields []field `json:"CustomFields"`
}

// attachment is a part of a transaction's message: text as well as files.
type attachment struct {
	ID            text   `json:"id"`
	ContentType   string `json:"ContentType"`
	Filename      text   `json:"Filename"`
	ContentLength text   `json:"ContentLength"` // bytes
	Content       string `json:"Content"`       // base64, in the answer about one attachment only
}

// queue is a queue with the custom fields that our user sees.
type queue struct {
	ID                text    `json:"id"`
	TicketFields      []named `json:"TicketCustomFields"`
	TransactionFields []named `json:"TicketTransactionCustomFields"`
	Links             []link  `json:"_hyperlinks"`
}

// field is a custom field with its values. Ours hold one.
type field struct {
	Name   string `json:"name"`
	Values []any  `json:"values"` // texts, and objects for images
}

// named is a reference to another record. A user's id is their name.
type named struct {
	ID   text   `json:"id"`
	Name string `json:"name"`
}

// link says what our user may do with a record.
type link struct {
	Ref string `json:"ref"`
}

func mayDo(links []link, ref string) bool {
	return slices.Contains(links, link{Ref: ref})
}

// holds reports whether a field has exactly this value: searches make no
// difference between great and small letters.
func holds(fields []field, name, value string) bool {
	return slices.ContainsFunc(fields, func(f field) bool {
		return strings.EqualFold(f.Name, name) && slices.Contains(f.Values, any(value))
	})
}

// isSet reports whether a field has any value.
func isSet(fields []field, name string) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return strings.EqualFold(f.Name, name) && len(f.Values) > 0 })
}

// text is a value that Request Tracker writes as a string or a number.
type text string

// UnmarshalJSON reads a string, a number or null.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err == nil { // null leaves it empty
		*t = text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(raw, &n); err != nil {
		return errors.New("neither a text nor a number")
	}
	*t = text(n.String())
	return nil
}

// time returns the text as a time in UTC, or zero.
func (t text) time() time.Time {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

var errNotJSON = errors.New("the answer is not the JSON that it should be")

// decode reads one object. Errors do not quote the document.
func decode[T any](body []byte) (T, error) {
	var v T
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '{' {
		return v, errNotJSON
	}
	if err := json.Unmarshal(body, &v); err != nil {
		return v, errNotJSON
	}
	return v, nil
}

// decodeList reads the answer to a search. Anything but a whole list is an
// error: who looks something up must not take a garbled answer for "it is not
// there".
func decodeList[T any](body []byte) ([]T, error) {
	list, err := decode[struct {
		Count *int `json:"count"`
		Items []T  `json:"items"`
	}](body)
	if err != nil {
		return nil, err
	}
	if list.Count == nil || *list.Count != len(list.Items) {
		return nil, errNotJSON
	}
	return list.Items, nil
}
