package main

import (
	"strings"
	"testing"
)

// TestShuttingOut is an operator who shuts somebody out from a child at school,
// looks, and lets in again.
func TestShuttingOut(t *testing.T) {
	const number = "197901049283" // of the tax agency's list for tests
	o := newOperator(t)
	o.install()
	o.does("0 shut out", "school", "blocks")
	id := func(code int, said string) string {
		t.Helper()
		_, rest, ok := strings.Cut(said, "unblock ")
		if code != exitWell || !ok {
			t.Fatalf("exit %d: %s", code, said)
		}
		return strings.Fields(rest)[0]
	}
	child := id(o.entre("school", "block", "--child", "skolan/alma-1"))
	person := id(o.entreReads(number+"\n", "school", "block", "--person"))
	pair := id(o.entreReads(number, "school", "block", "--person", "--child", "skolan/alma-1"))
	_, said := o.entre("school", "blocks")
	for _, want := range []string{
		"everybody from child skolan/alma-1", "a person from all children", "a person from child skolan/alma-1", "3 shut out", child, person, pair,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the list lacks %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, number) {
		t.Error("the list shows the number")
	}
	for _, done := range []string{child, person, pair} {
		o.does("", "school", "unblock", done)
	}
	o.does("0 shut out", "school", "blocks")
	o.fails("not_found", "school", "unblock", child)

	o.fails("no school's system is called", "school", "block", "--child", "annan/alma-1")
	o.fails("invalid", "school", "block", "--child", "skolan/Alma Öst")
	o.fails("standard input", "school", "block", "--person")
	if code, said := o.entreReads("19790104-9283", "school", "block", "--person"); code == exitWell || strings.Contains(said, "9283") {
		t.Errorf("exit %d, said %s", code, said)
	}
}
