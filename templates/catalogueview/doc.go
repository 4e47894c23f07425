// Package catalogueview holds the pages on which one finds a service: start,
// hits, the list, a service's own page, Mina sidor and the pages about the
// portal itself. Each page takes one view model.
package catalogueview
