package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed stream is a sequence of chunks, each preceded by its length and sealed for its position in the stream. The last
// chunk is marked, so that a truncated stream is detected.
const (
	chunkSize = 64 << 10 // bytes of plain text
	overhead  = 12 + 16  // nonce and tag of AES-GCM
	lastChunk = 1 << 31  // marks the last chunk, in its length
)

// For returns a Box whose keys are derived for one purpose.
func (b *Box) For(purpose string) *Box {
	derived, err := New(b.Derive(purpose))
	if err != nil {
		panic(err) // derived keys have 32 bytes
	}
	for _, other := range b.others {
		derived.others = append(derived.others, other.For(purpose))
	}
	return derived
}

// NewWriter returns a writer that seals what is written to it. The stream is complete when Close returns nil; Close does not
// close w. Use a Box for one stream only: see For.
func (b *Box) NewWriter(w io.Writer) io.WriteCloser {
	return &streamWriter{box: b, to: w, plain: make([]byte, 0, chunkSize)}
}

type streamWriter struct {
	box   *Box
	to    io.Writer
	plain []byte
	count uint64
	err   error
}

func (w *streamWriter) Write(p []byte) (int, error) {
	n := 0
	for len(p) > 0 && w.err == nil {
		if len(w.plain) == chunkSize {
			w.flush(false)
			continue
		}
		took := copy(w.plain[len(w.plain):chunkSize], p)
		w.plain, p, n = w.plain[:len(w.plain)+took], p[took:], n+took
	}
	return n, w.err
}

func (w *streamWriter) Close() error {
	if w.err != nil {
		return w.err
	}
	w.flush(true)
	err := w.err
	w.err = errors.New("seal: the stream is closed")
	return err
}

func (w *streamWriter) flush(last bool) {
	sealed := w.box.Seal(w.plain, chunkPlace(w.count, last))
	length := uint32(len(sealed)) //nolint:gosec // chunkSize plus overhead
	if last {
		length |= lastChunk
	}
	if _, w.err = w.to.Write(binary.BigEndian.AppendUint32(nil, length)); w.err == nil {
		_, w.err = w.to.Write(sealed)
	}
	w.count++
	w.plain = w.plain[:0]
}

func chunkPlace(count uint64, last bool) string { return fmt.Sprintf("chunk %d %t", count, last) }

// NewReader returns a reader that opens a stream sealed with the same key. It returns io.EOF only at the end of a complete
// stream.
func (b *Box) NewReader(r io.Reader) io.Reader { return &streamReader{box: b, from: r} }

type streamReader struct {
	box   *Box
	from  io.Reader
	plain []byte
	count uint64
	err   error
}

func (r *streamReader) Read(p []byte) (int, error) {
	for len(r.plain) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.next()
	}
	n := copy(p, r.plain)
	r.plain = r.plain[n:]
	return n, nil
}

// next opens the next chunk. It sets err to io.EOF after the last one.
func (r *streamReader) next() {
	var head [4]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		r.err = cut(err)
		return
	}
	length := binary.BigEndian.Uint32(head[:])
	last := length&lastChunk != 0
	if length &^= lastChunk; length < overhead || length > chunkSize+overhead {
		r.err = errors.New("a sealed stream is damaged")
		return
	}
	sealed := make([]byte, length)
	if _, err := io.ReadFull(r.from, sealed); err != nil {
		r.err = cut(err)
		return
	}
	if r.plain, r.err = r.box.Open(sealed, chunkPlace(r.count, last)); r.err != nil {
		r.plain = nil
		return
	}
	r.count++
	if !last {
		return
	}
	r.err = io.EOF
	if n, err := r.from.Read(head[:1]); n > 0 || !errors.Is(err, io.EOF) {
		r.plain, r.err = nil, errors.Join(err, errors.New("data after the end of a sealed stream"))
	}
}

// cut is the error for a stream that ends before its last chunk.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("a sealed stream is truncated: %w", io.ErrUnexpectedEOF)
	}
	return err
}
