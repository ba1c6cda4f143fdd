package http1

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

const (
	firstBuffer = 4 << 10
	keptBuffer  = 16 << 10 // maximum size of the buffer of an idle connection
	// copied is the maximum length of a body that is copied behind the head: a single slightly longer write is cheaper
	// than two.
	copied = 8 << 10
	// inline is the maximum length of a body that is written before the response is read. It must fit into the socket
	// buffers: otherwise a server that responds without reading the body and a client that writes the whole body first
	// would wait for each other. On Linux the receiver's buffer holds at least 64 KiB, and the sender's as much.
	inline = 96 << 10
	// afterFailedWrite is how long to wait, after a failed write, for a response that may explain the failure.
	afterFailedWrite = time.Second
	maxInterim       = 8 // responses with status 1xx before the final one
)

// conn is a connection to the server. It serves one request at a time.
type conn struct {
	net.Conn
	raw        net.Conn // the connection below TLS
	probe      *probe
	transport  *Transport
	idleUntil  time.Time
	serverIdle time.Duration // from the server's Keep-Alive field; 0 if unknown

	out   []byte // head of the last request
	buf   []byte // buf[at:end] has been received and not read
	at    int
	end   int
	names map[string]string // cache of canonical field names, by the name as received

	mu       sync.Mutex // guards canceled, and deadlines that are set concurrently
	canceled bool
}

// exchange writes r and reads the response head. The response then owns the connection. On failure the connection is
// closed.
func (c *conn) exchange(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	head, err := appendHead(c.out[:0], r)
	if err != nil {
		closeBody(r)
		_ = c.Close()
		return nil, err
	}
	c.out = head
	x := &exchange{conn: c, method: r.Method}
	if ctx.Done() != nil {
		x.stop = context.AfterFunc(ctx, c.cancel)
	}
	// One deadline for reads and writes is cheaper than two.
	c.deadline(time.Now().Add(c.transport.config.FirstByte), c.SetDeadline)
	if r.ContentLength > inline {
		x.writing = make(chan error, 1)
		go func() { x.writing <- c.write(r) }()
	} else {
		err = c.write(r)
	}
	failed := err
	if err != nil && !isTimeout(err) { // the server may have sent the reason before it closed
		c.deadline(time.Now().Add(afterFailedWrite), c.SetReadDeadline)
		err = nil
	}
	if err == nil {
		err = x.readHead(r)
	}
	if err == nil && failed != nil {
		x.keep = false
	}
	if err != nil {
		x.finish(false)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if failed == nil && x.writing != nil {
			select {
			case failed = <-x.writing:
			default:
			}
		}
		if failed != nil {
			return nil, failed
		}
		return nil, err
	}
	x.response.Request = r
	x.start()
	return &x.response, nil
}

// write sends the head and the body of r, and closes the body.
func (c *conn) write(r *http.Request) error {
	defer closeBody(r)
	if r.ContentLength == 0 {
		_, err := c.Conn.Write(c.out)
		return err
	}
	pieces, ok := r.Body.(Pieces)
	if !ok {
		return c.writeFrom(r)
	}
	all, size := pieces.Pieces(), int64(0)
	for _, p := range all {
		size += int64(len(p))
	}
	if size != r.ContentLength {
		return errLength
	}
	if size > copied {
		if c.Conn == c.raw {
			buffers := append(append(make(net.Buffers, 0, 1+len(all)), c.out), all...)
			_, err := buffers.WriteTo(c.raw)
			return err
		}
		if _, err := c.Conn.Write(c.out); err != nil {
			return err
		}
		for _, p := range all {
			if _, err := c.Conn.Write(p); err != nil {
				return err
			}
		}
		return nil
	}
	for _, p := range all {
		c.out = append(c.out, p...)
	}
	_, err := c.Conn.Write(c.out)
	return err
}

// errLength is returned if a request body does not have the declared length.
var errLength = errors.New("http1: the request body differs from its length")

// writeFrom sends the head, and a body from a reader.
func (c *conn) writeFrom(r *http.Request) error {
	left := r.ContentLength
	for {
		from := len(c.out)
		if free := int64(copied); cap(c.out)-from < copied {
			c.out = append(make([]byte, 0, from+int(free)), c.out...)
		}
		n, err := io.ReadFull(r.Body, c.out[from:from+int(min(left, copied))])
		c.out = c.out[:from+n]
		left -= int64(n)
		if err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
				err = errLength
			}
			return err
		}
		if left == 0 {
			if n, _ := r.Body.Read(make([]byte, 1)); n > 0 {
				return errLength
			}
		}
		if _, err := c.Conn.Write(c.out); err != nil || left == 0 {
			return err
		}
		c.out = c.out[:0]
	}
}

// cancel makes all current and future reads and writes fail.
func (c *conn) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.canceled = true
	_ = c.Conn.SetDeadline(time.Unix(1, 0)) // fails only for a closed connection
}

// deadline sets a deadline, unless the connection was canceled.
func (c *conn) deadline(at time.Time, set func(time.Time) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.canceled {
		_ = set(at) // a closed connection fails at the next read
	}
}

// fill reads more data into the buffer, which grows up to most bytes.
func (c *conn) fill(most int) error {
	if c.at == c.end {
		c.at, c.end = 0, 0
	}
	if c.end == len(c.buf) {
		switch {
		case c.at > 0:
			c.end = copy(c.buf, c.buf[c.at:c.end])
			c.at = 0
		case len(c.buf) >= most:
			return malformedError("the head is too long")
		default:
			grown := make([]byte, max(firstBuffer, 2*len(c.buf)))
			copy(grown, c.buf[:c.end])
			c.buf = grown
		}
	}
	n, err := c.Conn.Read(c.buf[c.end:])
	c.end += n
	if n > 0 {
		return nil
	}
	return err
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
