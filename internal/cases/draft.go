package cases

import (
	"time"

	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// Draft is answers not yet submitted. It is pinned to one version of its form,
// whatever is published meanwhile.
type Draft struct {
	ID          string // unguessable
	ServiceID   string
	FormVersion int
	Lang        i18n.Lang
	Owner       identity.Owner
	Answers     forms.Answers // sealed at rest
	SubmitToken string        // of the review page; new at each change, so that what was reviewed is what is sent
	CreatedAt   time.Time
	SavedAt     time.Time
	SubmittedAt time.Time // zero: not submitted
	CaseID      string    // of the case it became
}

// Attachment is a received file: of a draft, and then of the case the draft
// became; or of a message in a case. The content is in Files, sealed.
type Attachment struct {
	ID         string // unguessable, or a back end's change's; also the content's key
	DraftID    string // of the draft, or where it waits for its message (waitingFor)
	CaseID     string // "" until the draft is submitted, or the message is there
	Question   string
	MessageID  string // of the message that it came with; "": with the case itself
	Sender     Party
	Name       string // for people to read, sealed at rest; never a path, never trusted
	MediaType  string // as found by looking at the content
	Size       int64  // bytes
	SHA256     string // hex, of the content in clear; sealed at rest
	UploadedAt time.Time
}

// AsFile returns the attachment as an answer refers to it.
func (a Attachment) AsFile() forms.File {
	return forms.File{ID: a.ID, Name: a.Name, MediaType: a.MediaType, Size: a.Size, SHA256: a.SHA256}
}
