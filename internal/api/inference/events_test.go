package inference

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestCutFindsTheEndsOfEvents(t *testing.T) {
	for _, row := range []struct{ because, stream, events string }{
		{"LF", "a\nb\n\nc\n\n", "a\nb\n\n|c\n\n"},
		{"CR LF", "a\r\nb\r\n\r\nc\r\n\r\n", "a\r\nb\r\n\r\n|c\r\n\r\n"},
		{"CR", "a\rb\r\rc\r\r", "a\rb\r\r|c\r\r"},
		{"a mix", "a\r\n\nb\n\r\nc", "a\r\n\n|b\n\r\n|c"},
		{"empty lines alone", "\n\n", "\n|\n"},
		{"an end in the middle", "a\n\nb", "a\n\n|b"},
	} {
		t.Run(row.because, func(t *testing.T) {
			var c cutter
			var events []string
			rest := []byte(row.stream)
			for n := c.cut(rest); n > 0; n = c.cut(rest) {
				events = append(events, string(rest[:n]))
				rest = rest[n:]
			}
			if len(rest) > 0 {
				events = append(events, string(rest))
			}
			if got := strings.Join(events, "|"); got != row.events {
				t.Errorf("got %q, want %q", got, row.events)
			}
		})
	}
}

// The relayed stream must not depend on how the input is split into reads.
func FuzzEvents(f *testing.F) {
	f.Add([]byte("data: a\n\nHIDE\n\ndata: b\r\n\r\n: x\r\rHIDE"), uint8(3))
	f.Add([]byte("\r\n\r\r\n\n"), uint8(1))
	f.Add([]byte("data: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\n"), uint8(0))
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		hide := func(event []byte) bool { return bytes.HasPrefix(event, []byte("HIDE")) }
		relay := func(source io.Reader) string {
			var s streamer
			var out bytes.Buffer
			var tokens Tokens
			if err := s.relay(&out, func() error { return nil }, source, func(e []byte) bool { tokens.seeEvent(e); return hide(e) }); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		whole := relay(bytes.NewReader(stream))
		if !bytes.Contains(stream, []byte("HIDE")) && whole != string(stream) {
			t.Fatalf("%q became %q", stream, whole)
		}
		if bytes.ContainsRune(stream, '\r') && bytes.Contains(stream, []byte("HIDE")) {
			return // an LF after a CR belongs to either event, depending on the split
		}
		if pieces := relay(&pieceReader{bytes.NewReader(stream), int(size) + 1}); pieces != whole {
			t.Fatalf("%q: whole %q, in pieces %q", stream, whole, pieces)
		}
		if pieces := relay(iotest.DataErrReader(iotest.OneByteReader(bytes.NewReader(stream)))); pieces != whole {
			t.Fatalf("%q: whole %q, byte by byte %q", stream, whole, pieces)
		}
	})
}

type pieceReader struct {
	from io.Reader
	size int
}

func (r *pieceReader) Read(b []byte) (int, error) { return r.from.Read(b[:min(len(b), r.size)]) }

func TestRelayEndsWhenEitherSideFails(t *testing.T) {
	broken := errors.New("broken")
	var s streamer
	keep := func([]byte) bool { return false }
	err := s.relay(io.Discard, func() error { return nil }, io.MultiReader(strings.NewReader("a\n\nb"), iotest.ErrReader(broken)), keep)
	if !errors.Is(err, broken) {
		t.Errorf("source: %v", err)
	}
	var gone clientGone
	if err := s.relay(io.Discard, func() error { return broken }, strings.NewReader("a\n\n"), keep); !errors.As(err, &gone) {
		t.Errorf("flush: %v", err)
	}
	pr, pw := io.Pipe()
	_ = pr.Close()
	if err := s.relay(pw, func() error { return nil }, strings.NewReader("a\n\n"), keep); !errors.As(err, &gone) {
		t.Errorf("write: %v", err)
	}
}

func TestUsageIsFoundInPartialJSON(t *testing.T) {
	for _, row := range []struct {
		because, data string
		want          Tokens
	}{
		{"at the end", `…"x"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"details":{"a":1}}}`, Tokens{1, 2, 3, true}},
		{"with spaces", `"usage" : { "prompt_tokens" : 1 , "total_tokens" : 1 } , "id":"x"`, Tokens{1, 0, 1, true}},
		{"in the words of Anthropic and of responses", `"usage":{"input_tokens":5,"output_tokens":6}`, Tokens{5, 6, 11, true}},
		{"null", `"usage":null}`, Tokens{}},
		{"inside a string", `"content":"\"usage\":{\"prompt_tokens\":9}"`, Tokens{}},
		{"cut off", `"usage":{"prompt_tokens":1`, Tokens{}},
		{"of another shape", `"usage":{"prompt_tokens":"many"}`, Tokens{}},
		{"nowhere", `{}`, Tokens{}},
	} {
		t.Run(row.because, func(t *testing.T) {
			var got Tokens
			if got.see([]byte(row.data)); got != row.want {
				t.Errorf("got %+v, want %+v", got, row.want)
			}
		})
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var kept tail
	var all []byte
	for i := range 300 {
		piece := bytes.Repeat([]byte{byte(i)}, i*7%400)
		kept.add(piece)
		all = append(all, piece...)
		if want := all[max(0, len(all)-usageTail):]; !bytes.Equal(kept.kept, want) {
			t.Fatalf("after %d bytes, %d are kept, want %d", len(all), len(kept.kept), len(want))
		}
	}
}
