package catalogueview

import (
	"context"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// Service is a service's own page; Shell.Title is the service's title.
type Service struct {
	layout.Shell
	ID        string
	Summary   string
	Kind      Kind
	Login     Login
	Handled   bool     // the municipality handles what comes in
	Category  Category // where it stands
	Urgent    *Urgent  // it cannot wait; nil: it can
	HasForm   bool     // one can begin here
	MustLogIn bool     // but not before one has logged in
	Draft     *Draft   // one that the visitor has begun; nil: none
	Link      *Link    // where a signpost points; nil: nowhere

	Disturbances []Disturbance // that touch it now, or will
	Audience     []string
	Needs        []string // what to have at hand
	Steps        []string // what one does, in order
	Questions    []StepPreview
	Next         []string // what happens afterwards, in order
	NoFollowUp   bool     // nobody follows its cases, not even who sent them
	HandlingTime string   // empty: unknown, and the page says so
	Cost         string   // empty: unknown, and the page says so

	Offline    []Way
	HasPaper   bool // the form can be printed
	Phone      string
	Hours      string
	Visit      string   // empty: not said
	Authority  string   // who answers for it
	Registrar  string   // the phone of who receives its documents; empty: not said
	Owner      string   // the function that looks after the entry, in Swedish
	LegalBasis []string // in Swedish; empty: left out
	Privacy    Privacy
	Reviewed   string // the day when somebody last read it through; empty: not said

	LifeEvents []LifeEvent
	Related    []Brief
	LinkedData []LinkedData
	AsksFound  bool // whether this was the right thing
}

// LinkedData is what the page says, for programs: a document of JSON-LD in
// which no "<" stands.
type LinkedData []byte

// Way is a way to use a service without a computer, with the catalogue's
// values.
type Way string

// The ways without a computer.
const (
	WayPhone  Way = "phone"
	WayVisit  Way = "visit"
	WayLetter Way = "letter"
	WayForm   Way = "form"
)

// Urgent is what to do at once.
type Urgent struct {
	Phone string
	Text  string
}

// Link is an address outside the portal.
type Link struct {
	URL   string
	Label string
}

// StepPreview is one step of the form, shown before one begins.
type StepPreview struct {
	Title     string
	Questions []string
}

// Privacy is what is to be told about personal data (GDPR art. 13). Bases,
// grounds and rights are the catalogue's values.
type Privacy struct {
	Said       bool // it is known what becomes of personal data here
	None       bool // there are none
	Controller string
	Phone      string // of the controller
	Officer    string // the phone of the data protection officer; empty: not said
	OfficerURL string // empty: there is no page
	Purpose    string
	Basis      string
	Sensitive  string // empty: no ground is needed
	Recipients string // empty: nobody beside those that the controller hires
	Kept       string // empty: unknown, and the page says so
	KeptBy     string // the decision on how long, in Swedish; empty: not said
	Rights     []string
}

// facts are what one wants to know before beginning.
func (v Service) facts(ctx context.Context) []ui.Fact {
	known := func(text, unknown string) string {
		if text != "" {
			return text
		}
		if v.Kind == KindSignpost {
			unknown += ".signpost"
		}
		return i18n.T(ctx, unknown)
	}
	var facts []ui.Fact
	if v.Handled || v.HandlingTime != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "catalogue.service.time"), Value: known(v.HandlingTime, "catalogue.service.time_unknown")})
	}
	return append(facts,
		ui.Fact{Label: i18n.T(ctx, "catalogue.service.cost"), Value: known(v.Cost, "catalogue.service.cost_unknown")},
		ui.Fact{Label: i18n.T(ctx, "catalogue.service.login"), Value: v.loginText(ctx)},
		ui.Fact{Label: i18n.T(ctx, "catalogue.service.audience"), Value: joined(v.Audience)},
	)
}

// loginText says in a sentence how one logs in. What is done by phone or on a
// visit needs no login, whatever it will need when there is a form.
func (v Service) loginText(ctx context.Context) string {
	switch {
	case v.Login == LoginNone || v.Kind == KindInformation:
		return i18n.T(ctx, "catalogue.service.login.none")
	case v.Kind == KindSignpost:
		return i18n.T(ctx, "catalogue.service.login.signpost")
	case v.Login == LoginCoSign:
		return i18n.T(ctx, "catalogue.service.login.co_sign")
	default:
		return i18n.T(ctx, "catalogue.service.login.bankid")
	}
}

func (v Service) responsibleKey() string {
	if v.Kind == KindSignpost {
		return "catalogue.service.authority.signpost"
	}
	return "catalogue.service.authority"
}

// calls reports whether the one next action is to call: somebody handles the
// matter, and there is no way to begin on the web.
func (v Service) calls() bool {
	return v.Kind != KindEService && v.Link == nil && v.Handled && v.Phone != "" && v.Urgent == nil
}

// done is what happens afterwards, with what the portal itself adds.
func (v Service) done(ctx context.Context) []string {
	if !v.NoFollowUp || !v.HasForm {
		return v.Next
	}
	return append(v.Next[:len(v.Next):len(v.Next)], i18n.T(ctx, "catalogue.service.no_follow_up"))
}

func (w Way) icon() string {
	switch w {
	case WayVisit:
		return "place"
	case WayLetter:
		return "letter"
	case WayForm:
		return "file"
	case WayPhone:
	}
	return "phone"
}
