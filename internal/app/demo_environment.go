package app

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/demo/outside"
)

// environmentOffice is how Mittköping's portal reaches its environment office's Ecos.
func (dc DemoConfig) environmentOffice() config.Connector {
	return config.Connector{Type: "ecos", Options: map[string]any{
		"base_url": "http://" + dc.OutsideAddr + outside.EnvironmentService, "allow_http": true,
		"auth": "basic", "username": outside.EnvironmentUser, "password": demoKey,
		"attachment_occurrence": outside.EnvironmentAttachment, "message_occurrence": outside.EnvironmentMessage,
		"withdrawal_occurrence": outside.EnvironmentWithdrawal,
		"document_type":         outside.EnvironmentDocument, "attachment_type": outside.EnvironmentDocumentFile,
		"document_status": outside.EnvironmentReceived, "facility_status": outside.EnvironmentFacilityStatus, "address_type": outside.EnvironmentAddressType,
		"email":           map[string]any{"path": outside.EnvironmentEmail, "type": outside.EnvironmentContactType},
		"phone":           map[string]any{"path": outside.EnvironmentPhone, "type": outside.EnvironmentContactType},
		"properties_file": dc.propertiesFile(),
		"occurrences": map[string]any{
			outside.EnvironmentBegun:    map[string]any{"status": "started"},
			outside.EnvironmentAsked:    map[string]any{"status": "waiting", "asks": true, "words": true, "files": true},
			outside.EnvironmentLetter:   map[string]any{"words": true, "files": true},
			outside.EnvironmentDecision: map[string]any{"decision": true, "words": true, "files": true},
			outside.EnvironmentClosed:   map[string]any{"status": "closed"},
		},
	}}
}

func (dc DemoConfig) propertiesFile() string { return filepath.Join(dc.Dir, "fastigheter.csv") }

// writeProperties leaves the municipality's properties where the portal reads them.
func (dc DemoConfig) writeProperties() error {
	if err := os.WriteFile(dc.propertiesFile(), outside.PropertyRegister(), 0o600); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	return nil
}
