// Package connectortest holds the suite that every connector must pass: what
// the engine relies on when it promises that a case is in the back end once
// and whole. See Run.
//
// It is for tests only. It judges a connector by what its back end has in the
// end, never by the connector's own word.
package connectortest
