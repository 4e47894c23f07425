package catalogue

import (
	"slices"

	"github.com/mittkoping/entre/internal/i18n"
)

// LifeEvent is something that happens to people and makes them need several
// services at once. Its code is for ever: it stands in files and addresses.
type LifeEvent struct {
	Code        string
	Name        i18n.Text
	Description i18n.Text // one sentence
	Business    bool      // it happens to a business
}

// lifeEvents are listed in the order in which the start page shows them.
var lifeEvents = []LifeEvent{
	{
		Code: "fa-barn", Name: i18n.Text{SV: "Få barn", EN: "Having a child"},
		Description: i18n.Text{SV: "När du väntar barn eller har ett litet barn.", EN: "When you are expecting or have a small child."},
	},
	{
		Code: "borja-skolan", Name: i18n.Text{SV: "Börja skolan", EN: "Starting school"},
		Description: i18n.Text{SV: "När ett barn börjar, byter eller slutar skola.", EN: "When a child starts, changes or leaves school."},
	},
	{
		Code: "flytta", Name: i18n.Text{SV: "Flytta", EN: "Moving"},
		Description: i18n.Text{SV: "När du flyttar hit, härifrån eller inom kommunen.", EN: "When you move here, away or within the municipality."},
	},
	{
		Code: "bygga", Name: i18n.Text{SV: "Bygga och bo", EN: "Building and renovating"},
		Description: i18n.Text{SV: "När du bygger, river eller ändrar något hemma.", EN: "When you build, pull down or change something at home."},
	},
	{
		Code: "separera", Name: i18n.Text{SV: "Separera", EN: "Separating"},
		Description: i18n.Text{SV: "När ni går isär och har barn, bostad eller ekonomi ihop.", EN: "When you part and share children, a home or money."},
	},
	{
		Code: "bli-sjuk-eller-funktionsnedsatt", Name: i18n.Text{SV: "Bli sjuk eller få en funktionsnedsättning", EN: "Illness or disability"},
		Description: i18n.Text{SV: "När du eller någon nära behöver stöd i vardagen.", EN: "When you or somebody close needs support in everyday life."},
	},
	{
		Code: "bli-aldre", Name: i18n.Text{SV: "Bli äldre", EN: "Growing older"},
		Description: i18n.Text{SV: "När du eller en förälder behöver hjälp på äldre dagar.", EN: "When you or a parent needs help in old age."},
	},
	{
		Code: "tappat-jobbet", Name: i18n.Text{SV: "Ha tappat jobbet eller ha ont om pengar", EN: "Losing a job or being short of money"},
		Description: i18n.Text{SV: "När pengarna inte räcker eller du behöver ett nytt jobb.", EN: "When the money does not last or you need a new job."},
	},
	{
		Code: "nagon-har-dott", Name: i18n.Text{SV: "Någon har dött", EN: "When somebody has died"},
		Description: i18n.Text{SV: "När du ska ta hand om det praktiska efter någon.", EN: "When you are to see to the practical matters after somebody."},
	},
	{
		Code: "starta-foretag", Name: i18n.Text{SV: "Starta och driva företag", EN: "Starting and running a business"},
		Description: i18n.Text{SV: "När du öppnar, ändrar eller stänger en verksamhet.", EN: "When you open, change or close a business."},
		Business:    true,
	},
	{
		Code: "ordna-evenemang", Name: i18n.Text{SV: "Ordna ett evenemang", EN: "Arranging an event"},
		Description: i18n.Text{SV: "När du vill ordna en fest, marknad, match eller konsert.", EN: "When you want to arrange a party, a market, a match or a concert."},
	},
}

// LifeEvents returns the events of life, in order.
func LifeEvents() []LifeEvent { return slices.Clone(lifeEvents) }

// FindLifeEvent returns the event of life with the code.
func FindLifeEvent(code string) (LifeEvent, bool) {
	i := slices.IndexFunc(lifeEvents, func(e LifeEvent) bool { return e.Code == code })
	if i < 0 {
		return LifeEvent{}, false
	}
	return lifeEvents[i], true
}
