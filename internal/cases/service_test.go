package cases_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/keyring"
	"github.com/mittkoping/entre/internal/store"
	"github.com/mittkoping/entre/internal/store/files"
	"github.com/mittkoping/entre/internal/testing/testdb"
)

const lampForm = `{"steps":[
 {"id":"fel","title":{"sv":"Vad är fel?","en":"What is wrong?"},"questions":[
  {"id":"fel","type":"choice","required":true,"label":{"sv":"Vad är fel?","en":"What is wrong?"},"options":[
   {"value":"slackt","label":{"sv":"Släckt","en":"Out"}},{"value":"annat","label":{"sv":"Annat","en":"Other"}}]},
  {"id":"sedan","type":"text","if":"answers.fel == 'annat'","label":{"sv":"Sedan när?","en":"Since when?"}}]},
 {"id":"mer","if":"answers.fel == 'annat'","title":{"sv":"Berätta","en":"Tell us"},"questions":[
  {"id":"mer","type":"long_text","required":true,"label":{"sv":"Vad har hänt?","en":"What has happened?"}},
  {"id":"bild","type":"file","label":{"sv":"Bild","en":"Picture"},"rules":{"max_files":2,"max_bytes":1048576,"accept":["image/jpeg"]}}]},
 {"id":"plats","title":{"sv":"Var?","en":"Where?"},"questions":[
  {"id":"plats","type":"place","required":true,"label":{"sv":"Plats","en":"Place"}},
  {"id":"foto","type":"file","label":{"sv":"Foto","en":"Photo"},"rules":{"max_files":2,"max_bytes":1048576,"accept":["image/jpeg"]}}]}]}`

var (
	start  = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	parent = identity.Actor{Visitor: identity.VisitorOf("a secret of the parent's")}
	other  = identity.Actor{Visitor: identity.VisitorOf("a secret of somebody else's")}
	jpeg   = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01 a lamp")
)

// desk is a Service over a real database.
type desk struct {
	*cases.Service
	t         *testing.T
	store     *store.Cases
	catalogue *store.Catalogue
	clock     *clock.Fake
	owed      *outbox
	files     *contents
	audit     *trail
	readers   *readers

	noFollowUp bool // of what is published next
}

// readers tells of every case who has read it.
type readers struct {
	readings []cases.Reading
	known    bool
}

func (r *readers) Readers(context.Context, cases.Case) ([]cases.Reading, bool, error) {
	return r.readings, r.known, nil
}

// contents remembers which contents there are.
type contents struct {
	*files.Files
	there map[string]bool
}

func (c *contents) Put(ctx context.Context, id string, content []byte) error {
	c.there[id] = true
	return c.Files.Put(ctx, id, content)
}

func (c *contents) Delete(ctx context.Context, id string) error {
	delete(c.there, id)
	return c.Files.Delete(ctx, id)
}

// trail remembers which deeds were noted.
type trail struct {
	*store.Audit
	actions []audit.Action
}

func (l *trail) Append(ctx context.Context, e audit.Entry) error {
	l.actions = append(l.actions, e.Action)
	return l.Audit.Append(ctx, e)
}

// outbox remembers what is owed, or fails.
type outbox struct {
	owed []cases.Owed
	more []cases.OwedMore

	moved []cases.OwedElsewhere
	err   error
}

func (o *outbox) OweMore(_ context.Context, owed cases.OwedMore) error {
	if o.err != nil {
		return o.err
	}
	o.more = append(o.more, owed)
	return nil
}

func (o *outbox) OweElsewhere(_ context.Context, owed cases.OwedElsewhere, _ string) error {
	if o.err != nil {
		return o.err
	}
	o.moved = append(o.moved, owed)
	return nil
}

func (o *outbox) Owe(_ context.Context, owed cases.Owed) error {
	if o.err != nil {
		return o.err
	}
	o.owed = append(o.owed, owed)
	return nil
}

type published struct{ *store.Catalogue }

