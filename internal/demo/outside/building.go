package outside

import (
	"path/filepath"

	"github.com/mittkoping/entre/internal/demo/outside/requesttracker"
)

const buildingPrefix = "/rt"

// BuildingPath is where the building committee's Request Tracker answers.
const BuildingPath = buildingPrefix + "/"

// BuildingQueue is where cases come in to the building committee.
const BuildingQueue = "Bygglov"

// newBuilding starts the building committee's Request Tracker, set up as
// docs/connectors.md tells an administrator to.
func newBuilding(cfg Config) (*requesttracker.Server, error) {
	building := requesttracker.Config{
		Users: []requesttracker.User{{Name: "entre", Token: cfg.BuildingToken, Rights: []requesttracker.Right{
			requesttracker.SeeQueue, requesttracker.CreateTicket, requesttracker.ShowTicket, requesttracker.ShowTicketComments,
			requesttracker.CommentOnTicket, requesttracker.ReplyToTicket, requesttracker.SeeCustomField, requesttracker.ModifyCustomField,
		}}},
		Queues: []requesttracker.Queue{{
			Name:              BuildingQueue,
			TicketFields:      []requesttracker.Field{{Name: "ExternalId"}, {Name: "Fastighet"}},
			TransactionFields: []requesttracker.Field{{Name: "DeliveryId"}},
		}},
		Clock: cfg.Clock, Title: "Byggnadsnämnden", Prefix: buildingPrefix, Logger: cfg.Logger,
	}
	if cfg.Dir != "" {
		building.Dir = filepath.Join(cfg.Dir, "requesttracker")
	}
	return requesttracker.New(building)
}
