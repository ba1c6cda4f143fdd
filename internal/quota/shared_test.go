package quota_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"keyless.dev/keyless/internal/quota"
)

// told is a store that gives what is needed, and keeps what it was asked.
type told struct {
	away bool
	asks []quota.Ask
}

func (s *told) Ask(ctx context.Context, asks []quota.Ask) (quota.Answer, error) {
	if s.away {
		return quota.Answer{}, errors.New("away")
	}
	s.asks = append(s.asks, asks...)
	if err := ctx.Err(); err != nil {
		return quota.Answer{}, err // it was sent, as by a real client
	}
	answer := quota.Answer{Refused: -1}
	for _, a := range asks {
		answer.Grants = append(answer.Grants, quota.Grant{Given: a.Need})
	}
	return answer, nil
}

func (s *told) Replicas() int64 { return 1 }
func (s *told) Epoch() int64    { return 1 }

// owed is what a replica owes in all.
func (s *told) owed() (n int64) {
	for _, a := range s.asks {
		n += a.Owed
	}
	return n
}

func TestUsageDuringAnOutageIsReportedOnce(t *testing.T) {
	store := &told{away: true}
	m := quota.NewMeter(clock)
	m.Share(store)
	p := plan(m, "bob", quota.Limits{Requests: 60})
	for range 5 {
		if _, refused, ok := p.Take(t.Context(), start, 0); !ok {
			t.Fatalf("%+v", refused)
		}
	}
	store.away = false
	for range 2 {
		if _, _, ok := p.Take(t.Context(), start.Add(time.Millisecond), 0); !ok {
			t.Fatal("refused")
		}
	}
	if n := store.owed(); n != 5 {
		t.Errorf("%d are owed, of 5 that were allowed", n)
	}
}

func TestCallersThatDisconnectAreCountedOnce(t *testing.T) {
	store := &told{}
	m := quota.NewMeter(clock)
	m.Share(store)
	p := plan(m, "bob", quota.Limits{Requests: 60})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, ctx := range []context.Context{t.Context(), t.Context(), gone, t.Context()} {
		if _, _, ok := p.Take(ctx, start, 0); !ok {
			t.Fatal("refused")
		}
	}
	if n := store.owed(); n != 0 || len(store.asks) != 4 {
		t.Errorf("%d are owed besides: %+v", n, store.asks)
	}
}
