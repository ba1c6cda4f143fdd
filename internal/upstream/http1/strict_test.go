package http1_test

import (
	"strings"
	"testing"
)

// TestResponsesThatCanBeReadInTwoWaysAreErrors has a row for each known way to make two parsers of one byte stream
// disagree about where a response ends.
func TestResponsesThatCanBeReadInTwoWaysAreErrors(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for name, raw := range map[string]string{
		"two lengths that differ":                     ok + "Content-Length: 2\r\nContent-Length: 5\r\n\r\nhello",
		"two lengths that agree":                      ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
		"a list of lengths":                           ok + "Content-Length: 5, 5\r\n\r\nhello",
		"a length with a sign":                        ok + "Content-Length: +5\r\n\r\nhello",
		"a negative length":                           ok + "Content-Length: -5\r\n\r\nhello",
		"a length in hexadecimal":                     ok + "Content-Length: 0x5\r\n\r\nhello",
		"a length with an underscore":                 ok + "Content-Length: 1_0\r\n\r\nhellohello",
		"an empty length":                             ok + "Content-Length: \r\n\r\n",
		"a length beyond 64 bits":                     ok + "Content-Length: 18446744073709551621\r\n\r\nhello",
		"a length with a space inside":                ok + "Content-Length: 1 0\r\n\r\nhellohello",
		"a length beside chunks":                      ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"chunks beside a length":                      ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"chunked twice":                               ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"chunked in a list":                           ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
		"gzip and chunked":                            ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"identity":                                    ok + "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
		"an unknown transfer coding":                  ok + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a transfer coding with a parameter":          ok + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
		"a transfer coding in quotes":                 ok + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
		"a transfer coding after a vertical tab":      ok + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n",
		"an empty transfer coding":                    ok + "Transfer-Encoding: \r\n\r\n",
		"a transfer coding in HTTP/1.0":               "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a space before the colon":                    ok + "Content-Length : 5\r\n\r\nhello",
		"a tab before the colon":                      ok + "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
		"a folded line":                               ok + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
		"a folded transfer coding":                    ok + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
		"a first field that is folded":                ok + " X: a\r\nContent-Length: 0\r\n\r\n",
		"a line end without CR":                       "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
		"a field's line end without CR":               ok + "X: a\nContent-Length: 0\r\n\r\n",
		"an empty line without CR":                    ok + "Content-Length: 0\r\n\n",
		"a CR inside a value":                         ok + "X: a\rContent-Length: 9\r\nContent-Length: 0\r\n\r\n",
		"a line that ends in CR CR LF":                ok + "Content-Length: 0\r\r\n\r\n",
		"a NUL in a value":                            ok + "X: a\x00b\r\nContent-Length: 0\r\n\r\n",
		"a NUL in a name":                             ok + "X\x00: a\r\nContent-Length: 0\r\n\r\n",
		"a DEL in a value":                            ok + "X: a\x7fb\r\nContent-Length: 0\r\n\r\n",
		"a name beyond ASCII":                         ok + "Cont\u0435nt-Length: 5\r\nContent-Length: 0\r\n\r\n",
		"a field without a colon":                     ok + "Content-Length\r\n\r\n",
		"a field without a name":                      ok + ": 5\r\nContent-Length: 0\r\n\r\n",
		"bytes before the status line":                "\r\n" + ok + "Content-Length: 0\r\n\r\n",
		"no status line":                              "hello\r\n\r\n",
		"HTTP/0.9":                                    "<html>hello</html>",
		"HTTP/2.0 in text":                            "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.2":                                    "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a protocol in lower case":                    "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"a status of two digits":                      "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
		"a status of four digits":                     "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
		"a status with a sign":                        "HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n",
		"a status below 100":                          "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
		"two spaces before the status":                "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
		"a CR in the reason":                          "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n",
		"a switch of protocols that nobody asked for": "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
		"an interim response with a length":           "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n",
		"an interim response with chunks":             "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + ok + "\r\n",
		"interim responses without end":               strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 50) + ok + "Content-Length: 0\r\n\r\n",
		"only an interim response":                    "HTTP/1.1 100 Continue\r\n\r\n",
		"204 with a length":                           "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
		"204 with chunks":                             "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a head that is too long":                     ok + "X: " + strings.Repeat("a", 70<<10) + "\r\nContent-Length: 0\r\n\r\n",
		"interim responses that are too long":         strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("a", 20<<10)+"\r\n\r\n", 4) + ok + "Content-Length: 0\r\n\r\n",
		"too many fields":                             ok + strings.Repeat("X: a\r\n", 300) + "Content-Length: 0\r\n\r\n",
		"a head that breaks off":                      ok + "Content-Length: 5\r\n",
		"a head that breaks off in a line":            ok + "Content-Le",
		"nothing":                                     "",
	} {
		t.Run(name, func(t *testing.T) {
			p := says(t, raw)
			if response, body, err := p.call(post(t.Context(), "{}")); err == nil {
				t.Errorf("accepted as %s with header %v and body %q", response.Status, response.Header, body)
			}
		})
	}
}

