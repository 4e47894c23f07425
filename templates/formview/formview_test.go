package formview_test

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
	"github.com/mittkoping/entre/templates/formview"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var page strings.Builder
	if err := c.Render(context.Background(), &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func step(questions ...formview.Question) formview.Step {
	return formview.Step{
		Shell:   layout.Shell{Title: "Var gäller det?", Site: layout.Site{Name: "Mittköping"}, CSRF: "t"},
		DraftID: "d1", StepID: "plats", ServiceTitle: "Felanmäl gatubelysning", Number: 2, Count: 4,
		SavedAt: "14.02", Questions: questions,
	}
}

func TestStepPage(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{Kind: formview.KindText, ID: "stolpe", Label: "Stolpens nummer", Hint: "Står på stolpen.", Value: `"><b>`},
		formview.Question{Kind: formview.KindChoice, ID: "antal", Label: "Hur många?", Required: true, Value: "2", Options: []ui.Option{{Value: "1", Label: "En"}, {Value: "2", Label: "Två"}}},
	))),
		htmlcheck.In("title", htmlcheck.HasText("Var gäller det? – Felanmäl gatubelysning – Mittköping"), htmlcheck.HasNoText("Fel:")),
		htmlcheck.In("h1", htmlcheck.HasText("Var gäller det?")),
		htmlcheck.In(".progress__text", htmlcheck.HasText("Steg 2 av 4"), htmlcheck.HasText("Sparat 14.02, inte inskickat")),
		htmlcheck.In("form.step", htmlcheck.HasAttr("action", "/ansok/d1/plats"), htmlcheck.HasNoAttr("enctype"),
			// Enter in a field presses the form's first button.
			htmlcheck.In("button", htmlcheck.HasAttr("value", formview.DoNext))),
		htmlcheck.In("input[name=stolpe]", htmlcheck.HasAttr("value", `"><b>`), htmlcheck.HasAttr("aria-describedby", "f-stolpe-hint"), htmlcheck.HasNoAttr("aria-required")),
		htmlcheck.In("label[for=f-stolpe]", htmlcheck.HasText("(frivilligt)")),
		htmlcheck.In("legend", htmlcheck.HasNoText("(frivilligt)")),
		htmlcheck.In("input[type=radio][value='2']", htmlcheck.HasAttr("checked", "")),
		htmlcheck.In("input[type=radio][value='1']", htmlcheck.HasNoAttr("checked")),
		htmlcheck.NotIn("[role=alert]"),
		htmlcheck.NotIn("form.step b"))
}

func TestStepPageTellsFaultsOnTopAndWhereTheyAre(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{Kind: formview.KindPlace, ID: "plats", Label: "Adress eller plats", Required: true, Error: "Skriv en adress"},
		formview.Question{Kind: formview.KindContact, ID: "kontakt", Label: "Hur når vi dig?", NeedOne: []string{"email", "phone"}, Required: true, Own: true, Parts: map[string]formview.Part{
			"name": {Value: "Kim"}, "email": {Value: "kim@", Error: "Skriv en e-postadress"},
		}},
	))),
		htmlcheck.In("title", htmlcheck.HasText("Fel: Var gäller det?")),
		htmlcheck.In("[role=alert]", htmlcheck.HasAttr("tabindex", "-1"), htmlcheck.HasText("2 svar behöver ändras"),
			htmlcheck.In("li:first-child a[href='#f-plats.text']", htmlcheck.HasText("Skriv en adress")),
			htmlcheck.In("li:last-child a[href='#f-kontakt.email']", htmlcheck.HasText("Skriv en e-postadress"))),
		htmlcheck.In("input[name='plats.text']", htmlcheck.HasAttr("aria-invalid", "true"), htmlcheck.HasAttr("aria-describedby", "f-plats.text-error")),
		htmlcheck.In("input[name='kontakt.email']", htmlcheck.HasAttr("value", "kim@"), htmlcheck.HasAttr("autocomplete", "email")),
		htmlcheck.In("input[name='kontakt.name']", htmlcheck.HasAttr("value", "Kim"), htmlcheck.HasNoAttr("aria-invalid")),
		htmlcheck.In("label[for='f-kontakt.name']", htmlcheck.HasText("(frivilligt)")),
		htmlcheck.In("label[for='f-kontakt.phone']", htmlcheck.HasNoText("(frivilligt)")))
}

func TestStepPageKeepsAFaultyPoint(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{Kind: formview.KindPlace, ID: "plats", Label: "Plats", Parts: map[string]formview.Part{
			"text": {Value: "Storgatan 12"}, "lat": {Value: "north", Error: "Punkten på kartan går inte att läsa"}, "lon": {Value: "15.6"},
		}},
	))),
		htmlcheck.In("input[name='plats.text']", htmlcheck.HasAttr("value", "Storgatan 12")),
		htmlcheck.In("input[name='plats.lat']", htmlcheck.HasAttr("value", "north")),
		htmlcheck.In("[role=alert] a[href='#f-plats.text']", htmlcheck.HasText("Punkten på kartan")),
		htmlcheck.In("[id='f-plats.text-error']", htmlcheck.HasText("Punkten på kartan")))
}

