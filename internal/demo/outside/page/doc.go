// Package page is the look of the world outside the portal: one shell with
// one style sheet, so that a person who clicks through the demo always sees
// that this is not the municipality's portal.
//
// It is for the people's pages of the simulated systems: Swedish, plain,
// without scripts. It is not the portal's design system and shares nothing
// with it.
package page
