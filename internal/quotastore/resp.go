package quotastore

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
)

// Bounds of what a server may answer.
const (
	maxLine  = 1024 // bytes of a line
	maxBulk  = 1024 // bytes of a string
	maxArray = 4096 // elements: 3 for each limit of a call, of which an account's 500 quotas have two each
)

// errProtocol is an answer that is no answer.
var errProtocol = errors.New("the quota store does not answer as Valkey and Redis do")

// serverError is a refusal by the server.
type serverError string

func (e serverError) Error() string {
	return "the quota store refuses: " + strconv.QuoteToASCII(string(e))
}

// reply is an answer: a text, a number, or, if list is set, replies that are texts or numbers.
type reply struct {
	text string
	n    int64
	list []reply
	kind byte // '+', ':', '$', '*' or '-'
}

// appendCommand appends a command in RESP to b.
func appendCommand(b []byte, args ...string) []byte {
	b = fmt.Appendf(b, "*%d\r\n", len(args))
	for _, arg := range args {
		b = fmt.Appendf(b, "$%d\r\n%s\r\n", len(arg), arg)
	}
	return b
}

// readReply reads one answer. It reads no more than the bounds, whatever lengths the server claims.
func readReply(r *bufio.Reader) (reply, error) { return readNested(r, true) }

func readNested(r *bufio.Reader, outer bool) (reply, error) {
	line, err := readLine(r)
	if err != nil {
		return reply{}, err
	}
	if line == "" {
		return reply{}, errProtocol
	}
	out := reply{kind: line[0], text: line[1:]}
	switch out.kind {
	case '+', '-':
		return out, nil
	case ':', '$', '*':
	default:
		return reply{}, errProtocol
	}
	if out.n, err = strconv.ParseInt(out.text, 10, 64); err != nil {
		return reply{}, errProtocol
	}
	switch out.kind {
	case '$':
		if out.n < 0 || out.n > maxBulk {
			return reply{}, errProtocol
		}
		text := make([]byte, out.n+2)
		if err := readFull(r, text); err != nil {
			return reply{}, err
		}
		if string(text[out.n:]) != "\r\n" {
			return reply{}, errProtocol
		}
		out.text = string(text[:out.n])
	case '*':
		if !outer || out.n < 0 || out.n > maxArray {
			return reply{}, errProtocol
		}
		for range out.n {
			one, err := readNested(r, false)
			if err != nil {
				return reply{}, err
			}
			out.list = append(out.list, one)
		}
	}
	return out, nil
}

// readLine reads up to the end of a line, which it removes.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		if errors.Is(err, bufio.ErrBufferFull) {
			err = errProtocol
		}
		return "", err
	}
	if len(line) < 2 || line[len(line)-2] != '\r' {
		return "", errProtocol
	}
	return string(line[:len(line)-2]), nil
}

func readFull(r *bufio.Reader, into []byte) error {
	for len(into) > 0 {
		n, err := r.Read(into)
		if err != nil {
			return err
		}
		into = into[n:]
	}
	return nil
}
