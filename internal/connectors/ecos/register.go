package ecos

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
)

// register is the municipality's properties: the contract knows a property by its key
// only, and people by its designation.
type register map[string]key

type key struct{ fnr, addressID int }

// readRegister reads the file of the option properties_file: a line for each property,
// with its designation, its key and, where there is one, the id of its address,
// separated by semicolons. "" is no register.
func readRegister(file string) (register, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // a nil register knows nothing
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("option properties_file: %w", err)
	}
	defer f.Close()
	lines := csv.NewReader(f)
	lines.Comma, lines.FieldsPerRecord = ';', -1
	r := register{}
	for n := 1; ; n++ {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("option properties_file: %w", err)
		}
		designation, k, err := readProperty(fields)
		if err != nil {
			return nil, fmt.Errorf("option properties_file: line %d: %w", n, err)
		}
		if known, twice := r[designation]; twice && known != k {
			return nil, fmt.Errorf("option properties_file: line %d: the designation stands there with another key too", n)
		}
		r[designation] = k
	}
	return r, nil
}

func readProperty(fields []string) (designation string, k key, err error) {
	wrong := errors.New("it must be designation;key or designation;key;address, the last two in digits")
	if len(fields) < 2 || len(fields) > 3 {
		return "", k, wrong
	}
	designation = spell(fields[0])
	if k.fnr, err = positive(fields[1]); err != nil || designation == "" {
		return "", k, wrong
	}
	if len(fields) == 3 && strings.TrimSpace(fields[2]) != "" {
		if k.addressID, err = positive(fields[2]); err != nil {
			return "", k, wrong
		}
	}
	return designation, k, nil
}

func positive(s string) (int, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err == nil && n < 1 {
		err = errors.New("it is not positive")
	}
	return int(n), err
}

// spell is a designation as it is compared: however people write spaces and letters.
func spell(designation string) string {
	return strings.ToUpper(casetext.OneLine(strings.TrimPrefix(designation, "\uFEFF")))
}
