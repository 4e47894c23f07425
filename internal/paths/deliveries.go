package paths

import (
	"net/url"

	"github.com/mittkoping/entre/internal/i18n"
)

// The query parameters of the list of deliveries.
const (
	ParamConnector = "system"
	ParamProblem   = "fel"
	ParamNumber    = "nummer" // a reference or a back end's number
	ParamCount     = "antal"  // how many were just sent
	ParamMore      = "fler"   // there are more of them
)

// DeliveryList is what a list of deliveries shows. The zero DeliveryList is all
// that wait.
type DeliveryList struct {
	View      string
	Connector string
	Problem   string
	Number    string
	Page      int    // 0 and 1: the first
	Done      string // what has just been done, which the page says
	Count     string // to how many
	More      string // not empty: there are more
}

// Deliveries is the list of what back ends have not got.
func Deliveries(lang i18n.Lang) string { return DeliveriesShown(lang, DeliveryList{}) }

// DeliveriesShown is that list with what it is to show.
func DeliveriesShown(lang i18n.Lang, l DeliveryList) string {
	return In(lang, "/handlaggning/leveranser"+query(
		ParamView, l.View, ParamConnector, l.Connector, ParamProblem, l.Problem, ParamNumber, l.Number, ParamPage, page(l.Page),
		ParamDone, l.Done, ParamCount, l.Count, ParamMore, l.More))
}

// SendDeliveries is where a POST has several deliveries sent now.
func SendDeliveries(lang i18n.Lang) string { return In(lang, "/handlaggning/leveranser/skicka") }

// Delivery is one delivery, with its past.
func Delivery(lang i18n.Lang, id string) string {
	return In(lang, "/handlaggning/leveranser/"+url.PathEscape(id))
}

// DeliveryDeed is the delivery with the form of a deed open, and where it is posted.
func DeliveryDeed(lang i18n.Lang, id, deed string) string {
	return Delivery(lang, id) + "/" + url.PathEscape(deed)
}

// DeliveryDone is the delivery after a deed, which the page says.
func DeliveryDone(lang i18n.Lang, id, deed string) string {
	return Delivery(lang, id) + query(ParamDone, deed)
}
