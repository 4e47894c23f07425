// Package public is what anybody reads without being known: the start page,
// search, the services, and the pages about the portal itself.
package public