func (p published) FindService(ctx context.Context, id string) (catalogue.Entry, error) {
	entries, _, err := p.Entries(ctx)
	for _, e := range entries {
		if e.ID == id {
			return e, nil
		}
	}
	return catalogue.Entry{}, errors.Join(err, errs.New(errs.NotFound, "published"))
}

var migrated = testdb.NewTemplate(func(ctx context.Context, db testdb.DB) error {
	_, err := store.Migrate(ctx, storeConfig(db, nil), store.Up)
	return err
})

func storeConfig(db testdb.DB, ring *keyring.Ring) store.Config {
	return store.Config{Dialect: store.Dialect(db.Dialect), DSN: db.DSN, Ring: ring, Log: slog.New(slog.DiscardHandler)}
}

// eachDesk runs fn on both databases.
func eachDesk(t *testing.T, fn func(d *desk)) {
	migrated.Each(t, func(t *testing.T, db testdb.DB) {
		ring, err := keyring.NewMemory()
		if err != nil {
			t.Fatal(err)
		}
		opened, err := store.Open(t.Context(), storeConfig(db, ring))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = opened.Close() })
		bucket, err := files.Open(t.Context(), "mem://", ring)
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{
			t: t, store: opened.Cases(), catalogue: opened.Catalogue(), clock: clock.NewFake(start), owed: &outbox{},
			files: &contents{bucket, map[string]bool{}}, audit: &trail{Audit: opened.Audit()}, readers: &readers{},
		}
		d.publish(1, lampForm, catalogue.Route{Connector: "gata", Params: map[string]string{"service_code": "LAMPA", "vad": "=answers.fel"}})
		d.Service = cases.New(cases.Config{
			Store: d.store, Files: d.files, Services: published{d.catalogue}, Outbox: d.owed,
			Audit: d.audit, Clock: d.clock, Log: slog.New(slog.DiscardHandler), Readers: d.readers, ReferencePrefix: "MK",
		})
		fn(d)
	})
}

// publish makes a version of the service's form the one of today.
func (d *desk) publish(version int, definition string, route catalogue.Route) {
	d.t.Helper()
	d.publishWith(version, definition, route, catalogue.LoginNone)
}

// lampRoute is where the first version's answers go.
var lampRoute = catalogue.Route{Connector: "gata", Params: map[string]string{"service_code": "LAMPA", "vad": "=answers.fel"}}

// askForLogin publishes the service anew, with a login.
func (d *desk) askForLogin() {
	d.t.Helper()
	d.publishWith(2, lampForm, lampRoute, catalogue.LoginBankID)
}

func (d *desk) publishWith(version int, definition string, route catalogue.Route, login catalogue.Login) {
	d.t.Helper()
	entry := catalogue.Entry{
		Service: catalogue.Service{
			ID: "lampa", Kind: catalogue.KindEService, Title: i18n.Text{SV: "Felanmäl lampa"}, Authority: "Tekniska nämnden", Login: login, Route: &route,
			NoFollowUp: d.noFollowUp,
		},
		Revision: version, Hash: "x", ImportedHash: "x", FormVersion: version, UpdatedAt: start,
	}
	form := &catalogue.Form{ServiceID: "lampa", Version: version, Definition: []byte(definition), Route: route, CreatedAt: start}
	if err := d.catalogue.SaveEntry(d.t.Context(), entry, form); err != nil {
		d.t.Fatal(err)
	}
}

// begin starts the parent's draft.
func (d *desk) begin() string {
	d.t.Helper()
	f, err := d.Start(d.t.Context(), parent, "lampa", i18n.SV, forms.Known{})
	if err != nil {
		d.t.Fatal(err)
	}
	return f.Draft.ID
}

// answer posts a step by the parent and returns the fields that are to mend.
func (d *desk) answer(draft, step string, values url.Values, uploads ...cases.Upload) []string {
	d.t.Helper()
	_, problems, err := d.SaveStep(d.t.Context(), parent, cases.StepInput{DraftID: draft, StepID: step, Values: values, Uploads: uploads})
	if err != nil {
		d.t.Fatal(err)
	}
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field())
	}
	return fields
}

