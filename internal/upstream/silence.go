package upstream

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// silenceBounder is a response body that can fail with os.ErrDeadlineExceeded when a read waits for longer than d.
type silenceBounder interface{ BoundSilence(d time.Duration) }

// watched limits the pauses within the bodies of next by canceling the request. It is for transports without such a limit.
type watched struct{ next http.RoundTripper }

func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	response, err := w.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel(nil)
		return nil, err
	}
	response.Body = &watchedBody{ReadCloser: response.Body, ctx: ctx, cancel: cancel}
	return response, nil
}

type watchedBody struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	limit  time.Duration
	timer  *time.Timer
}

func (b *watchedBody) BoundSilence(d time.Duration) {
	b.limit = d
	b.timer = time.AfterFunc(d, func() { b.cancel(os.ErrDeadlineExceeded) })
	b.timer.Stop()
}

func (b *watchedBody) Read(p []byte) (int, error) {
	if b.timer == nil {
		return b.ReadCloser.Read(p)
	}
	b.timer.Reset(b.limit)
	n, err := b.ReadCloser.Read(p)
	b.timer.Stop()
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(context.Cause(b.ctx), os.ErrDeadlineExceeded) {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}

func (b *watchedBody) Close() error {
	if b.timer != nil {
		b.timer.Stop()
	}
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}
