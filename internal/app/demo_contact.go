package app

import (
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/outside"
)

// contactCentre is how Mittköping's portal reaches its contact centre's errands.
func (dc DemoConfig) contactCentre() config.Connector {
	return config.Connector{Type: "sundsvall", Options: map[string]any{
		"base_url": "http://" + dc.OutsideAddr + outside.ContactAPIPath, "token_url": "http://" + dc.OutsideAddr + outside.ContactTokenPath, "allow_http": true,
		"client_id": outside.ContactClientID, "client_secret": demoKey,
		"municipality": outside.ContactMunicipality, "namespace": outside.ContactNamespace, "sent_by": "entre01",
		"category": "TILLGANGLIGHET", "type": "ANNAT", "withdrawn_status": "WITHDRAWN",
	}}
}