func TestStepPageReceivesFiles(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{
			Kind: formview.KindFile, ID: "bilder", Label: "Bilder", Accept: []string{"image/jpeg", "image/png"}, FileHint: "JPG eller PNG.",
			Files: []ui.File{{ID: "f1", Name: "<b>lampa</b>.jpg", Size: "2,1 MB", URL: "/ansok/d1/fil/f1"}},
		},
	))),
		htmlcheck.In("form.step", htmlcheck.HasAttr("enctype", "multipart/form-data"),
			htmlcheck.In("button", htmlcheck.HasAttr("value", formview.DoNext))),
		htmlcheck.In("input[type=file]", htmlcheck.HasAttr("accept", "image/jpeg,image/png"), htmlcheck.HasAttr("multiple", "")),
		htmlcheck.In(".field__hint", htmlcheck.HasText("JPG eller PNG.")),
		htmlcheck.In("button[value=upload]", htmlcheck.HasAttr("name", formview.FieldDo)),
		htmlcheck.In("button[name=remove]", htmlcheck.HasAttr("value", "f1"), htmlcheck.HasAttr("aria-label", "Ta bort <b>lampa</b>.jpg")),
		htmlcheck.In(".files a", htmlcheck.HasAttr("href", "/ansok/d1/fil/f1"), htmlcheck.HasText("<b>lampa</b>.jpg")))
}

func TestOneQuestionIsThePagesHeading(t *testing.T) {
	htmlcheck.Run(t, render(t, formview.StepPage(step(
		formview.Question{Kind: formview.KindChoice, ID: "q", Label: "Var gäller det?", Required: true, Options: []ui.Option{{Value: "1", Label: "Här"}}},
	))),
		htmlcheck.Count("h1", 1),
		htmlcheck.In("legend h1", htmlcheck.HasText("Var gäller det?")))
}

func TestReviewPage(t *testing.T) {
	v := formview.Review{
		Shell: layout.Shell{CSRF: "t"}, DraftID: "d1", ServiceTitle: "Felanmäl gatubelysning", Receiver: "Tekniska nämnden", Token: "once",
		Sections: []ui.Section{{Title: "Plats", ChangeURL: "/ansok/d1/plats", Answers: []ui.Answer{{Label: "Adress", Lines: []string{"Storgatan 12"}}, {Label: "Stolpe"}}}},
	}
	t.Run("all is well", func(t *testing.T) {
		htmlcheck.Run(t, render(t, formview.ReviewPage(v)),
			htmlcheck.In(".answers__change", htmlcheck.HasAttr("href", "/ansok/d1/plats"), htmlcheck.HasText("Ändra Plats")),
			htmlcheck.In("dd", htmlcheck.HasText("Storgatan 12")),
			htmlcheck.In(".answers__none", htmlcheck.HasText("Inget svar")),
			htmlcheck.In("form[action='/ansok/d1/skicka'] input[name=token]", htmlcheck.HasAttr("value", "once")))
	})
	t.Run("nothing can be sent while something is missing", func(t *testing.T) {
		v := v
		v.Problems = []ui.Problem{{URL: "/ansok/d1/plats", Message: "Skriv en adress"}}
		htmlcheck.Run(t, render(t, formview.ReviewPage(v)),
			htmlcheck.In("title", htmlcheck.HasText("Fel:")),
			htmlcheck.In("[role=alert] a[href='/ansok/d1/plats']", htmlcheck.HasText("Skriv en adress")),
			htmlcheck.NotIn("input[name=token]"))
	})
	t.Run("changed in another window", func(t *testing.T) {
		v := v
		v.Stale = true
		htmlcheck.Run(t, render(t, formview.ReviewPage(v)),
			htmlcheck.In(".note", htmlcheck.HasText("Ingenting är skickat")),
			htmlcheck.In("input[name=token]"))
	})
}

func TestReceiptFileStandsAlone(t *testing.T) {
	page := render(t, formview.ReceiptFile(formview.Receipt{
		Shell: layout.Shell{Site: layout.Site{Name: "Mittköping"}}, Reference: "MK-2026-7F3K-9Q2C", Code: "K7PM-4XWD", ServiceTitle: "<i>Tjänst</i>",
		Sections: []ui.Section{{Title: "Plats", Answers: []ui.Answer{{Label: "Adress", Lines: []string{"</style><script>alert(1)</script>"}}, {Label: "Bilder", Files: []ui.File{{Name: "a.jpg", Size: "1 MB", URL: "/ansok/d1/fil/f1"}}}}}},
	}))
	htmlcheck.Run(t, page,
		htmlcheck.In("main", htmlcheck.HasText("MK-2026-7F3K-9Q2C"), htmlcheck.HasText("K7PM-4XWD"), htmlcheck.HasText("a.jpg (1 MB)"), htmlcheck.HasText("<script>alert(1)</script>")),
		htmlcheck.Count("style", 1),
		htmlcheck.NotIn("script, link, img, i, [src], [href]"))
	if strings.Contains(page, "url(") || strings.Contains(page, "@import") {
		t.Error("the style refers to something outside the file")
	}
}
