// Package requesttracker behaves as Request Tracker 5 does at the part of its
// REST 2 interface that a portal needs: a back end outside the portal, for the
// demo and for tests. Its page for people is a simple one of its own: tickets,
// their history, a reply with files, and a status.
//
// It was written from the answers of Request Tracker 5.0.3 (Debian 12), and
// has its traps:
//
//   - 200 and 201 say nothing about fields and statuses: what was not done is a
//     sentence in a list, or not told at all;
//   - a field with unique values, or a user without ModifyCustomField, makes a
//     ticket without the field;
//   - correspondence opens a ticket that is new or closed;
//   - a comment without the right is 400, an unknown queue 403, and a search
//     just does not list what the user may not see;
//   - searches make no difference between great and small letters;
//   - empty uploads are refused, file names in JSON garbled, and texts guessed
//     to be in another encoding;
//   - an attachment that is not there is 500.
//
// State lives in memory and, when there is a directory, in a journal; a killed
// process loses nothing that was answered. It is not meant to survive a power
// cut, to hold real people's data, or to be reached from another machine.
package requesttracker
