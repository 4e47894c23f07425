package store

import (
	"encoding/json"
	"fmt"
)

// seal returns v as sealed JSON for a column ("drafts.answers") of the row with
// the id. It opens nowhere else.
func (db *DB) seal(column, id string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("store: seal %s of %s: %w", column, id, err)
	}
	sealed, err := db.ring.Seal(plain, column+"/"+id)
	if err != nil {
		return nil, fmt.Errorf("store: seal %s of %s: %w", column, id, err)
	}
	return sealed, nil
}

// unseal reads into v what seal made.
func (db *DB) unseal(column, id string, sealed []byte, v any) error {
	plain, err := db.ring.Open(sealed, column+"/"+id)
	if err != nil {
		return fmt.Errorf("store: open %s of %s: %w", column, id, err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		// The cause may quote what was sealed.
		return fmt.Errorf("store: open %s of %s: not the JSON it should be", column, id)
	}
	return nil
}
