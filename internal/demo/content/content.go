// Package content is what Mittköping, the demo municipality, offers: one YAML
// file a service. It is the folder that a new installation is filled from, and
// an example of how such files are written. It holds no code beyond the way to
// the files.
package content

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// Services returns the folder of the demo's services, as catalogue.Files reads
// it.
func Services() fs.FS { return files }
