package connectortest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mittkoping/entre/internal/delivery"
)

func (h Harness) testFilesBack(t *testing.T) {
	p := &polled{rig: h.set(t, h.Backend)}
	if p.backend.Told != nil {
		p.testFilesTold(h)
		return
	}
	_, fetches := inner(p.connector).(delivery.FileFetcher)
	if p.backend.SendFiles == nil {
		if fetches {
			t.Error("the connector fetches files, and its back end sends none")
		}
		return
	}
	if !fetches {
		t.Fatal("the connector fetches no files")
	}
	fetcher := p.connector.(delivery.FileFetcher)
	sent := filesOfStaff()
	id := p.send(h.create("MK-2026-AAAA-1111")).RemoteID
	p.begin()
	p.wantNews()
	p.backend.SendFiles(t, id, "Här är beslutet.", sent)
	p.backend.SendFiles(t, id, "", sent[:1])
	p.mayStart = id
	p.wantNews(id+"  Här är beslutet.", id+"  ")

	changes := p.withFiles()
	if len(changes) != 2 || len(changes[0].Files) != len(sent) || len(changes[1].Files) != 1 {
		t.Fatalf("the changes with files are %+v", changes)
	}
	var want, got []string
	for i, f := range changes[0].Files {
		if f.Name == "" || strings.ContainsAny(f.Name, "/\\\r\n") || f.Size != 0 && f.Size != int64(len(sent[i].Content)) {
			t.Errorf("number %d is told as %+v", i+1, f)
		}
		want = append(want, hexSum(sent[i].Content))
		got = append(got, hexSum(fetch(t, fetcher, id, f.ID)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("checksums (-sent +fetched):\n%s", diff)
	}
	if name := changes[0].Files[0].Name; name != sent[0].Name {
		t.Errorf("the first is called %q", name)
	}

	// Best as a RefusedError, but some fail in the same way as if they were ill.
	if _, err := fetcher.FetchFile(t.Context(), id, "987654321"); err == nil {
		t.Error("a file that is not there can be fetched")
	}
	h.testFetchThroughFaults(p, id, changes[0].Files[0].ID)

	again := p.withFiles()
	if diff := cmp.Diff(changes, again); diff != "" {
		t.Errorf("told again (-before +after):\n%s", diff)
	}
}

// filesOfStaff are what staff may send: bytes are bytes.
func filesOfStaff() []Sent {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return []Sent{
		{"Beslut § 12.pdf", "application/pdf", []byte("%PDF-1.7 beslut")},
		{"räksmörgås 🦐.png", "image/png", every},
		{"brev.txt", "text/plain", []byte("Hej!\nEn rad till.\n")},
		{"stor.bin", "application/octet-stream", bytes.Repeat([]byte("0123456789abcdef"), 1<<16)},
	}
}

// withFiles reads all from the beginning and returns the changes with files.
func (p *polled) withFiles() []delivery.Change {
	p.t.Helper()
	p.begin()
	p.poll()
	var found []delivery.Change
	for _, c := range p.order {
		if len(c.Files) > 0 {
			found = append(found, c)
		}
	}
	return found
}

// testFetchThroughFaults: nothing but the whole file passes for it, and no fault
// for its end.
func (h Harness) testFetchThroughFaults(p *polled, remoteID, fileID string) {
	fetcher, _ := p.connector.(delivery.FileFetcher)
	for _, f := range h.uncertain(p.t) {
		p.front.through(f, func() {
			ctx, cancel := context.WithTimeout(p.t.Context(), patience)
			defer cancel()
			body, err := fetcher.FetchFile(ctx, remoteID, fileID)
			if err == nil {
				var content []byte
				if content, err = io.ReadAll(body); err == nil {
					p.t.Errorf("%s: got %d bytes and no error", f.name, len(content))
				}
				_ = body.Close()
			}
			if _, ok := refusedOf(err); ok {
				p.t.Errorf("%s: got a refusal, which gives the file up: %v", f.name, err)
			}
		})
	}
}

func fetch(t *testing.T, fetcher delivery.FileFetcher, remoteID, fileID string) []byte {
	t.Helper()
	body, err := fetcher.FetchFile(t.Context(), remoteID, fileID)
	if err != nil {
		t.Fatalf("FetchFile %s: %v", fileID, err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("FetchFile %s: %v", fileID, err)
	}
	return content
}

func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
