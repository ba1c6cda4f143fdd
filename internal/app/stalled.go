package app

import (
	"context"
	"net"
	"time"
)

// stalledTimeout is how long a client may leave unread what was sent to it. There is no limit on a whole answer, since a model
// may talk for long; without this one, a client that reads nothing would keep its connection and its call for as long as it
// likes.
const stalledTimeout = 2 * time.Minute

// listenTCP listens at an address. It does without Multipath TCP, whose connections closeStalled has no effect on.
func listenTCP(address string) (net.Listener, error) {
	var config net.ListenConfig
	config.SetMultipathTCP(false)
	l, err := config.Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	if err := closeStalled(l, stalledTimeout); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}
