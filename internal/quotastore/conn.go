package quotastore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// How long a server has.
const (
	dialTimeout = 2 * time.Second        // to be connected to, and to say that it is there
	askTimeout  = 250 * time.Millisecond // to answer
)

// maxWaiting is how many calls may wait for their answers on one connection.
const maxWaiting = 4096

var errTooMany = errors.New("too many calls wait for the quota store")

// conn sends the calls of many goroutines over one connection: each is written at once, and the answers come in the order
// of the calls. After any failure the connection is closed, because it is not known which answer is whose.
type conn struct {
	net     net.Conn
	failed  chan struct{} // closed after why is set
	closing sync.Once
	why     error

	mu      sync.Mutex // for writes, whose order is that of waiting
	waiting chan chan<- reply
}

func newConn(c net.Conn) *conn {
	out := &conn{net: c, failed: make(chan struct{}), waiting: make(chan chan<- reply, maxWaiting)}
	go out.read()
	return out
}

// fail closes the connection. The first reason counts.
func (c *conn) fail(why error) {
	c.closing.Do(func() {
		c.why = why
		_ = c.net.Close()
		close(c.failed)
	})
}

func (c *conn) read() {
	r := bufio.NewReaderSize(c.net, maxLine)
	for {
		answer, err := readReply(r)
		if err != nil {
			c.fail(fmt.Errorf("the quota store does not answer: %w", err))
			return
		}
		select {
		case to := <-c.waiting:
			to <- answer
		default:
			c.fail(errProtocol) // an answer that nobody asked for
			return
		}
	}
}

// call sends a command and waits for its answer, as long as the server has to answer. What ctx ends does not end the
// connection: the answer is still read.
func (c *conn) call(ctx context.Context, args ...string) (reply, error) {
	command := appendCommand(nil, args...)
	answer := make(chan reply, 1)
	if err := c.send(command, answer); err != nil {
		return reply{}, err
	}
	late := time.NewTimer(askTimeout)
	defer late.Stop()
	select {
	case got := <-answer:
		if got.kind == '-' {
			err := serverError(got.text)
			c.fail(err)
			return reply{}, err
		}
		return got, nil
	case <-late.C:
		c.fail(fmt.Errorf("the quota store did not answer within %s", askTimeout))
		return reply{}, c.why
	case <-c.failed:
		return reply{}, c.why
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
}

func (c *conn) send(command []byte, answer chan<- reply) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.failed:
		return c.why
	default:
	}
	select {
	case c.waiting <- answer:
	default:
		return errTooMany
	}
	if err := c.net.SetWriteDeadline(time.Now().Add(askTimeout)); err == nil {
		_, err = c.net.Write(command)
		if err != nil {
			c.fail(fmt.Errorf("the quota store cannot be written to: %w", err))
			return c.why
		}
	}
	return nil
}