// complete fills a draft in so that it can be sent, with two photos.
func (d *desk) complete() cases.Draft {
	d.t.Helper()
	id := d.begin()
	d.answer(id, "fel", url.Values{"fel": {"slackt"}})
	if fields := d.answer(id, "plats", url.Values{"plats.text": {"Storgatan 12"}}, upload("foto", "a.jpg", jpeg), upload("foto", "b.jpg", jpeg)); fields != nil {
		d.t.Fatalf("to mend: %v", fields)
	}
	f, err := d.Open(d.t.Context(), parent, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return f.Draft
}

func upload(question, name string, content []byte) cases.Upload {
	return cases.Upload{Question: question, Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

func (d *desk) send(draft cases.Draft) cases.Case {
	d.t.Helper()
	out, err := d.Submit(d.t.Context(), parent, draft.ID, draft.SubmitToken)
	if err != nil || out.Stale || len(out.Problems) > 0 {
		d.t.Fatalf("not sent: %+v, %v", out, err)
	}
	return out.Case
}

func TestNothingTypedIsLost(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.begin()
		d.answer(id, "fel", url.Values{"fel": {"annat"}})
		if got := d.answer(id, "mer", url.Values{"mer": {""}}); !cmp.Equal(got, []string{"mer"}) {
			d.t.Errorf("to mend %v, want [mer]", got)
		}
		if got := d.answer(id, "plats", url.Values{"plats.text": {""}, "plats.lat": {"norr"}}); len(got) == 0 {
			d.t.Error("a place without words was right")
		}
		f, err := d.Open(d.t.Context(), parent, id)
		if err != nil {
			d.t.Fatal(err)
		}
		if got := f.Draft.Answers["plats"].Parts["lat"]; got != "norr" {
			d.t.Errorf("the wrong answer was kept as %q", got)
		}
		if got := f.Draft.Answers["fel"].Text; got != "annat" {
			d.t.Errorf("an earlier step's answer is %q", got)
		}
	})
}

func TestUploads(t *testing.T) {
	tests := []struct {
		name    string
		uploads []cases.Upload
		mend    int
		kept    []string
	}{
		{"two", []cases.Upload{upload("foto", "a.jpg", jpeg), upload("foto", "b.jpg", jpeg)}, 0, []string{"a.jpg", "b.jpg"}},
		{"one too many", []cases.Upload{upload("foto", "a.jpg", jpeg), upload("foto", "b.jpg", jpeg), upload("foto", "c.jpg", jpeg)}, 1, []string{"a.jpg", "b.jpg"}},
		{"a program that is called a picture", []cases.Upload{upload("foto", "a.jpg", []byte("MZ\x90\x00 this program"))}, 1, nil},
		{"a page among pictures", []cases.Upload{upload("foto", "a.jpg", []byte("<html>")), upload("foto", "b.jpg", jpeg)}, 1, []string{"b.jpg"}},
		{"too large", []cases.Upload{upload("foto", "a.jpg", bytes.Repeat(jpeg, 1<<16))}, 1, nil},
		{"larger than it said", []cases.Upload{{Question: "foto", Name: "a.jpg", Size: 10, Open: upload("", "", bytes.Repeat(jpeg, 1<<16)).Open}}, 1, nil},
		{"to a question of another step", []cases.Upload{upload("bild", "a.jpg", jpeg)}, 0, nil},
		{"to a question that takes no files", []cases.Upload{upload("plats", "a.jpg", jpeg)}, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			eachDesk(t, func(d *desk) {
				id := d.begin()
				d.answer(id, "fel", url.Values{"fel": {"slackt"}})
				if got := d.answer(id, "plats", url.Values{"plats.text": {"Här"}}, tt.uploads...); len(got) != tt.mend {
					d.t.Errorf("to mend %v, want %d", got, tt.mend)
				}
				f, err := d.Open(d.t.Context(), parent, id)
				if err != nil {
					d.t.Fatal(err)
				}
				var names []string
				for _, file := range f.Draft.Answers["foto"].Files {
					names = append(names, file.Name)
					if _, content, err := d.DraftFile(d.t.Context(), parent, id, file.ID); err != nil || !bytes.Equal(content, jpeg) {
						d.t.Errorf("%s: content is not what was sent (%v)", file.Name, err)
					}
				}
				if diff := cmp.Diff(tt.kept, names); diff != "" {
					d.t.Errorf("kept (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestRemoveFile(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		file := draft.Answers["foto"].Files[0]
		if err := d.RemoveFile(d.t.Context(), parent, draft.ID, file.ID); err != nil {
			d.t.Fatal(err)
		}
		if _, _, err := d.DraftFile(d.t.Context(), parent, draft.ID, file.ID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("the removed file: %v, want not found", err)
		}
		f, err := d.Open(d.t.Context(), parent, draft.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		if got := f.Draft.Answers["foto"].Files; len(got) != 1 || got[0].Name != "b.jpg" || d.files.there[file.ID] || !d.files.there[got[0].ID] {
			d.t.Errorf("left are %v, with contents %v", got, d.files.there)
		}
	})
}

func TestSubmit(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		c := d.send(draft)
		if got, ok := cases.NormalizeReference(c.Reference); !ok || got != c.Reference {
			d.t.Errorf("reference %q", c.Reference)
		}
		if c.Status() != cases.StatusReceived || !c.ReceivedAt.Equal(start) {
			d.t.Errorf("status %s, received %s", c.Status(), c.ReceivedAt)
		}
		if len(d.owed.owed) != 1 || d.owed.owed[0].Reference != c.Reference || len(d.owed.owed[0].AttachmentIDs) != 2 {
			d.t.Errorf("owed is %+v", d.owed.owed)
		}
		v, err := d.Receipt(d.t.Context(), parent, draft.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		if v.Case.FollowUpCode == "" || len(v.Events) != 1 || v.Events[0].Kind != cases.EventReceived {
			d.t.Errorf("receipt with code %q and events %v", v.Case.FollowUpCode, v.Events)
		}
		again, err := d.Submit(d.t.Context(), parent, draft.ID, draft.SubmitToken)
		if err != nil || again.Case.Reference != c.Reference {
			d.t.Errorf("again gave %q, %v", again.Case.Reference, err)
		}
		if len(d.owed.owed) != 1 {
			d.t.Error("again is owed again")
		}
		_, _, err = d.SaveStep(d.t.Context(), parent, cases.StepInput{DraftID: draft.ID, StepID: "fel", Values: url.Values{"fel": {"annat"}}})
		if !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound) {
			d.t.Errorf("a change to what is sent: %v", err)
		}
	})
}

func TestSubmitRefuses(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		old := draft.SubmitToken
		d.answer(draft.ID, "fel", url.Values{"fel": {"annat"}})
		out, err := d.Submit(d.t.Context(), parent, draft.ID, old)
		if err != nil || !out.Stale {
			d.t.Errorf("an old token: %+v, %v; want stale", out, err)
		}
		f, err := d.Open(d.t.Context(), parent, draft.ID)
		if err != nil {
			d.t.Fatal(err)
		}
		out, err = d.Submit(d.t.Context(), parent, draft.ID, f.Draft.SubmitToken)
		if err != nil || len(out.Problems) != 1 || out.Problems[0].Field() != "mer" {
			d.t.Errorf("a missing answer: %+v, %v", out, err)
		}
		if len(d.owed.owed) != 0 {
			d.t.Error("something is owed")
		}
	})
}

// TestSubmitIsOneTransaction lets the last part of a submission fail: the
// draft is as it was, and can be sent later.
func TestSubmitIsOneTransaction(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		d.owed.err = errs.New(errs.Unavailable, "test")
		if _, err := d.Submit(d.t.Context(), parent, draft.ID, draft.SubmitToken); !errs.Is(err, errs.Unavailable) {
			d.t.Fatalf("got %v", err)
		}
		f, err := d.Open(d.t.Context(), parent, draft.ID)
		if err != nil || !f.Draft.SubmittedAt.IsZero() || f.Draft.CaseID != "" || len(f.Draft.Answers) == 0 {
			d.t.Fatalf("the draft is %+v, %v", f.Draft, err)
		}
		d.owed.err = nil
		d.send(draft)
	})
}

