// Package redmine carries cases to Redmine 5 by its REST interface: a case becomes
// an issue, and each attachment, message and withdrawal a note on it; status and
// public notes come back, with their files (redmine.org/projects/redmine/wiki/Rest_api).
//
// Each issue bears the case's reference in a custom field, and each note ends with
// its step's key; those are what Find looks for, the latter among our own user's
// notes only. What Redmine answers is read back: it says 201 and 204 also when it has
// left out all that it was asked to do.
//
// It asks for nothing but what stands under its base URL, follows no redirects, and
// makes the address of a file from its number.
package redmine
