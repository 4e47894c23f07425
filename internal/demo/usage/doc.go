// Package usage is how the people of Mittköping have searched: made up, for the
// demo's administration to have something to show. A portal that is used fills
// the same tables by itself.
package usage
