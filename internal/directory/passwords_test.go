package directory

import (
	"context"
	"errors"
	"testing"

	"keyless.dev/keyless/internal/fault"
)

func TestPasswordsRejectsCallsBeyondItsQueue(t *testing.T) {
	p := NewPasswords(1)
	for range cap(p.running) { // as many as hash at once
		p.waiting <- struct{}{}
		p.running <- struct{}{}
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Hash(done, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a call whose caller has gone: %v", err)
	}
	if got := len(p.waiting); got != cap(p.running) {
		t.Errorf("the call that gave up still counts: %d wait", got)
	}
	for len(p.waiting) < cap(p.waiting) {
		p.waiting <- struct{}{}
	}
	if _, err := p.Verify(t.Context(), "", "x", nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a call beyond the queue: %v", err)
	}
}

func TestPasswordsVerifiesWhatItHashes(t *testing.T) {
	p := NewPasswords(1)
	hash, err := p.Hash(t.Context(), "Right-1")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"Right-1": true, "Wrong-1": false} {
		if got, err := p.Verify(t.Context(), hash, password, nil); got != want || err != nil {
			t.Errorf("%s: %v, %v", password, got, err)
		}
	}
	refused := errors.New("refused")
	if right, err := p.Verify(t.Context(), hash, "Right-1", func() error { return refused }); right || !errors.Is(err, refused) {
		t.Errorf("a refused call: %v, %v", right, err)
	}
	if len(p.running)+len(p.waiting) != 0 {
		t.Error("a call that ended still counts")
	}
}