// TestFilesOfHiddenQuestionsGo sends a draft whose file question was hidden in
// the end: the file is neither sent nor kept.
func TestFilesOfHiddenQuestionsGo(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.begin()
		d.answer(id, "fel", url.Values{"fel": {"annat"}})
		d.answer(id, "mer", url.Values{"mer": {"Påkörd"}}, upload("bild", "hemlig.jpg", jpeg))
		f, err := d.Open(d.t.Context(), parent, id)
		if err != nil {
			d.t.Fatal(err)
		}
		file := f.Draft.Answers["bild"].Files[0].ID
		d.answer(id, "fel", url.Values{"fel": {"slackt"}})
		d.answer(id, "plats", url.Values{"plats.text": {"Här"}})
		if f, err = d.Open(d.t.Context(), parent, id); err != nil {
			d.t.Fatal(err)
		}
		c := d.send(f.Draft)
		if len(c.Answers["bild"].Files) != 0 || c.Answers["mer"].Text != "" {
			d.t.Errorf("frozen with it are hidden answers: %v", c.Answers)
		}
		if _, err := d.store.FindAttachment(d.t.Context(), file); !errs.Is(err, errs.NotFound) || d.files.there[file] {
			d.t.Errorf("the hidden file: %v, want not found; its content is there: %v", err, d.files.there[file])
		}
	})
}

