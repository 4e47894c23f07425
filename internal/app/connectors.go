package app

import (
	"github.com/mittkoping/entre/internal/connectors/open311"
	"github.com/mittkoping/entre/internal/connectors/requesttracker"
	"github.com/mittkoping/entre/internal/delivery"
)

// Connectors are the kinds of back end that this program speaks to. None of
// them sends mail: an e-mailed case is not a digital channel.
func Connectors() []delivery.Type {
	return []delivery.Type{
		open311.Type(),
		requesttracker.Type(),
	}
}
