// Package backoffice is where handlers work cases, and where one sees what has
// not come to its back end.
//
// Who may see and do what is decided in packages caseroom and delivery/watch,
// which also note who has read what. Here what was typed is read, one method
// called, and what came of it shown: a deed that was too late shows the case as
// it is now, with what was typed still there.
package backoffice
