// Package citizen is a citizen with the plainest of browsers, for tests: it
// follows links and redirects, keeps cookies, fills in the forms that stand on
// the page, and runs no JavaScript.
//
// It posts only what a page's own form holds, so a test that passes here shows
// that the page works for a person.
package citizen
