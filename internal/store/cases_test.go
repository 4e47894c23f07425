package store_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/store"
)

func aDraft() cases.Draft {
	return cases.Draft{
		ID: newID(), ServiceID: "felanmal-gatubelysning", FormVersion: 2, Lang: i18n.EN, Owner: identity.Owner{Visitor: identity.VisitorOf(newID())},
		Answers: forms.Answers{
			"vad":   {Text: "Lampan är trasig"},
			"plats": {Parts: map[string]string{"text": "Storgatan 1", "lat": "59.1"}},
			"bild":  {Files: []forms.File{{ID: newID(), Name: "lampa.jpg", MediaType: "image/jpeg", Size: 3, SHA256: "abc"}}},
		},
		SubmitToken: newID(), CreatedAt: now, SavedAt: now.Add(time.Microsecond),
	}
}

func anAttachment(d cases.Draft) cases.Attachment {
	return cases.Attachment{
		ID: newID(), DraftID: d.ID, Question: "bild", Name: "Åsas lampa.jpg", MediaType: "image/jpeg", Size: 1 << 40,
		SHA256: newID(), UploadedAt: now,
	}
}

func aCase() cases.Case {
	id := newID()
	return cases.Case{
		ID: id, Reference: "MK-" + id[:8], ServiceID: "felanmal-gatubelysning", FormVersion: 2, DraftID: newID(), Lang: i18n.SV,
		Title: i18n.Text{SV: "Felanmäl gatubelysning", EN: "Report a street light"}, Authority: "tekniska-namnden", Connector: "gata",
		Answers: forms.Answers{"vad": {Text: "Lampan är trasig"}}, FollowUpCode: "K7QX", ReceivedAt: now,
	}
}

func TestDraft(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, d := db.Cases(), t.Context(), aDraft()
		must(t, s.CreateDraft(ctx, d))
		same(t, "created", d, find[cases.Draft](t)(s.FindDraft(ctx, d.ID)))
		wantKind(t, s.CreateDraft(ctx, d), errs.Conflict)

		d.Answers = forms.Answers{"vad": {Text: "Två lampor"}}
		d.SubmitToken, d.SavedAt = newID(), now.Add(time.Hour)
		must(t, s.SaveDraft(ctx, d))
		same(t, "saved", d, find[cases.Draft](t)(s.FindDraft(ctx, d.ID)))

		d.SubmittedAt, d.CaseID, d.Answers = now.Add(2*time.Hour), newID(), forms.Answers{}
		must(t, s.SaveDraft(ctx, d))
		same(t, "submitted", d, find[cases.Draft](t)(s.FindDraft(ctx, d.ID)))
		wantKind(t, s.SaveDraft(ctx, d), errs.Conflict)

		wantKind(t, s.SaveDraft(ctx, aDraft()), errs.NotFound)
		_, err := s.FindDraft(ctx, newID())
		wantKind(t, err, errs.NotFound)
	})
}

func TestFindDrafts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Cases(), t.Context()
		older, newer, submitted, anothers := aDraft(), aDraft(), aDraft(), aDraft()
		newer.Owner, submitted.Owner = older.Owner, older.Owner
		newer.SavedAt, submitted.SubmittedAt = now.Add(time.Hour), now
		for _, d := range []cases.Draft{older, newer, submitted, anothers} {
			must(t, s.CreateDraft(ctx, d))
		}
		same(t, "the owner's", []cases.Draft{newer, older}, find[[]cases.Draft](t)(s.FindDrafts(ctx, older.Owner)))
		same(t, "nobody's", []cases.Draft{}, find[[]cases.Draft](t)(s.FindDrafts(ctx, identity.Owner{Visitor: identity.VisitorOf("x")})))
	})
}

