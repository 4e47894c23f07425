package byggr

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

const (
	firstPoll = 30 * 24 * time.Hour // how far back it begins
	overlap   = 10 * time.Minute    // what is read again, for clocks that differ and transactions that end late
	ahead     = time.Minute         // how much ByggR's clock may be ahead and what has just happened is told at once
	maxSlices = 10                  // of one Poll
)

// Poll implements delivery.Connector. The cursor is a time; what changed in the
// latest minutes before it is read again.
//
// ByggR tells how a case stands now. So what is told of it are its händelser, each
// once, and its status, once for each that it has had when it was asked.
func (c *connector) Poll(ctx context.Context, cursor string) (delivery.Batch, error) {
	now := c.clock.Now()
	at := now.Add(-firstPoll)
	if cursor != "" {
		var err error
		if at, err = time.Parse(time.RFC3339Nano, cursor); err != nil {
			return delivery.Batch{}, errors.New("the cursor is not a time")
		}
		at = at.Add(-overlap)
	}
	var b delivery.Batch
	for i := range maxSlices {
		until := earlier(now.Add(ahead), at.Add(slice))
		if !until.After(at) { // our clock was set back
			until = at.Add(ahead)
		}
		changed, err := c.updated(ctx, at, until)
		if err != nil && i > 0 {
			break // what was read is told; the next Poll begins here, and says it when it goes wrong again
		}
		if err != nil {
			return delivery.Batch{}, err
		}
		for _, a := range changed.arenden {
			if isOurs(a) && a.Dnr != "" {
				b.Changes = append(b.Changes, c.changes(a)...)
			}
		}
		at = earlier(changed.end, now)
		if !at.Before(now) {
			break
		}
	}
	b.Cursor, b.More = at.UTC().Format(time.RFC3339Nano), at.Before(now)
	return b, nil
}

// changes is what is told of a case, oldest first.
func (c *connector) changes(a arende) []delivery.Change {
	var all []delivery.Change
	slices.SortFunc(a.Handelser, func(x, y handelse) int { return x.HandelseID - y.HandelseID })
	for _, h := range a.Handelser {
		if change, told := c.told(a, h); told {
			all = append(all, change)
		}
	}
	if change, told := c.standing(a); told {
		all = append(all, change)
	}
	return all
}

// standing is a case's status. Who registered the case has not begun with it.
func (c *connector) standing(a arende) (delivery.Change, bool) {
	status := c.statuses[a.Status]
	if status == delivery.StatusStarted && (a.Signatur.Signatur == "" || a.Signatur.Signatur == c.sign) {
		status = delivery.StatusReceived
	}
	if status == "" || status == delivery.StatusReceived { // which it is told to be by its receipt
		return delivery.Change{}, false
	}
	key := a.Dnr + " " + string(status)
	if status == delivery.StatusClosed { // one that was opened again ends on another day
		key += " " + a.SlutDatum + a.MakulerDatum
	}
	return delivery.Change{Key: key, RemoteID: a.Dnr, Status: status}, true
}

// told is what a händelse is to the citizen: nothing, unless the configuration
// calls its type something. What is secret, void, unfinished, ours or addressed to
// somebody else is never told.
func (c *connector) told(a arende, h handelse) (delivery.Change, bool) {
	what := c.telling(h)
	if what == "" || h.Sekretess || h.Makulerad || h.Arbetsmaterial || h.Riktning == "In" || isOurHandelse(h) || !c.isForApplicant(a, h) {
		return delivery.Change{}, false
	}
	change := delivery.Change{
		Key: a.Dnr + " " + strconv.Itoa(h.HandelseID), RemoteID: a.Dnr, Note: casetext.Tidy(h.Anteckning), Files: c.filesOf(h),
	}
	switch what {
	case tellMessage:
		change.At, _ = parseTime(h.StartDatum)
		return change, change.Note != "" || len(change.Files) > 0
	case tellDecision:
		change.Decision = true
		change.Note = strings.TrimSpace(casetext.OneLine(h.Rubrik) + "\n\n" + casetext.Tidy(strings.TrimSpace(h.Beslutstext+"\n\n"+h.Anteckning)))
	case tellCompletion:
		change.Status, change.Asks = delivery.StatusWaiting, true
		if change.Note == "" {
			change.Note = casetext.OneLine(h.Rubrik)
		}
	default:
		change.Status = delivery.Status(what)
	}
	return change, true
}

// telling looks the type of a händelse up, the most particular name first.
func (c *connector) telling(h handelse) telling {
	for _, name := range []string{
		h.Handelsetyp + "/" + h.Handelseslag + "/" + h.Handelseutfall, h.Handelsetyp + "/" + h.Handelseslag, h.Handelsetyp,
	} {
		if what, ok := c.tell[name]; ok {
			return what
		}
	}
	return ""
}

// isForApplicant reports whether a händelse that is addressed is addressed to a
// party of the applicant's role.
func (c *connector) isForApplicant(a arende, h handelse) bool {
	if len(h.Intressenter) == 0 {
		return true
	}
	return slices.ContainsFunc(h.Intressenter, func(to intressent) bool {
		if slices.Contains(to.Roller, c.role) {
			return true
		}
		return slices.ContainsFunc(a.Intressenter, func(p intressent) bool {
			same := to.PersOrgNr != "" && to.PersOrgNr == p.PersOrgNr || to.PersOrgNr == "" && to.IntressentID != "" && to.IntressentID == p.IntressentID
			return same && slices.Contains(p.Roller, c.role)
		})
	})
}

// filesOf are the documents that have been sent out with a händelse: lists hold
// drafts too, and what came in.
func (c *connector) filesOf(h handelse) (files []delivery.ChangeFile) {
	for _, d := range h.Handlingar {
		if d.Makulerad || d.Dokument == nil || d.Dokument.DokID == "" || !slices.Contains(c.sent, d.Status) {
			continue
		}
		name, _ := fileName(d.Dokument.Namn)
		files = append(files, delivery.ChangeFile{ID: d.Dokument.DokID, Name: name})
	}
	return files
}

// FetchFile implements delivery.FileFetcher.
func (c *connector) FetchFile(ctx context.Context, _, fileID string) (io.ReadCloser, error) {
	var got getDocumentResponse
	err := c.call(ctx, "GetDocument", getDocument{DocumentID: fileID, InkluderaFil: true}, &got)
	if errors.Is(err, errNotFound) {
		return nil, &delivery.RefusedError{Reason: "the document is not in ByggR", Err: err}
	}
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(got.Dokument, func(d dokument) bool { return d.DokID == fileID })
	if at < 0 || got.Dokument[at].Fil == nil || got.Dokument[at].Fil.FilBuffer == nil {
		return nil, errors.New("GetDocument: an answer without the document")
	}
	return io.NopCloser(bytes.NewReader(*got.Dokument[at].Fil.FilBuffer)), nil
}
