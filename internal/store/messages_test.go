package store_test

import (
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/store"
)

func aMessage(c cases.Case) cases.Message {
	return cases.Message{
		ID: newID(), CaseID: c.ID, Sender: cases.PartyCitizen, Kind: cases.MessageAnswer, At: now, NotedAt: now.Add(time.Microsecond),
		Token: newID(), Text: "Här är ritningen.\nHälsningar", Missing: []string{"karta.dwg"},
	}
}

func TestMessages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c, another := db.Cases(), t.Context(), aCase(), aCase()
		must(t, s.CreateCase(ctx, c))
		must(t, s.CreateCase(ctx, another))
		later, first, second := aMessage(c), aMessage(c), aMessage(c)
		later.At = now.Add(time.Second)
		first.Token, second.Token = "", "" // of the authority: as many as there are
		for _, m := range []cases.Message{later, first, second} {
			must(t, s.CreateMessage(ctx, m))
		}
		same(t, "messages", []cases.Message{first, second, later}, find[[]cases.Message](t)(s.FindMessages(ctx, c.ID)))
		same(t, "by token", later, find[cases.Message](t)(s.FindMessageByToken(ctx, c.ID, later.Token)))
		for _, token := range []string{"", newID()} {
			_, err := s.FindMessageByToken(ctx, c.ID, token)
			wantKind(t, err, errs.NotFound)
		}
		_, err := s.FindMessageByToken(ctx, another.ID, later.Token)
		wantKind(t, err, errs.NotFound)

		again := aMessage(c)
		again.Token = later.Token
		wantKind(t, s.CreateMessage(ctx, again), errs.Conflict)
		again.CaseID = another.ID
		must(t, s.CreateMessage(ctx, again))
		wantKind(t, s.CreateMessage(ctx, aMessage(aCase())), errs.NotFound)
	})
}

func TestWaitingFiles(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c := db.Cases(), t.Context(), aCase()
		place := cases.Draft{ID: "message:" + c.ID + ":" + newID()}
		one, two, drafts := anAttachment(place), anAttachment(place), anAttachment(aDraft())
		one.Sender, two.Sender, drafts.Sender = cases.PartyCitizen, cases.PartyAuthority, cases.PartyCitizen
		two.UploadedAt = now.Add(time.Second)
		must(t, s.SaveWaiting(ctx, two))
		must(t, s.SaveWaiting(ctx, one))
		must(t, s.CreateAttachment(ctx, drafts))
		same(t, "waiting", []cases.Attachment{one, two}, find[[]cases.Attachment](t)(s.FindWaiting(ctx, place.ID)))
		one.Name, one.Size, one.UploadedAt = "annat.pdf", 7, now.Add(time.Millisecond)
		must(t, s.SaveWaiting(ctx, one))
		same(t, "saved again", []cases.Attachment{one, two}, find[[]cases.Attachment](t)(s.FindWaiting(ctx, place.ID)))

		m := newID()
		wantKind(t, s.AssignToMessage(ctx, place.ID, c.ID, m, []string{one.ID, newID()}), errs.NotFound)
		wantKind(t, s.AssignToMessage(ctx, "message:another", c.ID, m, []string{one.ID}), errs.NotFound)
		must(t, s.AssignToMessage(ctx, place.ID, c.ID, m, nil))
		must(t, s.AssignToMessage(ctx, place.ID, c.ID, m, []string{one.ID}))
		changed := one
		changed.Name = "ändrad.pdf"
		must(t, s.SaveWaiting(ctx, changed))
		one.CaseID, one.MessageID = c.ID, m
		same(t, "of the case's messages, unchanged", []cases.Attachment{one}, find[[]cases.Attachment](t)(s.FindMessageFiles(ctx, c.ID)))
		same(t, "still waiting", []cases.Attachment{two}, find[[]cases.Attachment](t)(s.FindWaiting(ctx, place.ID)))
		same(t, "of no case", []cases.Attachment{}, find[[]cases.Attachment](t)(s.FindMessageFiles(ctx, "")))
		wantKind(t, s.DeleteAttachment(ctx, one.ID), errs.NotFound)

		same(t, "removed before their time", []string(nil), noIDs(find[[]string](t)(s.DeleteWaiting(ctx, two.UploadedAt, 10))))
		same(t, "removed", []string{two.ID}, find[[]string](t)(s.DeleteWaiting(ctx, now.Add(time.Hour), 10)))
		same(t, "the draft's stays", drafts, find[cases.Attachment](t)(s.FindAttachment(ctx, drafts.ID)))
		same(t, "the message's stays", one, find[cases.Attachment](t)(s.FindAttachment(ctx, one.ID)))
	})
}

func noIDs(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	return ids
}

// TestCaseAsksAndEnds writes what a case gets after it has been received.
func TestCaseAsksAndEnds(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		s, ctx, c := db.Cases(), t.Context(), aCase()
		c.NoFollowUp, c.SeenAt, c.Person = true, now, "anna"
		must(t, s.CreateCase(ctx, c))
		same(t, "created", c, find[cases.Case](t)(s.FindCase(ctx, c.ID)))
		c.WaitingAt, c.DecidedAt, c.WithdrawnAt, c.NewsAt = now.Add(1*time.Second), now.Add(2*time.Second), now.Add(3*time.Second), now.Add(4*time.Second)
		c.Asked = cases.Asked{At: now.Add(5 * time.Second), Until: now.Add(6 * time.Second), MessageID: newID(), AnsweredAt: now.Add(7 * time.Second)}
		changed := c
		changed.SeenAt, changed.NoFollowUp = now.Add(time.Hour), false // these are not SaveCase's to change
		must(t, s.SaveCase(ctx, changed))
		same(t, "saved", c, find[cases.Case](t)(s.FindCase(ctx, c.ID)))
		must(t, s.SaveSeen(ctx, c.ID, c.NewsAt))
		c.SeenAt = c.NewsAt
		same(t, "seen", []cases.Case{c}, find[[]cases.Case](t)(s.FindCases(ctx, "anna")))
		c.Asked, c.WaitingAt = cases.Asked{}, time.Time{}
		must(t, s.SaveCase(ctx, c))
		same(t, "nothing asked any more", c, find[cases.Case](t)(s.FindCaseByReference(ctx, c.Reference)))
	})
}
