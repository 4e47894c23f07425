package forms

// Answers are a draft's answers by question id. What was typed is kept as it
// was typed, right or wrong, so that nothing is lost by an error.
type Answers map[string]Answer

// Answer is what one question was answered with. Which fields are used is
// decided by the question's type.
type Answer struct {
	Text  string            `json:"text,omitempty"`  // text, long text, the value of a choice
	Parts map[string]string `json:"parts,omitempty"` // place: text, lat, lon; contact: name, email, phone
	Files []File            `json:"files,omitempty"` // file
}

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
	if a.Text != "" || len(a.Files) > 0 {
		return false
	}
	for _, v := range a.Parts {
		if v != "" {
			return false
		}
	}
	return true
}
