package store

import (
	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/caseroom"
	"github.com/mittkoping/entre/internal/cases"
	"github.com/mittkoping/entre/internal/catalogue"
	"github.com/mittkoping/entre/internal/delivery"
	"github.com/mittkoping/entre/internal/delivery/watch"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/learning"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/internal/vocabulary"
)

// What the domains have declared that they need.
var (
	_ cases.Store           = (*Cases)(nil)
	_ caseroom.Store        = (*Caseroom)(nil)
	_ identity.Persons      = (*Persons)(nil)
	_ identity.Appointments = (*Appointments)(nil)
	_ delivery.Store        = (*Deliveries)(nil)
	_ watch.Store           = (*Watch)(nil)
	_ catalogue.Store       = (*Catalogue)(nil)
	_ learning.LogStore     = (*Searches)(nil)
	_ learning.Store        = (*Searches)(nil)
	_ audit.Log             = (*Audit)(nil)
	_ school.Persons        = (*Persons)(nil)
	_ school.Blocks         = (*Blocks)(nil)
	_ vocabulary.Store      = (*WordChanges)(nil)
)
