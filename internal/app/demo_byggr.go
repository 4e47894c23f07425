package app

import (
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/outside"
)

// byggR is how Mittköping's portal reaches its building committee's ByggR.
func (dc DemoConfig) byggR() config.Connector {
	return config.Connector{Type: "byggr", Options: map[string]any{
		"base_url": "http://" + dc.OutsideAddr + outside.ByggRServicePath, "allow_http": true,
		"auth": "basic", "username": outside.ByggRUser, "password": demoKey,
		"signature": "ENTRE", "document_type": "BIL", "event": "HANDLING/KOMPL", "withdrawal": "STATUS/ATER", "municipality": "Mittköping",
		"defaults": map[string]any{"namndkod": "BN", "enhetkod": "SBF"},
		"events":   map[string]any{"MEDD": "message", "KOMP": "completion", "BESLUT": "decision"},
	}}
}