func TestDeleteDrafts(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx := db.Cases(), t.Context()
		var old []cases.Draft
		var files []string
		for i := range 3 {
			d := aDraft()
			d.SavedAt = now.Add(time.Duration(i) * time.Minute)
			a := anAttachment(d)
			must(t, s.CreateDraft(ctx, d))
			must(t, s.CreateAttachment(ctx, a))
			old, files = append(old, d), append(files, a.ID)
		}
		submitted, fresh := aDraft(), aDraft()
		submitted.SubmittedAt, fresh.SavedAt = now, now.Add(time.Hour)
		must(t, s.CreateDraft(ctx, submitted))
		must(t, s.CreateDraft(ctx, fresh))

		remove := func(limit, wantDrafts int, wantFiles []string) {
			t.Helper()
			n, ids, err := s.DeleteDrafts(ctx, fresh.SavedAt, limit)
			must(t, err)
			slices.Sort(wantFiles)
			if n != wantDrafts || !slices.Equal(ids, wantFiles) {
				t.Errorf("removed %d drafts and %v, want %d and %v", n, ids, wantDrafts, wantFiles)
			}
		}
		remove(2, 2, slices.Clone(files[:2]))
		remove(9, 1, files[2:])
		remove(9, 0, nil)
		for _, d := range old {
			_, err := s.FindDraft(ctx, d.ID)
			wantKind(t, err, errs.NotFound)
		}
		_, err := s.FindAttachment(ctx, files[0])
		wantKind(t, err, errs.NotFound)
		for _, d := range []cases.Draft{submitted, fresh} {
			find[cases.Draft](t)(s.FindDraft(ctx, d.ID))
		}
	})
}

func TestAttachments(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, d := db.Cases(), t.Context(), aDraft()
		kept, dropped, another := anAttachment(d), anAttachment(d), anAttachment(aDraft())
		for _, a := range []cases.Attachment{kept, dropped, another} {
			must(t, s.CreateAttachment(ctx, a))
		}
		same(t, "created", kept, find[cases.Attachment](t)(s.FindAttachment(ctx, kept.ID)))

		caseID := newID()
		wantKind(t, s.AssignAttachments(ctx, d.ID, caseID, []string{kept.ID, another.ID}), errs.NotFound)
		same(t, "after a refused assignment", kept, find[cases.Attachment](t)(s.FindAttachment(ctx, kept.ID)))
		must(t, s.AssignAttachments(ctx, d.ID, caseID, []string{kept.ID}))
		must(t, s.AssignAttachments(ctx, d.ID, caseID, nil))
		kept.CaseID = caseID
		same(t, "assigned", kept, find[cases.Attachment](t)(s.FindAttachment(ctx, kept.ID)))
		wantKind(t, s.AssignAttachments(ctx, d.ID, newID(), []string{kept.ID}), errs.NotFound)

		must(t, s.DeleteAttachment(ctx, dropped.ID))
		_, err := s.FindAttachment(ctx, dropped.ID)
		wantKind(t, err, errs.NotFound)
		wantKind(t, s.DeleteAttachment(ctx, dropped.ID), errs.NotFound)
		wantKind(t, s.DeleteAttachment(ctx, kept.ID), errs.NotFound) // a case's
	})
}

