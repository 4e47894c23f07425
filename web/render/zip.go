package render

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"
)

// deflate compresses a part of a gzip file that others follow: it ends at a
// byte's border and refers to nothing outside itself.
func deflate(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// zip joins parts to a gzip file (RFC 1952, RFC 1951).
type zip struct {
	out  *bytes.Buffer
	sum  uint32
	size uint32 // modulo 2³², as the format wants it
}

func newZip(out *bytes.Buffer) *zip {
	out.WriteString("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff") // deflate, no name, no time, unknown system
	return &zip{out: out}
}

// deflated adds what deflate made of plain.
func (z *zip) deflated(plain, deflated []byte) {
	z.out.Write(deflated)
	z.sum = crc32.Update(z.sum, crc32.IEEETable, plain)
	z.size += uint32(len(plain)) //nolint:gosec // modulo 2³²
}

// maxStored is the most that a stored block holds.
const maxStored = 1<<16 - 1

// stored adds text as it is, without its content having to do with the length
// of anything.
func (z *zip) stored(text string) {
	for len(text) > 0 {
		block := text[:min(len(text), maxStored)]
		text = text[len(block):]
		z.block(0, block)
		z.sum = crc32.Update(z.sum, crc32.IEEETable, []byte(block))
		z.size += uint32(len(block)) //nolint:gosec // at most maxStored
	}
}

// block writes a stored block: whether it is the last, its length twice, and
// its content.
func (z *zip) block(last byte, content string) {
	length := uint16(len(content)) //nolint:gosec // at most maxStored
	header := binary.LittleEndian.AppendUint16([]byte{last}, length)
	z.out.Write(binary.LittleEndian.AppendUint16(header, ^length))
	z.out.WriteString(content)
}

func (z *zip) close() {
	z.block(1, "")
	trailer := binary.LittleEndian.AppendUint32(nil, z.sum)
	z.out.Write(binary.LittleEndian.AppendUint32(trailer, z.size))
}

// acceptsGzip reports whether the browser takes gzip.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(coding, "gzip") {
			weight, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(params), "q="), 64)
			return err != nil || weight > 0
		}
	}
	return false
}
