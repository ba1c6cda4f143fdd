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
	keptBuffer  = 16 << 10 // the largest that an idle connection keeps
	// copied is the longest body that is copied behind its head: one write of a little more is cheaper than two pieces.
	copied = 8 << 10
	// inline is the longest body that is written before the response is read. What a server's socket takes in without
	// its help must be no less, else a server that answers without reading the body, and the client that wants to write
	// all of it first, would wait for each other. Linux takes in 64 KiB at least, and as much is in the sender's socket.
	inline = 96 << 10
	// afterFailedWrite bounds the wait for a response that may explain why the server took no more of the request.
	afterFailedWrite = time.Second
	maxInterim       = 8 // responses of status 1xx before the one that counts
)

// conn is a connection to the server. One request at a time uses it.
type conn struct {
	net.Conn
	raw        net.Conn // the same without TLS
	probe      *probe
	transport  *Transport
	idleUntil  time.Time
	serverIdle time.Duration // what the server's Keep-Alive field leaves; 0 is unknown

	out   []byte // of the last request's head
	buf   []byte // buf[at:end] was received and is unread
	at    int
	end   int
	names map[string]string // field names as received to their canonical form

	mu       sync.Mutex // guards canceled against deadlines that are set meanwhile
	canceled bool
}

// exchange writes r and reads the head of its response. The connection is the response's then; on failure it is closed.
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
	// One deadline for both: on a connection that neither waits for, setting it costs nothing.
	c.deadline(time.Now().Add(c.transport.config.FirstByte), c.SetDeadline)
	if r.ContentLength > inline {
		x.writing = make(chan error, 1)
		go func() { x.writing <- c.write(r) }()
	} else {
		err = c.write(r)
	}
	failed := err
	if err != nil && !isTimeout(err) { // the server may have said why before it closed
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

// errLength is a request body that is not as long as the request says.
var errLength = errors.New("http1: the request body differs from its length")

// writeFrom sends the head and a body that is read.
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

// cancel ends every read and write, now and later.
func (c *conn) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.canceled = true
	_ = c.Conn.SetDeadline(time.Unix(1, 0)) // a closed connection has none, and needs none
}

// deadline sets a deadline, unless the connection was canceled.
func (c *conn) deadline(at time.Time, set func(time.Time) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.canceled {
		_ = set(at) // a closed connection says so to the next read
	}
}

// fill receives more behind what is unread. The buffer grows up to most bytes.
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
