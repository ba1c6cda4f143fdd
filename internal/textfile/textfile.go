// Package textfile reads the text files that people and their tools write: UTF-8 with or without a byte order mark, and
// UTF-16 with one, as PowerShell's redirection writes it.
package textfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf16"
	"unicode/utf8"
)

// Read returns the text of a file as UTF-8 without a byte order mark. It fails for a file that is larger than limit, in
// bytes, and for one that Decode refuses.
func Read(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, fmt.Errorf("%s is larger than %s", path, size(limit))
	}
	text, err := Decode(content)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return text, nil
}

func size(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d KiB", bytes>>10)
}

// Decode returns text as UTF-8 without a byte order mark. It fails for text in another encoding than those of this
// package; the errors follow the name of a file.
func Decode(text []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(text, []byte{0, 0, 0xfe, 0xff}):
		return nil, errors.New("is UTF-32; save it as UTF-8")
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}):
		return fromUTF16(text[2:], binary.LittleEndian)
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		return fromUTF16(text[2:], binary.BigEndian)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case bytes.IndexByte(text, 0) >= 0:
		return nil, errors.New("holds NUL bytes: it is UTF-16 without a byte order mark, or no text; save it as UTF-8")
	case !utf8.Valid(text):
		return nil, errors.New("is not UTF-8; save it as UTF-8")
	}
	return text, nil
}

func fromUTF16(text []byte, order binary.ByteOrder) ([]byte, error) {
	if len(text)%2 != 0 {
		return nil, errors.New("is UTF-16 that ends within a character; save it as UTF-8")
	}
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16(text[2*i:])
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 == len(units) {
				return nil, errors.New("is not valid UTF-16; save it as UTF-8")
			}
			if r = utf16.DecodeRune(r, rune(units[i+1])); r == utf8.RuneError {
				return nil, errors.New("is not valid UTF-16; save it as UTF-8")
			}
			i++
		}
		if r == 0 {
			return nil, errors.New("holds NUL characters; save it as UTF-8")
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}