func TestCase(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c := db.Cases(), t.Context(), aCase()
		must(t, s.CreateCase(ctx, c))
		same(t, "created", c, find[cases.Case](t)(s.FindCase(ctx, c.ID)))
		same(t, "by reference", c, find[cases.Case](t)(s.FindCaseByReference(ctx, c.Reference)))

		sameReference, sameDraft := aCase(), aCase()
		sameReference.Reference, sameDraft.DraftID = c.Reference, c.DraftID
		wantKind(t, s.CreateCase(ctx, sameReference), errs.Conflict)
		wantKind(t, s.CreateCase(ctx, sameDraft), errs.Conflict)

		changed := c
		changed.DeliveredAt, changed.StartedAt, changed.ClosedAt = now.Add(time.Microsecond), now.Add(2*time.Hour), now.Add(3*time.Hour)
		changed.Number, changed.ReceivedAt, changed.Answers = "2026-17", now.Add(time.Hour), nil
		must(t, s.SaveCase(ctx, changed))
		changed.ReceivedAt, changed.Answers = c.ReceivedAt, c.Answers // these are for ever
		same(t, "saved", changed, find[cases.Case](t)(s.FindCase(ctx, c.ID)))
		changed.ClosedAt = time.Time{}
		must(t, s.SaveCase(ctx, changed))
		same(t, "opened again", changed, find[cases.Case](t)(s.FindCase(ctx, c.ID)))

		wantKind(t, s.SaveCase(ctx, aCase()), errs.NotFound)
		_, err := s.FindCase(ctx, newID())
		wantKind(t, err, errs.NotFound)
		_, err = s.FindCaseByReference(ctx, "MK-none")
		wantKind(t, err, errs.NotFound)
	})
}

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c := db.Cases(), t.Context(), aCase()
		must(t, s.CreateCase(ctx, c))
		later := cases.Event{ID: newID(), CaseID: c.ID, At: now.Add(time.Second), Kind: cases.EventStarted, Note: "Vi åker dit i dag."}
		first := cases.Event{ID: newID(), CaseID: c.ID, At: now, Kind: cases.EventReceived}
		second := cases.Event{ID: newID(), CaseID: c.ID, At: now, Kind: cases.EventDelivered}
		for _, e := range []cases.Event{later, first, second} {
			must(t, s.CreateEvent(ctx, e))
		}
		same(t, "events", []cases.Event{first, second, later}, find[[]cases.Event](t)(s.FindEvents(ctx, c.ID)))
		wantKind(t, s.CreateEvent(ctx, first), errs.Conflict)
		wantKind(t, s.CreateEvent(ctx, cases.Event{ID: newID(), CaseID: newID(), At: now}), errs.NotFound)

		g := cases.Grant{CaseID: c.ID, Visitor: identity.VisitorOf("one"), Until: now}
		must(t, s.SaveGrant(ctx, g))
		g.Until = now.Add(time.Hour)
		must(t, s.SaveGrant(ctx, g))
		same(t, "grant", g, find[cases.Grant](t)(s.FindGrant(ctx, c.ID, g.Visitor)))
		_, err := s.FindGrant(ctx, c.ID, identity.VisitorOf("another"))
		wantKind(t, err, errs.NotFound)
		wantKind(t, s.SaveGrant(ctx, cases.Grant{CaseID: newID(), Visitor: g.Visitor, Until: now}), errs.NotFound)
	})
}

// TestFoundInATransactionIsKeptFromOthers counts up one row from many sides: a
// find that did not keep it would lose some.
func TestFoundInATransactionIsKeptFromOthers(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c, d := db.Cases(), t.Context(), aCase(), aDraft()
		c.Number, d.SubmitToken = "0", "0"
		must(t, s.CreateCase(ctx, c))
		must(t, s.CreateDraft(ctx, d))
		const many = 20
		must(t, concurrently(many, func(int) error {
			return s.InTx(ctx, func(ctx context.Context) error { return raise(ctx, s, c.ID, d.ID) })
		}))
		if got := find[cases.Case](t)(s.FindCase(ctx, c.ID)).Number; got != strconv.Itoa(many) {
			t.Errorf("the case counts %s, want %d", got, many)
		}
		if got := find[cases.Draft](t)(s.FindDraft(ctx, d.ID)).SubmitToken; got != strconv.Itoa(many) {
			t.Errorf("the draft counts %s, want %d", got, many)
		}
	})
}

func raise(ctx context.Context, s *store.Cases, caseID, draftID string) error {
	c, err := s.FindCase(ctx, caseID)
	if err != nil {
		return err
	}
	d, err := s.FindDraft(ctx, draftID)
	if err != nil {
		return err
	}
	one, errOne := strconv.Atoi(c.Number)
	two, errTwo := strconv.Atoi(d.SubmitToken)
	c.Number, d.SubmitToken = strconv.Itoa(one+1), strconv.Itoa(two+1)
	return errors.Join(errOne, errTwo, s.SaveCase(ctx, c), s.SaveDraft(ctx, d))
}

// concurrently runs fn n times at once and returns what failed.
func concurrently(n int, fn func(i int) error) error {
	results := make(chan error, n)
	for i := range n {
		go func() { results <- fn(i) }()
	}
	var failed []error
	for range n {
		failed = append(failed, <-results)
	}
	return errors.Join(failed...)
}