// TestOthersSeeNothing tries everything with another's draft and case.
func TestOthersSeeNothing(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		draft := d.complete()
		file := draft.Answers["foto"].Files[0].ID
		sent := d.complete()
		c := d.send(sent)
		caseFile := c.Answers["foto"].Files[0].ID
		deeds := map[string]func(identity.Actor) error{
			"Open":   func(a identity.Actor) error { _, err := d.Open(ctx, a, draft.ID); return err },
			"Review": func(a identity.Actor) error { _, _, err := d.Review(ctx, a, draft.ID); return err },
			"SaveStep": func(a identity.Actor) error {
				_, _, err := d.SaveStep(ctx, a, cases.StepInput{DraftID: draft.ID, StepID: "fel", Values: url.Values{"fel": {"annat"}}})
				return err
			},
			"DraftFile":       func(a identity.Actor) error { _, _, err := d.DraftFile(ctx, a, draft.ID, file); return err },
			"RemoveFile":      func(a identity.Actor) error { return d.RemoveFile(ctx, a, draft.ID, file) },
			"Submit":          func(a identity.Actor) error { _, err := d.Submit(ctx, a, draft.ID, draft.SubmitToken); return err },
			"Receipt":         func(a identity.Actor) error { _, err := d.Receipt(ctx, a, sent.ID); return err },
			"Submit the sent": func(a identity.Actor) error { _, err := d.Submit(ctx, a, sent.ID, sent.SubmitToken); return err },
			"Show":            func(a identity.Actor) error { _, err := d.Show(ctx, a, c.Reference); return err },
			"File":            func(a identity.Actor) error { _, _, err := d.File(ctx, a, c.Reference, caseFile); return err },
			"a case's file by a draft": func(a identity.Actor) error {
				_, _, err := d.DraftFile(ctx, a, sent.ID, caseFile)
				return err
			},
		}
		for name, deed := range deeds {
			for who, actor := range map[string]identity.Actor{"another": other, "nobody": {}} {
				if err := deed(actor); !errs.Is(err, errs.NotFound) {
					d.t.Errorf("%s by %s: %v, want not found", name, who, err)
				}
			}
		}
		if _, _, err := d.DraftFile(ctx, parent, draft.ID, caseFile); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("a file of another draft of one's own: %v, want not found", err)
		}
		if drafts, err := d.Drafts(ctx, other); err != nil || len(drafts) != 0 {
			d.t.Errorf("another's list has %d drafts, %v", len(drafts), err)
		}
		if drafts, err := d.Drafts(ctx, parent); err != nil || len(drafts) != 1 {
			d.t.Errorf("one's own list has %d drafts, %v", len(drafts), err)
		}
	})
}

