package audit

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
)

// The encoded form: a version byte; the number of shapes and the length of their part; the shapes, each preceded by its
// length, compressed in one of the versions; the number of records; and for each record its shape, its time and its place as
// differences to the previous record, and its id: 0 and 16 bytes for a GUID, else its length and text.
const (
	blockPlain      = 2
	blockCompressed = 3
)

// maxShapes is the maximum size of the shapes of a block in bytes.
const maxShapes = 64 << 20

// compressors are kept: making one allocates more than half a megabyte.
var compressors = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is valid
	}
	return w
}}

// Encode returns the encoded form. Compression reduces the shapes to about a tenth.
func (b *Block) Encode(compressed bool) ([]byte, error) {
	var shapes []byte
	for _, text := range b.texts {
		shapes = binary.AppendUvarint(shapes, uint64(len(text)))
		shapes = append(shapes, text...)
	}
	version := byte(blockPlain)
	if compressed {
		version = blockCompressed
		var packed bytes.Buffer
		w := compressors.Get().(*flate.Writer)
		defer compressors.Put(w)
		w.Reset(&packed)
		if _, err := w.Write(shapes); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		shapes = packed.Bytes()
	}
	out := make([]byte, 0, len(shapes)+24*len(b.entries)+32)
	out = append(out, version)
	out = binary.AppendUvarint(out, uint64(len(b.texts)))
	out = binary.AppendUvarint(out, uint64(len(shapes)))
	out = append(out, shapes...)
	out = binary.AppendUvarint(out, uint64(len(b.entries)))
	var at, seq int64
	for _, e := range b.entries {
		out = binary.AppendUvarint(out, uint64(e.shape))
		out = binary.AppendVarint(out, e.at-at)
		out = binary.AppendVarint(out, e.seq-seq)
		at, seq = e.at, e.seq
		if id, ok := guidBytes(e.id); ok {
			out = append(out, 0)
			out = append(out, id[:]...)
			continue
		}
		out = binary.AppendUvarint(out, uint64(len(e.id)+1))
		out = append(out, e.id...)
	}
	return out, nil
}

var errBlock = errors.New("audit: a block of records is malformed")

// blockReader decodes the encoded form. After an error it returns zero values.
type blockReader struct {
	rest   []byte
	failed bool
}

func (r *blockReader) bytes(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *blockReader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *blockReader) signed() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// DecodeBlock decodes the encoded form.
func DecodeBlock(data []byte) (*Block, error) {
	r := &blockReader{rest: data}
	version := r.bytes(1)
	if r.failed || version[0] != blockPlain && version[0] != blockCompressed {
		return nil, fmt.Errorf("%w: its version is not known", errBlock)
	}
	count := r.unsigned()
	shapes := r.bytes(r.unsigned())
	if version[0] == blockCompressed && !r.failed {
		var err error
		if shapes, err = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(shapes)), maxShapes)); err != nil {
			return nil, fmt.Errorf("%w: %w", errBlock, err)
		}
	}
	b := &Block{index: map[string]int{}, size: len(shapes)}
	s := &blockReader{rest: shapes}
	for i := uint64(0); i < count && !s.failed; i++ {
		text := string(s.bytes(s.unsigned()))
		b.index[text] = len(b.texts)
		b.texts, b.shapes = append(b.texts, text), append(b.shapes, nil)
	}
	records := r.unsigned()
	if r.failed || s.failed || records > uint64(len(r.rest)) {
		return nil, errBlock
	}
	b.entries = make([]placed, 0, records)
	var at, seq int64
	for range records {
		shape := r.unsigned()
		at += r.signed()
		seq += r.signed()
		id := ""
		if n := r.unsigned(); n == 0 {
			id = guidText(r.bytes(16))
		} else {
			id = string(r.bytes(n - 1))
		}
		if r.failed || shape >= uint64(len(b.texts)) {
			return nil, errBlock
		}
		if id == "" {
			if b.uses == nil {
				b.uses = map[int]int{}
			}
			b.uses[int(shape)] = len(b.entries)
		}
		b.entries = append(b.entries, placed{int(shape), seq, at, id})
		b.size += 24
	}
	return b, nil
}

// guidBytes returns the bytes of a GUID in canonical form, and whether text is one.
func guidBytes(text string) (id [16]byte, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return id, false
	}
	digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return id, false
	}
	return id, guidText(id[:]) == text
}

func guidText(id []byte) string {
	if len(id) != 16 {
		return ""
	}
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
