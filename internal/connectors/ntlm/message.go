package ntlm

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // what NTLM is made of
	"encoding/binary"
	"errors"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/crypto/md4" //nolint:staticcheck,gosec // what NTLM is made of
)

// What the parties say that they do (MS-NLMP, 2.2.2.5).
const (
	flagUnicode                = 1 << 0
	flagRequestTarget          = 1 << 2
	flagNTLM                   = 1 << 9
	flagAlwaysSign             = 1 << 15
	flagExtendedSession        = 1 << 19
	flagTargetInfo             = 1 << 23
	flag128                    = 1 << 29
	flag56                     = 1 << 31
	ourFlags            uint32 = flagUnicode | flagRequestTarget | flagNTLM | flagAlwaysSign | flagExtendedSession | flag128 | flag56
)

const signature = "NTLMSSP\x00"

// negotiate is the first message (2.2.1.1): what we do.
func negotiate() []byte {
	m := make([]byte, 32)
	copy(m, signature)
	binary.LittleEndian.PutUint32(m[8:], 1)
	binary.LittleEndian.PutUint32(m[12:], ourFlags)
	return m
}

// challenge is what the server asks (2.2.1.2).
type challenge struct {
	nonce [8]byte
	flags uint32
	info  []byte // about the server, to be given back
}

var errChallenge = errors.New("the server's challenge is not one of NTLM version 2")

func parseChallenge(m []byte) (challenge, error) {
	if len(m) < 48 || string(m[:8]) != signature || binary.LittleEndian.Uint32(m[8:]) != 2 {
		return challenge{}, errChallenge
	}
	c := challenge{flags: binary.LittleEndian.Uint32(m[20:])}
	copy(c.nonce[:], m[24:])
	size, at := int(binary.LittleEndian.Uint16(m[40:])), int(binary.LittleEndian.Uint32(m[44:]))
	if c.flags&flagUnicode == 0 || c.flags&flagTargetInfo == 0 || at < 0 || at+size > len(m) {
		return challenge{}, errChallenge
	}
	c.info = m[at : at+size]
	return c, nil
}

// timestamp is what the server says that the time is, or nil.
func (c challenge) timestamp() []byte {
	const end, stamp = 0, 7
	for info := c.info; len(info) >= 4; {
		id, size := binary.LittleEndian.Uint16(info), int(binary.LittleEndian.Uint16(info[2:]))
		if id == end || len(info) < 4+size {
			return nil
		}
		if id == stamp && size == 8 {
			return info[4:12]
		}
		info = info[4+size:]
	}
	return nil
}

// fileTime is a time in Windows' count: tenths of microseconds since 1601.
func fileTime(at time.Time) []byte {
	const from1601 = 11_644_473_600 // seconds before 1970
	t := make([]byte, 8)
	binary.LittleEndian.PutUint64(t, uint64(at.Unix()+from1601)*10_000_000+uint64(at.Nanosecond()/100)) //nolint:gosec // no time before 1601
	return t
}

// account is whom we are.
type account struct{ user, domain, password string }

// key is what proves that we know the password (3.3.2, NTOWFv2).
func (a account) key() []byte {
	h := md4.New() //nolint:gosec // what NTLM is made of
	h.Write(utf16le(a.password))
	return mac(h.Sum(nil), utf16le(strings.ToUpper(a.user)+a.domain))
}

// respond answers a challenge (3.3.2).
func (a account) respond(c challenge, ours []byte, now time.Time) (nt, lm []byte) {
	stamp := c.timestamp()
	key := a.key()
	if stamp == nil {
		stamp = fileTime(now)
		lm = append(mac(key, c.nonce[:], ours), ours...)
	} else {
		lm = make([]byte, 24) // as 3.1.5.1.2 says
	}
	blob := bytes.Join([][]byte{{1, 1, 0, 0, 0, 0, 0, 0}, stamp, ours, make([]byte, 4), c.info, make([]byte, 4)}, nil)
	return append(mac(key, c.nonce[:], blob), blob...), lm
}

// authenticate is the last message (2.2.1.3).
func (a account) authenticate(c challenge, ours []byte, now time.Time) []byte {
	const header = 64
	nt, lm := a.respond(c, ours, now)
	parts := [][]byte{lm, nt, utf16le(a.domain), utf16le(a.user), nil, nil} // no workstation, no session key
	m := make([]byte, header)
	copy(m, signature)
	binary.LittleEndian.PutUint32(m[8:], 3)
	for i, part := range parts {
		field := m[12+8*i:]
		binary.LittleEndian.PutUint16(field, uint16(len(part)))                  //nolint:gosec // the challenge limits it
		binary.LittleEndian.PutUint16(field[2:], uint16(len(part)))              //nolint:gosec // the same
		binary.LittleEndian.PutUint32(field[4:], uint32(header+size(parts[:i]))) //nolint:gosec // the same
	}
	binary.LittleEndian.PutUint32(m[60:], ourFlags&c.flags|flagTargetInfo)
	return append(m, bytes.Join(parts, nil)...)
}

func size(parts [][]byte) (n int) {
	for _, p := range parts {
		n += len(p)
	}
	return n
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(md5.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
