// Package keyring seals what must not be readable in the database or among the
// files, and makes keyed digests of what must be recognised but not kept.
//
// A ring is one file with two Tink keysets: "aead" (AES-256-GCM, authenticated
// encryption) and "prf" (HKDF-SHA-256, for MAC). Each sealed value begins with
// the id of the key that sealed it (KeyID), so a ring with several keys opens
// what any of them sealed, and new keys are added without sealing old values
// again.
//
// The file holds the keys in clear: Tink calls that insecure, since it would
// have them wrapped by a key management service. A municipality without one
// protects the file as it protects its other secrets (owner only, outside the
// database's backups), and Load refuses a file that others may read.
//
// It is not for passwords, nor for what travels (TLS does that), and it knows
// neither tables nor files.
package keyring
