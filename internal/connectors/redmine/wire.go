package redmine

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// id is the number of any record. A number that is no number is an error: a garbled
// answer must not pass for another record.
type id int64

// named is a reference to another record.
type named struct {
	ID   id     `json:"id"`
	Name string `json:"name"`
}

// issue is an issue; journals and attachments are there when they are asked for.
type issue struct {
	ID          id           `json:"id"`
	Status      named        `json:"status"`
	UpdatedOn   time.Time    `json:"updated_on"`
	Fields      []field      `json:"custom_fields"`
	Journals    []journal    `json:"journals"`
	Attachments []attachment `json:"attachments"`
}

// field is a custom field of an issue. Those with several values are not ours.
type field struct {
	ID    id  `json:"id"`
	Value any `json:"value"`
}

// value returns the text in a field, "" when there is none.
func (i issue) value(field id) string {
	for _, f := range i.Fields {
		if text, ok := f.Value.(string); ok && f.ID == field {
			return text
		}
	}
	return ""
}

// journal is something that was done to an issue at one time.
type journal struct {
	ID      id        `json:"id"`
	User    named     `json:"user"`
	Notes   string    `json:"notes"`
	Created time.Time `json:"created_on"`
	Private bool      `json:"private_notes"`
	Details []detail  `json:"details"`
}

// detail is one thing that was changed.
type detail struct {
	Property string `json:"property"`
	Name     string `json:"name"`
	Old      any    `json:"old_value"`
	New      any    `json:"new_value"`
}

// attachment is a file of an issue. Its address is not read: it is made of the id.
type attachment struct {
	ID          id     `json:"id"`
	Filename    string `json:"filename"`
	Filesize    int64  `json:"filesize"`
	ContentType string `json:"content_type"`
}

// status is one of the statuses that there are.
type status struct {
	ID       id     `json:"id"`
	Name     string `json:"name"`
	IsClosed bool   `json:"is_closed"`
}

// project is a project with what its issues may have.
type project struct {
	ID         id      `json:"id"`
	Identifier string  `json:"identifier"`
	Trackers   []named `json:"trackers"`
	Fields     []named `json:"issue_custom_fields"`
}

// user is our own user.
type user struct {
	ID          id   `json:"id"`
	Admin       bool `json:"admin"`
	Memberships []struct {
		Project named   `json:"project"`
		Roles   []named `json:"roles"`
	} `json:"memberships"`
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

// decodeUnder reads what stands under a name in the answer.
func decodeUnder[T any](body []byte, name string) (v T, err error) {
	whole, err := decode[map[string]json.RawMessage](body)
	if err != nil {
		return v, err
	}
	if len(whole[name]) == 0 || json.Unmarshal(whole[name], &v) != nil {
		return v, errNotJSON
	}
	return v, nil
}

// decodeIssue reads an issue. Its journals are in no order that one can count on:
// Redmine turns them around for a user who likes to see the newest first.
func decodeIssue(body []byte) (issue, error) {
	i, err := decodeUnder[issue](body, "issue")
	if err == nil && i.ID <= 0 {
		err = errNotJSON
	}
	return i, err
}

// decodeIssues reads a list, and how many there are in all. Anything but a whole page
// is an error: who looks something up must not take a garbled answer for "it is not
// there".
func decodeIssues(body []byte, offset, limit int) ([]issue, int, error) {
	list, err := decode[struct {
		Issues []issue `json:"issues"`
		Total  *int    `json:"total_count"`
		Offset *int    `json:"offset"`
	}](body)
	switch {
	case err != nil:
		return nil, 0, err
	case list.Issues == nil || list.Total == nil || list.Offset == nil || *list.Offset != offset:
		return nil, 0, errNotJSON
	case len(list.Issues) != max(min(limit, *list.Total-offset), 0):
		return nil, 0, errors.New("a list of issues is not whole")
	case slices.ContainsFunc(list.Issues, func(i issue) bool { return i.ID <= 0 }):
		return nil, 0, errors.New("an issue is listed without its number")
	}
	return list.Issues, *list.Total, nil
}
