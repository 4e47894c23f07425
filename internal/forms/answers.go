package forms

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
)

// Answers are a draft's answers by question id. What was typed is kept as it
// was typed, right or wrong, so that nothing is lost by an error.
type Answers map[string]Answer

// Answer is what one question was answered with. Which fields are used is
// decided by the question's type; docs/forms.md has the table.
type Answer struct {
	Text   string            `json:"text,omitempty"`
	Parts  map[string]string `json:"parts,omitempty"`
	Values []string          `json:"values,omitempty"`
	Items  []Item            `json:"items,omitempty"`
	Files  []File            `json:"files,omitempty"`
}

// Item is the answers about one of those that a group asks about, by the id of
// the question within the group.
type Item map[string]Answer

// File is a received file as an answer refers to it; the content is elsewhere.
type File struct {
	ID        string `json:"id"`
	Name      string `json:"name"` // for people to read; never a path, never trusted
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"` // bytes
	SHA256    string `json:"sha256"`
}

// IsZero reports whether nothing was answered.
func (a Answer) IsZero() bool {
	if a.Text != "" || len(a.Files) > 0 || len(a.Values) > 0 {
		return false
	}
	for _, v := range a.Parts {
		if v != "" {
			return false
		}
	}
	return !slices.ContainsFunc(a.Items, func(i Item) bool { return !i.isZero() })
}

func (i Item) isZero() bool {
	for _, a := range i {
		if !a.IsZero() {
			return false
		}
	}
	return true
}

// LogValue keeps answers out of logs.
func (a Answers) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("%d answers", len(a)))
}

// LogValue keeps an answer out of logs.
func (a Answer) LogValue() slog.Value { return slog.StringValue("an answer") }

// The version of the answers' JSON stands beside them, under a name that no
// question can have, as an answer would: who reads the first version, which had
// none, reads this one too and carries the mark along. Version 2 has values and
// items; nothing has been taken away.
const (
	versionKey     = "$version"
	currentVersion = 2
)

// MarshalJSON writes the answers with the version of their shape.
func (a Answers) MarshalJSON() ([]byte, error) {
	marked := make(map[string]Answer, len(a)+1)
	maps.Copy(marked, a)
	marked[versionKey] = Answer{Text: strconv.Itoa(currentVersion)}
	return json.Marshal(marked)
}

// UnmarshalJSON reads answers of this version or an earlier one. Those of a
// later one are refused, rather than lose what this one does not know.
func (a *Answers) UnmarshalJSON(raw []byte) error {
	var marked map[string]Answer
	if err := json.Unmarshal(raw, &marked); err != nil {
		return err
	}
	if mark, ok := marked[versionKey]; ok {
		version, err := strconv.Atoi(mark.Text)
		if err != nil || version > currentVersion {
			return fmt.Errorf("answers of version %q, and this program knows version %d", mark.Text, currentVersion)
		}
		delete(marked, versionKey)
	}
	*a = marked
	return nil
}
