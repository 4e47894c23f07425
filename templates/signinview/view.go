package signinview

import "github.com/mittkoping/entre/templates/layout"

// Choose is the page where one chooses how to log in.
type Choose struct {
	layout.Shell
	Office bool  // to the back office
	Ways   []Way // empty: one cannot log in, and the page says what to do instead
}

// Way is one way to log in.
type Way struct {
	URL  string
	Name string // "BankID"
}

// Failed is a login that did not end well; Shell.Title says so.
type Failed struct {
	layout.Shell
	Office bool   // it was to the back office
	Body   string // what happened and what to do, in plain words
	Again  string // where to try again
	Back   string // where one came from; empty: the start page
}

// LoggedOut says that one is logged out here and leads on to be so at the
// provider.
type LoggedOut struct {
	layout.Shell
	Office bool
	Next   string // its address
	Name   string // what the provider is called: "BankID"
}

// Desk is what somebody at work is told of themselves.
type Desk struct {
	layout.Shell
	Functions []Function // empty: they may do nothing, and are told whom to ask
}

// Function is a function that somebody holds.
type Function struct {
	Title     string // "Bygglovshandläggare"
	Authority string // "Byggnadsnämnden"
}
