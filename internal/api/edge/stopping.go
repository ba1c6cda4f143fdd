package edge

import "errors"

// ErrStopping is the cause of the end of a request's context when the server stops and has given the request its time.
var ErrStopping = errors.New("the server is being stopped")