func TestFollow(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		wrong := []struct{ name, reference, code string }{
			{"a wrong code", c.Reference, "AAAAAAAAAA"},
			{"no code", c.Reference, ""},
			{"a reference that is none", "MK-2026", c.FollowUpCode},
			{"another reference", "MK-2026-2222-2222", c.FollowUpCode},
		}
		for _, w := range wrong {
			_, err := d.Follow(ctx, other, w.reference, w.code)
			if !errs.Is(err, errs.NotFound) || errs.TextOf(err) != "case.follow_wrong" {
				d.t.Errorf("%s: %v", w.name, err)
			}
		}
		got, err := d.Follow(ctx, other, strings.ToLower(c.Reference), " "+strings.ToLower(c.FollowUpCode[:5])+" "+c.FollowUpCode[5:])
		if err != nil || got.ID != c.ID {
			d.t.Fatalf("with the code: %v", err)
		}
		if v, err := d.Show(ctx, other, c.Reference); err != nil || v.Sections == nil {
			d.t.Errorf("Show: %v", err)
		}
		want := []audit.Action{audit.CaseSubmitted, audit.CaseFollowRefused, audit.CaseFollowRefused, audit.CaseFollowed}
		if diff := cmp.Diff(want, d.audit.actions); diff != "" { // what cannot be a reference asks for nothing
			d.t.Errorf("audit (-want +got):\n%s", diff)
		}
		if _, content, err := d.File(ctx, other, c.Reference, c.Answers["foto"].Files[0].ID); err != nil || !bytes.Equal(content, jpeg) {
			d.t.Errorf("File: %v", err)
		}
		if got := d.audit.actions[len(d.audit.actions)-1]; got != audit.AttachmentRead {
			d.t.Errorf("the reading was noted as %s", got)
		}
		d.clock.Advance(2 * time.Hour)
		if _, err := d.Show(ctx, other, c.Reference); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("two hours later: %v, want not found", err)
		}
	})
}

func TestDossier(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		got, err := d.Dossier(d.t.Context(), c.ID, c.Connector)
		if err != nil {
			d.t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"service_code": "LAMPA", "vad": "slackt"}, got.Params); diff != "" {
			d.t.Errorf("params (-want +got):\n%s", diff)
		}
		if got.Place == nil || got.Place.Parts["text"] != "Storgatan 12" || len(got.Files) != 2 {
			d.t.Errorf("place %v, files %v", got.Place, got.Files)
		}
		if _, err := d.Content(d.t.Context(), "another case", got.Files[0].ID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("a file by another case: %v, want not found", err)
		}
		if content, err := d.Content(d.t.Context(), c.ID, got.Files[0].ID); err != nil || !bytes.Equal(content, jpeg) {
			d.t.Errorf("content: %v", err)
		}
	})
}

