package seal_test

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"keyless.dev/keyless/internal/seal"
)

func streamBox(t testing.TB) *seal.Box {
	t.Helper()
	b, err := seal.New(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b.For("a stream")
}

func sealedStream(t testing.TB, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := streamBox(t).NewWriter(&out)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReaderOpensSealedStreams(t *testing.T) {
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 200_000} {
		plain := bytes.Repeat([]byte{'a'}, size)
		sealed := sealedStream(t, plain)
		if size > 20 && bytes.Contains(sealed, plain[:20]) {
			t.Errorf("%d bytes can be read", size)
		}
		got, err := io.ReadAll(streamBox(t).NewReader(iotest.OneByteReader(bytes.NewReader(sealed))))
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %d, %v", size, len(got), err)
		}
	}
}

func TestReaderRejectsIncompleteStreams(t *testing.T) {
	plain := bytes.Repeat([]byte{'a'}, 150_000)
	sealed := sealedStream(t, plain)
	chunk := 4 + 64<<10 + 28
	joined := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	first, second, last := sealed[:chunk], sealed[chunk:2*chunk], sealed[2*chunk:]
	marked := bytes.Clone(second)
	marked[0] |= 0x80
	for what, stream := range map[string][]byte{
		"nothing":                   nil,
		"one without its last part": joined(first, second),
		"one that ends in a part":   sealed[:len(sealed)-1],
		"parts in another order":    joined(second, first, last),
		"a part twice":              joined(first, first, last),
		"an early end":              joined(first, marked),
		"more after the end":        joined(sealed, []byte{0}),
		"another length":            joined([]byte{0x7f, 0xff, 0xff, 0xff}, sealed[4:]),
		"a changed byte":            joined(first[:100], []byte{first[100] ^ 1}, first[101:], second, last),
	} {
		if got, err := io.ReadAll(streamBox(t).NewReader(bytes.NewReader(stream))); err == nil {
			t.Errorf("%s: %d bytes pass for whole", what, len(got))
		}
	}
	if _, err := io.ReadAll(box(t, 1).For("another purpose").NewReader(bytes.NewReader(sealed))); err == nil {
		t.Error("a key of another purpose opens it")
	}
}

func FuzzReader(f *testing.F) {
	f.Add(sealedStream(f, []byte("hello")))
	f.Add([]byte{0x80, 0, 0, 28})
	f.Fuzz(func(t *testing.T, stream []byte) {
		if plain, err := io.ReadAll(streamBox(t).NewReader(bytes.NewReader(stream))); err == nil && string(plain) != "hello" {
			t.Errorf("%x opens, and nobody sealed it", stream)
		}
	})
}
