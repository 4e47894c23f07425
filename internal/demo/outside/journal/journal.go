package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mittkoping/entre/internal/errs"
)

// Journal is the append-only file of everything that happened. One write is
// one line, so a killed process leaves whole lines and at most one torn end.
type Journal[T any] struct {
	file *os.File
	size int64
}

// Open replays the journal in dir, oldest first, and opens it for
// appending. A torn last line was never answered for and is cut off.
func Open[T any](dir string, replay func(T) error) (*Journal[T], error) {
	const op = "journal.Open"
	name := filepath.Join(dir, "journal.jsonl")
	content, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	whole := content[:bytes.LastIndexByte(content, '\n')+1]
	number := 0
	for line := range bytes.Lines(whole) {
		number++
		var e T
		err := json.Unmarshal(line, &e)
		if err == nil {
			err = replay(e)
		}
		if err != nil {
			return nil, errs.Wrap(errs.Invalid, fmt.Sprintf("%s line %d", op, number), err)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	j := &Journal[T]{file: file, size: int64(len(whole))}
	if err := file.Truncate(j.size); err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	return j, nil
}

// Append writes e, or nothing: a line that did not get through is overwritten
// by the next. A nil journal remembers nothing.
func (j *Journal[T]) Append(e T) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return errs.Wrap(errs.Internal, "journal.Append", err)
	}
	line = append(line, '\n')
	if _, err := j.file.WriteAt(line, j.size); err != nil {
		return errs.Wrap(errs.Unavailable, "journal.Append", err)
	}
	j.size += int64(len(line))
	return nil
}

// Close closes the file.
func (j *Journal[T]) Close() error {
	if j == nil {
		return nil
	}
	return errs.Wrap(errs.Unavailable, "journal.Close", j.file.Close())
}
