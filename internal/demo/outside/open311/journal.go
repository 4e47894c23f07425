package open311

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mittkoping/entre/internal/errs"
)

// entry is one line of the journal: exactly one of its fields is set.
type entry struct {
	Request *Request `json:"request,omitempty"`
	Update  *Update  `json:"update,omitempty"`
}

// journal is the append-only file of everything that happened. One write is
// one line, so a killed process leaves whole lines and at most one torn end.
type journal struct {
	file *os.File
	size int64
}

// openJournal replays the journal in dir, oldest first, and opens it for
// appending. A torn last line was never answered for and is cut off.
func openJournal(dir string, replay func(entry) error) (*journal, error) {
	const op = "open311.openJournal"
	name := filepath.Join(dir, "journal.jsonl")
	content, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	whole := content[:bytes.LastIndexByte(content, '\n')+1]
	number := 0
	for line := range bytes.Lines(whole) {
		number++
		var e entry
		err := json.Unmarshal(line, &e)
		if err == nil {
			err = replay(e)
		}
		if err != nil {
			return nil, errs.Wrap(errs.Invalid, fmt.Sprintf("%s line %d", op, number), err)
		}
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	j := &journal{file: file, size: int64(len(whole))}
	if err := file.Truncate(j.size); err != nil {
		return nil, errs.Wrap(errs.Unavailable, op, err)
	}
	return j, nil
}

// append writes e, or nothing: a line that did not get through is overwritten
// by the next. A nil journal remembers nothing.
func (j *journal) append(e entry) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return errs.Wrap(errs.Internal, "open311.journal.append", err)
	}
	line = append(line, '\n')
	if _, err := j.file.WriteAt(line, j.size); err != nil {
		return errs.Wrap(errs.Unavailable, "open311.journal.append", err)
	}
	j.size += int64(len(line))
	return nil
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return errs.Wrap(errs.Unavailable, "open311.journal.close", j.file.Close())
}
