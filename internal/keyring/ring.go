package keyring

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Ring seals, opens and digests. It is safe for concurrent use.
type Ring struct {
	aead tink.AEAD
	prf  *prf.Set
}

// NewMemory returns a ring with new keys that are kept nowhere: what it seals
// can not be opened by another. It is for tests.
func NewMemory() (*Ring, error) {
	keys, err := newKeys()
	if err != nil {
		return nil, err
	}
	return keys.ring()
}

// Seal encrypts plain so that only this ring opens it, and only with the same
// context: the name of the place where it is kept (table, column and row), so
// that nobody can move one row's value to another.
func (r *Ring) Seal(plain []byte, context string) ([]byte, error) {
	sealed, err := r.aead.Encrypt(plain, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keyring.Seal: %w", err)
	}
	return sealed, nil
}

// Open returns what was sealed in the context. It is an error when the value
// was changed, was sealed in another context, or by a key that the ring lacks.
func (r *Ring) Open(sealed []byte, context string) ([]byte, error) {
	plain, err := r.aead.Decrypt(sealed, []byte(context))
	if err != nil {
		return nil, fmt.Errorf("keyring.Open: %w", err)
	}
	return plain, nil
}

// macSize is the length of a digest, in bytes.
const macSize = 32

// MAC returns a digest of 32 bytes that only a holder of the ring can make, the
// same each time. The purpose (a constant without NUL) keeps apart digests of the
// same value for different uses.
func (r *Ring) MAC(purpose, value string) []byte {
	digest, err := r.prf.ComputePrimaryPRF([]byte(purpose+"\x00"+value), macSize)
	if err != nil {
		// HKDF fails only when asked for more than 8,160 bytes.
		panic(fmt.Sprintf("keyring.MAC: %v", err))
	}
	return digest
}

// ErrNotSealed says that a value does not begin with the id of a key.
var ErrNotSealed = errors.New("keyring: not a sealed value")

// KeyID returns the id of the key that sealed the value, from its first five
// bytes: 1 and the id, big-endian.
func KeyID(sealed []byte) (uint32, error) {
	if len(sealed) < 5 || sealed[0] != 1 {
		return 0, ErrNotSealed
	}
	return binary.BigEndian.Uint32(sealed[1:5]), nil
}

// keys are a ring's keysets.
type keys struct {
	aead *keyset.Handle
	prf  *keyset.Handle
}

func newKeys() (keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return keys{}, fmt.Errorf("keyring: new key: %w", err)
	}
	digesting, err := keyset.NewHandle(prf.HKDFSHA256PRFKeyTemplate())
	if err != nil {
		return keys{}, fmt.Errorf("keyring: new key: %w", err)
	}
	return keys{aead: sealing, prf: digesting}, nil
}

func (k keys) ring() (*Ring, error) {
	sealing, err := aead.New(k.aead)
	if err != nil {
		return nil, fmt.Errorf("keyring: aead: %w", err)
	}
	digesting, err := prf.NewPRFSet(k.prf)
	if err != nil {
		return nil, fmt.Errorf("keyring: prf: %w", err)
	}
	return &Ring{aead: sealing, prf: digesting}, nil
}

// withNewPrimary returns the keys with one more for sealing, which is used from
// then on. The key for digests stays: a digest is looked up, not opened.
func (k keys) withNewPrimary() (keys, error) {
	manager := keyset.NewManagerFromHandle(k.aead)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return keys{}, fmt.Errorf("keyring: add key: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return keys{}, fmt.Errorf("keyring: set primary: %w", err)
	}
	sealing, err := manager.Handle()
	if err != nil {
		return keys{}, fmt.Errorf("keyring: add key: %w", err)
	}
	return keys{aead: sealing, prf: k.prf}, nil
}
