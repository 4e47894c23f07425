// Package searchtest has the catalogues that search is measured over: the demo's
// own, and larger ones that are made of its words. Only tests import it.
package searchtest
