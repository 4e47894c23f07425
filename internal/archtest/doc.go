// Package archtest holds the import rules of docs/design.md, as a test over
// what go list says of every package. The rules are the two tables in
// rules_test.go; whoever moves a wall changes them there, and says why in an
// ADR.
//
// It looks at imports and package comments only. Forbidden calls and style are
// golangci-lint's, which skips generated files; this test does not.
package archtest
