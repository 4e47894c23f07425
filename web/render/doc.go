// Package render answers requests: a page is made whole in memory before its
// status is sent, so that a fault half-way gives an error page and not half a
// page. It also fills in what every page has around it, and keeps the pages that
// are the same for all who have nothing of their own on them (Keep).
//
// It does not decide which page: handlers do.
package render