func TestBodiesThatCanBeReadInTwoWaysAreErrors(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for name, raw := range map[string]string{
		"a body shorter than its length":          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
		"no chunk":                                head,
		"chunks that break off in the data":       head + "5\r\nhel",
		"chunks that break off after the data":    head + "5\r\nhello",
		"chunks without the last one":             head + "5\r\nhello\r\n",
		"chunks without the last line":            head + "5\r\nhello\r\n0\r\n",
		"chunk data longer than its size":         head + "4\r\nhello\r\n0\r\n\r\n",
		"chunk data shorter than its size":        head + "6\r\nhello\r\n0\r\n\r\n",
		"a chunk size with a sign":                head + "+5\r\nhello\r\n0\r\n\r\n",
		"a chunk size with 0x":                    head + "0x5\r\nhello\r\n0\r\n\r\n",
		"a chunk size with an underscore":         head + "0_5\r\nhello\r\n0\r\n\r\n",
		"a chunk size with a space before":        head + " 5\r\nhello\r\n0\r\n\r\n",
		"a chunk size with a space behind":        head + "5 \r\nhello\r\n0\r\n\r\n",
		"an empty chunk size":                     head + "\r\nhello\r\n0\r\n\r\n",
		"a chunk size beyond 64 bits":             head + "10000000000000005\r\nhello\r\n0\r\n\r\n",
		"a chunk size with many zeros":            head + strings.Repeat("0", 40) + "5\r\nhello\r\n0\r\n\r\n",
		"a chunk size line without CR":            head + "5\nhello\r\n0\r\n\r\n",
		"chunk data whose line end has no CR":     head + "5\r\nhello\n0\r\n\r\n",
		"a CR inside the chunk size line":         head + "5\r;a\r\nhello\r\n0\r\n\r\n",
		"a line end inside an extension":          head + "5;a\n5\r\nhello\r\n0\r\n\r\n",
		"a NUL in an extension":                   head + "5;a\x00\r\nhello\r\n0\r\n\r\n",
		"an extension that is too long":           head + "5;" + strings.Repeat("a", 2<<10) + "\r\nhello\r\n0\r\n\r\n",
		"the last chunk's line without CR":        head + "5\r\nhello\r\n0\n\n",
		"a trailer without a colon":               head + "0\r\nX\r\n\r\n",
		"a trailer with a space before the colon": head + "0\r\nX : a\r\n\r\n",
		"a trailer that is folded":                head + "0\r\nX: a\r\n b\r\n\r\n",
		"a trailer line without CR":               head + "0\r\nX: a\n\r\n",
		"trailers that are too long":              head + "0\r\n" + strings.Repeat("X: "+strings.Repeat("a", 1000)+"\r\n", 80) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := says(t, raw)
			if response, body, err := p.call(post(t.Context(), "{}")); err == nil {
				t.Errorf("accepted as %s with body %q", response.Status, body)
			}
		})
	}
}

func TestResponsesOfOrdinaryServersAreRead(t *testing.T) {
	for name, row := range map[string]struct {
		raw, body string
		status    int
		length    int64
		close     bool
	}{
		"a length":              {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", 200, 5, false},
		"no reason":             {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "", 200, 0, false},
		"an empty reason":       {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "", 200, 0, false},
		"white space in values": {"HTTP/1.1 200 OK\r\nContent-Length:\t 5 \t\r\nX:\r\nY:  \r\n\r\nhello", "hello", 200, 5, false},
		"names in lower case":   {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", "hello", 200, 5, false},
		"chunks":                {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\n\r\n", "hello", 200, -1, false},
		"chunks in capitals":    {"HTTP/1.1 200 OK\r\nTRANSFER-ENCODING: Chunked\r\n\r\nA\r\nhellohello\r\n000\r\n\r\n", "hellohello", 200, -1, false},
		"trailers":              {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: a\r\nContent-Length: 9\r\n\r\n", "hello", 200, -1, false},
		"an end by closing":     {"HTTP/1.1 200 OK\r\n\r\nhello", "hello", 200, -1, true},
		"HTTP/1.0":              {"HTTP/1.0 200 OK\r\n\r\nhello", "hello", 200, -1, true},
		"interim responses":     {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", 200, 5, false},
		"204":                   {"HTTP/1.1 204 No Content\r\n\r\n", "", 204, 0, false},
		"an error":              {"HTTP/1.1 503 Service Unavailable\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nhello", "hello", 503, 5, true},
		"a long head":           {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 60<<10) + "\r\nContent-Length: 5\r\n\r\nhello", "hello", 200, 5, false},
	} {
		t.Run(name, func(t *testing.T) {
			response, body, err := says(t, row.raw).call(post(t.Context(), "{}"))
			if err != nil {
				t.Fatal(err)
			}
			if body != row.body || response.StatusCode != row.status || response.ContentLength != row.length || response.Close != row.close {
				t.Errorf("got %d, body %q, length %d, close %t", response.StatusCode, body, response.ContentLength, response.Close)
			}
		})
	}
}
