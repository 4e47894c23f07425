package adminview

import (
	"github.com/mittkoping/entre/templates/layout"
	"github.com/mittkoping/entre/templates/ui"
)

// Start is what there is to look after, in parts.
type Start struct {
	layout.Office
	Parts []Part
}

// Part is some pages that belong together.
type Part struct {
	Title string
	Cards []ui.Card
}
