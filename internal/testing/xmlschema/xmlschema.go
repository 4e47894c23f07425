// Package xmlschema holds documents against an XML Schema, by libxml2's xmllint,
// which .ci/install installs.
package xmlschema

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Valid fails the test for each document that the schema in the file does not
// allow, and skips it where there is no xmllint, unless CI is set.
func Valid(t *testing.T, schema string, documents [][]byte) {
	t.Helper()
	if len(documents) == 0 {
		t.Fatal("there is no document")
	}
	for i, err := range check(t, schema, documents) {
		if err != nil {
			t.Errorf("document %d: %v\n%.4000s", i+1, err, documents[i])
		}
	}
}

// Invalid fails the test for each document that the schema allows.
func Invalid(t *testing.T, schema string, documents [][]byte) {
	t.Helper()
	for i, err := range check(t, schema, documents) {
		if err == nil {
			t.Errorf("document %d is allowed:\n%.4000s", i+1, documents[i])
		}
	}
}

func check(t *testing.T, schema string, documents [][]byte) []error {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("no xmllint (Debian: libxml2-utils)")
	}
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	problems := make([]error, len(documents))
	for i, d := range documents {
		file := filepath.Join(dir, fmt.Sprintf("%04d.xml", i))
		if err := os.WriteFile(file, d, 0o600); err != nil {
			t.Fatal(err)
		}
		// The limits on lengths are lifted for files in base64; the network stays out.
		said, err := exec.CommandContext(t.Context(), program, "--noout", "--nonet", "--huge", "--schema", schema, file).CombinedOutput()
		if err != nil {
			problems[i] = fmt.Errorf("%w: %s", err, said)
		}
	}
	return problems
}
