package seal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed stream is chunks, each behind its length and sealed for its place in the stream. The last one is marked, so that a
// stream that was cut short does not pass for a whole one.
const (
	chunkSize = 64 << 10 // bytes of plain text
	overhead  = 12 + 16  // of the nonce and the tag of AES-GCM
	lastChunk = 1 << 31  // the mark in the length
)

// For makes a Box of keys that are derived for one purpose.
func (b *Box) For(purpose string) *Box {
	derived, err := New(b.Derive(purpose))
	if err != nil {
		panic(err) // Derive's keys have the length
	}
	for _, other := range b.others {
		derived.others = append(derived.others, other.For(purpose))
	}
	return derived
}

// NewWriter seals what is written to it. The stream is whole when Close has returned nil; Close does not close w. A Box is for
// one stream: see For.
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
	length := uint32(len(sealed)) //nolint:gosec // chunkSize and a little
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

// NewReader opens what a Writer of the same key sealed. Its io.EOF says that the stream is whole.
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

// next opens a chunk. After the last one err is io.EOF.
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
		r.plain, r.err = nil, errors.Join(err, errors.New("a sealed stream goes on after its end"))
	}
}

// cut is the failure of a stream that ends before its last chunk.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("a sealed stream is cut short: %w", io.ErrUnexpectedEOF)
	}
	return err
}