func TestDeliverAndProgress(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		c := d.send(d.complete())
		// Telling it again is no event: its back end had lost it, and numbers it anew.
		for _, number := range []string{"G-16", "G-17", "G-17", ""} {
			if err := d.Deliver(ctx, c.ID, c.Connector, number); err != nil {
				d.t.Fatal(err)
			}
		}
		d.clock.Advance(time.Hour)
		if err := d.Progress(ctx, c.ID, cases.Progress{At: start.Add(time.Hour), Kind: cases.EventClosed, Note: "Lampan är bytt", Connector: "gata"}); err != nil {
			d.t.Fatal(err)
		}
		v, err := d.Show(ctx, parent, c.Reference)
		if err != nil {
			d.t.Fatal(err)
		}
		var kinds []cases.EventKind
		for _, e := range v.Events {
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventDelivered, cases.EventClosed}, kinds); diff != "" {
			d.t.Errorf("events (-want +got):\n%s", diff)
		}
		if got := d.audit.actions[len(d.audit.actions)-1]; got != audit.CaseStatusChanged {
			d.t.Errorf("the closing was noted as %s", got)
		}
		if v.Case.Number != "G-17" || v.Case.Status() != cases.StatusClosed || len(v.Messages) != 1 || v.Messages[0].Text != "Lampan är bytt" {
			d.t.Errorf("case %+v", v.Case)
		}
	})
}

// TestNothingHasHappenedThatIsToCome: a back end that dates something years ahead
// cannot hold back all that it says later.
func TestNothingHasHappenedThatIsToCome(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.told(c, cases.Progress{At: start.AddDate(70, 0, 0), Kind: cases.EventStarted, Note: "Vi har börjat", Decision: true})
		d.clock.Advance(time.Minute)
		d.told(c, cases.Progress{At: d.clock.Now(), Kind: cases.EventClosed})
		v := d.see(parent, c)
		if v.Case.Status() != cases.StatusClosed {
			d.t.Errorf("the case is %s, want closed", v.Case.Status())
		}
		for _, at := range []time.Time{v.Messages[0].At, v.Case.StatusAt, v.Case.DecidedAt, v.Events[len(v.Events)-1].At} {
			if at.After(d.clock.Now()) {
				d.t.Errorf("something has happened at %s, and it is %s", at, d.clock.Now())
			}
		}
	})
}

// TestNothingHappensBeforeItIsThere is a back end whose clock is behind: the
// timeline keeps the order in which things must have happened.
func TestNothingHappensBeforeItIsThere(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		if err := d.Deliver(d.t.Context(), c.ID, c.Connector, "G-17"); err != nil {
			d.t.Fatal(err)
		}
		d.told(c, cases.Progress{At: c.ReceivedAt.Add(-time.Minute), Kind: cases.EventStarted})
		var kinds []cases.EventKind
		for _, e := range d.see(parent, c).Events {
			kinds = append(kinds, e.Kind)
		}
		if diff := cmp.Diff([]cases.EventKind{cases.EventReceived, cases.EventDelivered, cases.EventStarted}, kinds); diff != "" {
			d.t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// TestPurge removes what was forgotten, and never a case or what belongs to it.
func TestPurge(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		forgotten := d.complete()
		c := d.send(d.complete())
		d.clock.Advance(29 * 24 * time.Hour)
		recent := d.begin()
		d.clock.Advance(25 * time.Hour)
		n, err := d.Purge(ctx)
		if err != nil || n != 1 {
			d.t.Errorf("purged %d, %v; want 1", n, err)
		}
		if _, err := d.Open(ctx, parent, forgotten.ID); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("the forgotten draft: %v", err)
		}
		if _, err := d.Open(ctx, parent, recent); err != nil {
			d.t.Errorf("the recent draft: %v", err)
		}
		if _, err := d.Dossier(ctx, c.ID, c.Connector); err != nil {
			d.t.Errorf("the case: %v", err)
		}
		if len(d.files.there) != 2 {
			d.t.Errorf("contents %v, want those of the case only", d.files.there)
		}
		for _, id := range d.owed.owed[0].AttachmentIDs {
			if _, err := d.Content(ctx, c.ID, id); err != nil {
				d.t.Errorf("the case's file: %v", err)
			}
		}
	})
}

