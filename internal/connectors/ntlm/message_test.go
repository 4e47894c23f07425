package ntlm

import (
	"encoding/hex"
	"testing"
	"time"
)

// TestVectors are the examples of MS-NLMP 4.2.1 and 4.2.4.
func TestVectors(t *testing.T) {
	a := account{user: "User", domain: "Domain", password: "Password"}
	if got := hex.EncodeToString(a.key()); got != "0c868a403bfd7a93a3001ef22ef02e3f" {
		t.Errorf("NTOWFv2 is %s", got)
	}
	info, err := hex.DecodeString("02000c0044006f006d00610069006e0001000c005300650072007600650072000000" + "0000")
	if err != nil {
		t.Fatal(err)
	}
	c := challenge{nonce: [8]byte{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}, info: info}
	ours := []byte{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}
	nt, lm := a.respond(c, ours, time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC))
	if got := hex.EncodeToString(nt[:16]); got != "68cd0ab851e51c96aabc927bebef6a1c" {
		t.Errorf("NTProofStr is %s", got)
	}
	if got := hex.EncodeToString(lm); got != "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa" {
		t.Errorf("LMv2 is %s", got)
	}
}

func TestParseChallenge(t *testing.T) {
	good := challengeMessage()
	if _, err := parseChallenge(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"nothing":             func([]byte) []byte { return nil },
		"half":                func(m []byte) []byte { return m[:40] },
		"another message":     func(m []byte) []byte { m[8] = 1; return m },
		"no signature":        func(m []byte) []byte { m[0] = 'x'; return m },
		"no target info":      func(m []byte) []byte { m[22] &^= 0x80; return m },
		"outside of it":       func(m []byte) []byte { m[44] = 255; return m },
		"larger than it":      func(m []byte) []byte { m[41] = 255; return m },
		"an address below it": func(m []byte) []byte { m[47] = 0xff; return m },
	} {
		if _, err := parseChallenge(spoil(append([]byte{}, good...))); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, info := range []string{"", "0700", "07000800", "0100ff00aa", "00000000"} {
		b, err := hex.DecodeString(info)
		if err != nil {
			t.Fatal(err)
		}
		if got := (challenge{info: b}).timestamp(); got != nil {
			t.Errorf("%q has the time %x", info, got)
		}
	}
}
