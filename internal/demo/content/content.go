// Package content is what Mittköping, the demo municipality, offers: one YAML
// file a service, one with its authorities, and one a language with the words
// that people look for services by. It is the folder that a new installation is
// filled from, and an example of how such files are written. It holds no code
// beyond the way to the files.
package content

import (
	"bytes"
	"embed"
	"io/fs"
)

//go:embed *.yaml words/*.yaml
var files embed.FS

//go:embed organisation/mittkoping.yaml
var organisation []byte

// Services returns the folder of the demo's services, as catalogue.Files reads
// it.
func Services() fs.FS { return files }

// Organisation returns the demo's authorities and their functions, as
// organisation_file names such a file.
func Organisation() []byte { return bytes.Clone(organisation) }
