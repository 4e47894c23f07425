package cases_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/forms"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
)

// loggedIn is the parent after logging in, at the same browser and at another.
var (
	loggedIn  = identity.Actor{Visitor: parent.Visitor, Person: "anna"}
	elsewhere = identity.Actor{Person: "anna"}
	stranger  = identity.Actor{Visitor: parent.Visitor, Person: "bo"}
)

// TestClaim is a citizen who begins without logging in, logs in, submits, and
// comes back from another browser, long after.
func TestClaim(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		draft := d.complete()
		before := d.send(d.complete())
		if err := d.Claim(ctx, loggedIn); err != nil {
			d.t.Fatal(err)
		}
		if _, err := d.Open(ctx, parent, draft.ID); !errs.Is(err, errs.LoginNeeded) {
			d.t.Errorf("after logging out: %v", err)
		}
		for name, actor := range map[string]identity.Actor{"another person": stranger} {
			if _, err := d.Open(ctx, actor, draft.ID); !errs.Is(err, errs.NotFound) {
				d.t.Errorf("%s: %v", name, err)
			}
		}
		own, err := d.Drafts(ctx, elsewhere)
		if err != nil || len(own) != 1 || own[0].Draft.ID != draft.ID {
			d.t.Fatalf("own drafts %v, %v", own, err)
		}
		if _, _, err := d.DraftFile(ctx, parent, draft.ID, draft.Answers["foto"].Files[0].ID); !errs.Is(err, errs.LoginNeeded) {
			d.t.Errorf("its file after logging out: %v", err)
		}
		out, err := d.Submit(ctx, elsewhere, draft.ID, own[0].Draft.SubmitToken)
		if err != nil || out.Case.Person != "anna" || out.Case.FollowUpCode != "" {
			d.t.Fatalf("submitted %+v, %v", out, err)
		}

		d.clock.Advance(365 * 24 * time.Hour)
		if v, err := d.Show(ctx, elsewhere, out.Case.Reference); err != nil || v.Case.ID != out.Case.ID {
			d.t.Errorf("their case a year later: %v", err)
		}
		if v, err := d.Receipt(ctx, elsewhere, draft.ID); err != nil || v.Case.ID != out.Case.ID {
			d.t.Errorf("their receipt: %v", err)
		}
		file := out.Case.Answers["foto"].Files[0].ID
		if _, content, err := d.File(ctx, elsewhere, out.Case.Reference, file); err != nil || string(content) != string(jpeg) {
			d.t.Errorf("their file: %v", err)
		}
		for name, actor := range map[string]identity.Actor{"the browser": parent, "another person": stranger, "nobody": {}, "another visitor": other} {
			if _, err := d.Show(ctx, actor, out.Case.Reference); !errs.Is(err, errs.NotFound) {
				d.t.Errorf("%s opens it: %v", name, err)
			}
			if _, _, err := d.File(ctx, actor, out.Case.Reference, file); !errs.Is(err, errs.NotFound) {
				d.t.Errorf("%s opens its file: %v", name, err)
			}
		}
		for _, code := range []string{"", before.FollowUpCode} {
			if _, err := d.Follow(ctx, other, out.Case.Reference, code); !errs.Is(err, errs.NotFound) {
				d.t.Errorf("code %q opens a person's case: %v", code, err)
			}
		}

		all, err := d.Own(ctx, elsewhere)
		if err != nil || len(all) != 1 || all[0].ID != out.Case.ID {
			d.t.Errorf("own cases %v, %v; what was sent without a name is nobody's", all, err)
		}
		for name, actor := range map[string]identity.Actor{"the browser": parent, "another person": stranger, "nobody": {}} {
			if got, err := d.Own(ctx, actor); err != nil || len(got) > 0 {
				d.t.Errorf("%s has %d cases, %v", name, len(got), err)
			}
		}
	})
}

func TestClaimByNobody(t *testing.T) {
	eachDesk(t, func(d *desk) {
		if err := d.Claim(d.t.Context(), parent); !errs.Is(err, errs.Forbidden) {
			d.t.Errorf("a visitor claims: %v", err)
		}
		if err := d.Claim(d.t.Context(), elsewhere); err != nil {
			d.t.Errorf("a person without a visitor's cookie: %v", err)
		}
	})
}

// TestServiceWithLogin asks for a login before the draft begins, and again at
// submission when the service has begun to ask meanwhile.
func TestServiceWithLogin(t *testing.T) {
	eachDesk(t, func(d *desk) {
		ctx := d.t.Context()
		early := d.complete()
		d.askForLogin()
		if _, err := d.Start(ctx, parent, "lampa", i18n.SV, forms.Known{}); !errs.Is(err, errs.LoginNeeded) {
			d.t.Errorf("begun without a login: %v", err)
		}
		if _, err := d.Submit(ctx, parent, early.ID, early.SubmitToken); !errs.Is(err, errs.LoginNeeded) {
			d.t.Errorf("submitted without a login: %v", err)
		}
		f, err := d.Start(ctx, loggedIn, "lampa", i18n.SV, forms.Known{})
		if err != nil || f.Draft.Owner != (identity.Owner{Person: "anna"}) {
			d.t.Fatalf("begun %+v, %v", f.Draft, err)
		}
		in := cases.StepInput{DraftID: f.Draft.ID, StepID: "fel", Values: url.Values{"fel": {"slackt"}}}
		if _, _, err := d.SaveStep(ctx, parent, in); !errs.Is(err, errs.LoginNeeded) {
			d.t.Errorf("saved when the session had ended: %v", err)
		}
		if _, _, err := d.SaveStep(ctx, stranger, in); !errs.Is(err, errs.NotFound) {
			d.t.Errorf("saved by another: %v", err)
		}
		if _, _, err := d.SaveStep(ctx, elsewhere, in); err != nil {
			d.t.Errorf("saved: %v", err)
		}
	})
}
