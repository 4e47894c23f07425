package app

import (
	"github.com/mittkoping/entre/internal/connectors/byggr"
	"github.com/mittkoping/entre/internal/connectors/caseroom"
	"github.com/mittkoping/entre/internal/connectors/ecos"
	"github.com/mittkoping/entre/internal/connectors/open311"
	"github.com/mittkoping/entre/internal/connectors/redmine"
	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/connectors/sundsvall"
	"github.com/mittkoping/entre/internal/connectors/webhook"
	"github.com/mittkoping/entre/internal/delivery"
)

// Connectors are the kinds of back end that this program speaks to. None of
// them sends mail: an e-mailed case is not a digital channel. room gives the case
// handling of this very program.
func Connectors(room func() caseroom.Room) []delivery.Type {
	return []delivery.Type{
		byggr.Type(),
		caseroom.Type(room),
		ecos.Type(),
		open311.Type(),
		redmine.Type(),
		requesttracker.Type(),
		sundsvall.Type(),
		webhook.Type(),
	}
}
