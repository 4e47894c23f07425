// Package drafts tells of a draft where it stands among other things: on Mina
// sidor, on its service's page, and on the page that says that it is saved.
//
// The filling in of a draft is in package eservice.
package drafts
