package webhook

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/errs"
)

// The types of event that are heard.
const (
	typeStatus       = "entre.inbound.status"
	typeNote         = "entre.inbound.message"
	typeDocument     = "entre.inbound.document"
	typeDecision     = "entre.inbound.decision"
	typeConfirmation = "entre.inbound.confirmation"
)

// What is said to somebody whom we do not believe or understand.
const (
	textNotTheirs  = "web.api.inbound.not_signed"
	textUnreadable = "web.api.inbound.unreadable"
)

const (
	maxHeardFiles = 20
	maxNote       = 20_000 // characters
	maxFileName   = 255
)

// heardIDs are what a webhook-id may be: without the full stop that separates it
// from what follows in what is signed.
var heardIDs = regexp.MustCompile(`^[A-Za-z0-9_:-]{1,200}$`)

// heardEvent is an event that the receiver tells us.
type heardEvent struct {
	SpecVersion string     `json:"specversion"`
	ID          string     `json:"id"`
	Source      string     `json:"source"`
	Type        string     `json:"type"`
	Time        *time.Time `json:"time"`
	Data        heardData  `json:"data"`
}

// heardData is the data of any of them.
type heardData struct {
	Reference string          `json:"reference"`
	Status    delivery.Status `json:"status"`
	Text      string          `json:"text"`
	Number    string          `json:"number"`
	Asks      bool            `json:"asks"`
	Until     string          `json:"until"`
	// An array: of a list longer than any may be, no more is held than shows that.
	Files [maxHeardFiles + 1]*heardFile `json:"files"`

	WebhookID string `json:"webhook_id"` // of a confirmation, as are these
	ID        string `json:"id"`
	Reason    string `json:"reason"`
}

// heardFile is a document that comes along.
type heardFile struct {
	Name      string  `json:"name"`
	MediaType string  `json:"media_type"`
	Content   *[]byte `json:"content"` // in base64
	SHA256    string  `json:"sha256"`
}

// Hear implements delivery.Inbound.
func (c *connector) Hear(h delivery.Heard) (delivery.Told, error) {
	const op = "webhook.Hear"
	if len(c.inbound) == 0 {
		return delivery.Told{}, errs.New(errs.NotFound, op)
	}
	id, timestamp := h.Header(headerID), h.Header(headerTimestamp)
	if !heardIDs.MatchString(id) || !isTimely(timestamp, c.clock.Now()) ||
		!isSigned(c.inbound, id, timestamp, h.Header(headerSignature), h.Body) {
		return delivery.Told{}, errs.New(errs.Forbidden, op).WithText(textNotTheirs)
	}
	var e heardEvent
	if !utf8.Valid(h.Body) || json.Unmarshal(h.Body, &e) != nil {
		return delivery.Told{}, unreadable()
	}
	if e.SpecVersion != "1.0" || e.ID != id || e.Source == "" || e.Time == nil {
		return delivery.Told{}, unreadable()
	}
	if e.Type == typeConfirmation {
		return e.confirmation()
	}
	return e.change()
}

// unreadable says nothing of what could not be read: it may be personal data.
func unreadable() error {
	return errs.New(errs.Invalid, "webhook.Hear").WithText(textUnreadable)
}

// confirmation is what has become of one of our events.
func (e heardEvent) confirmation() (delivery.Told, error) {
	reference, seq, ok := keyOf(e.Data.WebhookID)
	if !ok || !isName(e.Data.ID) || !isName(e.Data.Number) {
		return delivery.Told{}, unreadable()
	}
	said := &delivery.Confirmed{Seq: seq, Receipt: delivery.Receipt{RemoteID: e.Data.ID, Number: e.Data.Number}}
	switch string(e.Data.Status) {
	case statusDone:
		ok = e.Data.ID != ""
	case statusRefused:
		said.Receipt, said.Refused = delivery.Receipt{}, strings.TrimSpace(statusRefused+" "+reasonCode(e.Data.Reason))
	default:
		ok = false
	}
	if !ok {
		return delivery.Told{}, unreadable()
	}
	return delivery.Told{ID: e.ID, Reference: reference, Confirmed: said}, nil
}

// change is what has happened to a case.
func (e heardEvent) change() (delivery.Told, error) {
	d := e.Data
	files, contents, ok := d.files()
	if !ok || !e.isWhole() || d.Reference == "" || !isName(d.Reference) || !isName(d.Number) || utf8.RuneCountInString(d.Text) > maxNote {
		return delivery.Told{}, unreadable()
	}
	until, ok := d.until()
	if !ok {
		return delivery.Told{}, unreadable()
	}
	change := &delivery.Change{
		Key: e.ID, At: e.Time.UTC(), Note: strings.TrimSpace(casetext.Clean(d.Text)), Number: d.Number, Files: files,
		Decision: e.Type == typeDecision, Asks: d.Asks, Until: until,
	}
	if e.Type == typeStatus || e.Type == typeDecision {
		change.Status = d.Status
	}
	return delivery.Told{ID: e.ID, Reference: d.Reference, Change: change, Contents: contents}, nil
}

// isWhole reports whether an event has what its type needs.
func (e heardEvent) isWhole() bool {
	d := e.Data
	hasWords := strings.TrimSpace(d.Text) != ""
	if d.Asks && (e.Type != typeStatus || d.Status != delivery.StatusWaiting || !hasWords) {
		return false
	}
	switch e.Type {
	case typeStatus:
		return isStatus(d.Status)
	case typeNote:
		return hasWords
	case typeDocument:
		return len(d.told()) > 0
	case typeDecision:
		return (hasWords || len(d.told()) > 0) && (d.Status == "" || isStatus(d.Status))
	}
	return false
}

func isStatus(s delivery.Status) bool {
	switch s {
	case delivery.StatusReceived, delivery.StatusStarted, delivery.StatusWaiting, delivery.StatusClosed:
		return true
	}
	return false
}

// isName reports whether an id or a number can be kept.
func isName(s string) bool { return len(s) <= maxName && casetext.Clean(s) == s }

// until reads the last day of what is asked for: noon, in Sweden too.
func (d *heardData) until() (time.Time, bool) {
	if d.Until == "" {
		return time.Time{}, true
	}
	day, err := time.Parse(time.DateOnly, d.Until)
	return day.Add(11 * time.Hour), err == nil && d.Asks
}

// told are the files up to the last.
func (d *heardData) told() []*heardFile {
	n := len(d.Files)
	for n > 0 && d.Files[n-1] == nil {
		n--
	}
	return d.Files[:n]
}

// files are the documents, named by their place and checksum: another content is
// another file, whatever else it is called.
func (d *heardData) files() ([]delivery.ChangeFile, map[string][]byte, bool) {
	var files []delivery.ChangeFile
	contents := map[string][]byte{}
	for i, f := range d.told() {
		if i == maxHeardFiles || f == nil || f.Content == nil || strings.TrimSpace(f.Name) == "" || utf8.RuneCountInString(f.Name) > maxFileName || len(f.MediaType) > maxFileName {
			return nil, nil, false
		}
		sum := checksum(*f.Content)
		if f.SHA256 != "" && !strings.EqualFold(f.SHA256, sum) {
			return nil, nil, false
		}
		id := string(rune('a'+i)) + "_" + sum
		contents[id] = *f.Content
		files = append(files, delivery.ChangeFile{ID: id, Name: casetext.Name(f.Name), MediaType: casetext.Clean(f.MediaType), Size: int64(len(*f.Content))})
	}
	return files, contents, true
}