// TestAnswersRevealQuestions saves an answer that shows a question of the same
// step, which need not be answered: it is to be seen all the same.
func TestAnswersRevealQuestions(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.begin()
		for _, step := range []struct {
			fel      string
			revealed string
		}{{"slackt", ""}, {"annat", "sedan"}, {"annat", ""}, {"slackt", ""}} {
			f, problems, err := d.SaveStep(d.t.Context(), parent, cases.StepInput{DraftID: id, StepID: "fel", Values: url.Values{"fel": {step.fel}}})
			if err != nil || len(problems) > 0 {
				d.t.Fatal(problems, err)
			}
			if f.Revealed != step.revealed {
				d.t.Errorf("after %s: revealed is %q, want %q", step.fel, f.Revealed, step.revealed)
			}
		}
	})
}

// TestRouteOfTheDraftsOwnVersion publishes another form and another route while
// a draft is open: the draft goes where its own version said.
func TestRouteOfTheDraftsOwnVersion(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		d.publish(2, strings.ReplaceAll(lampForm, `"id":"fel","type"`, `"id":"annat_namn","type"`),
			catalogue.Route{Connector: "park", Params: map[string]string{"vad": "=answers.annat_namn"}})
		c := d.send(draft)
		if c.Connector != "gata" || c.FormVersion != 1 {
			d.t.Errorf("sent to %s by version %d", c.Connector, c.FormVersion)
		}
		got, err := d.Dossier(d.t.Context(), c.ID, c.Connector)
		if err != nil {
			d.t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"service_code": "LAMPA", "vad": "slackt"}, got.Params); diff != "" {
			d.t.Errorf("params (-want +got):\n%s", diff)
		}
	})
}

// TestNoContentWithoutARow posts files in ways that fail: nothing is kept that
// nothing refers to.
func TestNoContentWithoutARow(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.complete()
		d.send(draft)
		before := len(d.files.there)
		_, _, err := d.SaveStep(d.t.Context(), parent, cases.StepInput{DraftID: draft.ID, StepID: "plats", Uploads: []cases.Upload{upload("foto", "c.jpg", jpeg)}})
		if !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound) {
			d.t.Errorf("to what is sent: %v", err)
		}
		id := d.begin()
		d.answer(id, "fel", url.Values{"fel": {"slackt"}})
		broken := cases.Upload{Question: "foto", Name: "d.jpg", Size: 10, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}
		_, _, err = d.SaveStep(d.t.Context(), parent, cases.StepInput{DraftID: id, StepID: "plats", Uploads: []cases.Upload{upload("foto", "c.jpg", jpeg), broken}})
		if err == nil {
			d.t.Error("an upload that breaks off was received")
		}
		if len(d.files.there) != before {
			d.t.Errorf("%d contents, want %d", len(d.files.there), before)
		}
	})
}

// TestManyDrafts begins more drafts than anybody needs.
func TestManyDrafts(t *testing.T) {
	eachDesk(t, func(d *desk) {
		for range 20 {
			d.begin()
		}
		if _, err := d.Start(d.t.Context(), parent, "lampa", i18n.SV, forms.Known{}); !errs.Is(err, errs.TooMany) {
			d.t.Errorf("the twenty-first: %v", err)
		}
		if n, err := d.CountDrafts(d.t.Context(), parent); err != nil || n != 20 {
			d.t.Errorf("counted %d, %v", n, err)
		}
		if _, err := d.Start(d.t.Context(), other, "lampa", i18n.SV, forms.Known{}); err != nil {
			d.t.Errorf("somebody else: %v", err)
		}
	})
}

// TestProgressWithoutATime is told of something by a back end that does not say
// when.
func TestProgressWithoutATime(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.send(d.complete())
		d.clock.Advance(time.Hour)
		if err := d.Progress(d.t.Context(), c.ID, cases.Progress{Kind: cases.EventClosed, Connector: "gata"}); err != nil {
			d.t.Fatal(err)
		}
		v, err := d.Show(d.t.Context(), parent, c.Reference)
		if err != nil || v.Case.Status() != cases.StatusClosed || !v.Case.ClosedAt.Equal(start.Add(time.Hour)) {
			d.t.Errorf("%v: %s at %s", err, v.Case.Status(), v.Case.ClosedAt)
		}
	})
}
