package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
)

// child runs a server in a separate process: "stub ADDRESS" or "reverseproxy ADDRESS STUB CERT KEY".
func child(args []string) error {
	switch {
	case args[0] == "stub" && len(args) == 2:
		return stub(args[1])
	case args[0] == "reverseproxy" && len(args) == 5:
		target := &url.URL{Scheme: "http", Host: args[2]}
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 256
		proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: transport}
		return http.ListenAndServeTLS(args[1], args[3], args[4], proxy)
	}
	return errors.New("bench: a child with unknown arguments")
}

// stub is a model server with minimal cost: it reads a request by its length, and responds with a completion of the
// size that its path begins with.
func stub(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	answers := map[string][]byte{}
	for _, size := range sizes() {
		body := completion(size)
		answers[strconv.Itoa(size)] = fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer func() { _ = c.Close() }()
			r := bufio.NewReaderSize(c, 16<<10)
			for {
				answer, err := answerTo(r, answers)
				if err != nil {
					return
				}
				if _, err := c.Write(answer); err != nil {
					return
				}
			}
		}()
	}
}

func answerTo(r *bufio.Reader, answers map[string][]byte) ([]byte, error) {
	line, err := r.ReadSlice('\n') // POST /1024/v1/chat/completions HTTP/1.1
	if err != nil {
		return nil, err
	}
	parts := bytes.SplitN(line, []byte("/"), 3)
	if len(parts) < 3 {
		return nil, errors.New("no size")
	}
	answer, ok := answers[string(parts[1])]
	if !ok {
		return nil, errors.New("no such size")
	}
	length := 0
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return nil, err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("content-length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return nil, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(length))
	return answer, err
}

// completion returns a response of about size bytes.
func completion(size int) string {
	const head, tail = `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"`, `"}}],"usage":{"prompt_tokens":200,"completion_tokens":150,"total_tokens":350}}`
	return head + string(bytes.Repeat([]byte("word "), (size-len(head)-len(tail))/5)) + tail
}

// question returns a request body of about size bytes.
func question(size int) []byte {
	head, tail := fmt.Sprintf(`{"model":"m%d","messages":[{"role":"user","content":"`, size), `"}]}`
	return []byte(head + string(bytes.Repeat([]byte("Why? "), (size-len(head)-len(tail))/5)) + tail)
}
