package adminview

import (
	"context"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// Start is what there is to look after, in parts.
type Start struct {
	layout.Office
	Parts   []Part
	Draft   int // changes of one's own that are not published
	Expired int // recommended hits whose last day has passed
}

// Part is some pages that belong together.
type Part struct {
	Title string
	Cards []ui.Card
}

// Tab is a part of the administration of words.
type Tab string

// The tabs, in their order.
const (
	TabWords    Tab = "words"
	TabSynonyms Tab = "synonyms"
	TabBets     Tab = "bets"
	TabWhy      Tab = "why"
	TabHistory  Tab = "history"
	TabDraft    Tab = "draft"
)

// Frame is what every page about words has around it.
type Frame struct {
	layout.Office
	Tab   Tab
	Draft int // changes of one's own that are not published
}

func (f Frame) in(ctx context.Context, title string) layout.Office {
	return f.In(layout.AreaAdmin, i18n.T(ctx, title))
}

type tabLink struct {
	tab Tab
	url string
}

func tabs(lang i18n.Lang) []tabLink {
	return []tabLink{
		{TabWords, paths.AdminWords(lang, paths.WordFilter{})},
		{TabSynonyms, paths.AdminSynonyms(lang, paths.WordFilter{})},
		{TabBets, paths.AdminBets(lang)},
		{TabWhy, paths.AdminWhy(lang, "", false)},
		{TabHistory, paths.AdminHistory(lang, 0)},
		{TabDraft, paths.AdminDraft(lang)},
	}
}

// Saying is a word of a language, as it is written there.
type Saying struct {
	Text string
	Lang string // BCP 47; empty: the page's, or nobody knows
	RTL  bool
}

// Pager leads from a page of a list to those beside it.
type Pager struct {
	Page, Size, Total int
	URL               func(n int) string
}

func (p Pager) pages() int { return max((p.Total+p.Size-1)/max(p.Size, 1), 1) }

// The names of the fields of forms.
const (
	FieldWords    = "ord"
	FieldService  = "tjanst"
	FieldLanguage = "sprak"
	FieldFrom     = "fran"
	FieldTo       = "till"
	FieldWeight   = "vikt"
	FieldBoth     = "bada"
	FieldOwner    = "ansvarig"
	FieldReason   = "skal"
	FieldFirstDay = "forsta"
	FieldLastDay  = "sista"
	FieldDo       = "gor"
	FieldVersion  = "version"
	FieldChange   = "andring"
)

// What the buttons of forms do.
const (
	DoSave    = "spara"
	DoRemove  = "ta-bort"
	DoPublish = "publicera"
	DoDiscard = "kasta"
	DoUndo    = "angra"
)
