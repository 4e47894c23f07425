// Package static holds what browsers load beside the pages: css, scripts,
// fonts and images. The sources are built by build.mjs into dist, which is
// embedded; a file's name there carries a hash of its content, so that browsers
// may keep it for ever.
//
// A binary built without dist serves its pages without style and scripts.
package static
