package keyless_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/api/arm/keyless"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// slowQuotas is a server of quotas that answers when the store has been read by as many at once as it has readers.
type slowQuotas struct {
	*armtest.World
	err error
}

func (s *slowQuotas) Health(resource.Scope) []keyless.Backing { return nil }

func (s *slowQuotas) Limits(ctx context.Context, _ edge.Caller, _ resource.Scope) []keyless.Limit {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	readers := max(4, runtime.GOMAXPROCS(0))
	var reading, all sync.WaitGroup
	var mu sync.Mutex
	reading.Add(readers)
	for range readers {
		all.Go(func() {
			err := s.DB.View(ctx, func(*store.Tx) error { reading.Done(); reading.Wait(); return nil })
			if err != nil {
				reading.Done()
				mu.Lock()
				defer mu.Unlock()
				s.err = err
			}
		})
	}
	all.Wait()
	return nil
}

// TestWhatIsLeftIsAskedOutsideOfTransactions: a slow server of quotas must not keep connections of the store.
func TestWhatIsLeftIsAskedOutsideOfTransactions(t *testing.T) {
	quotas := &slowQuotas{}
	quotas.World = armtest.NewStanding(t, quotas)
	quotas.World.MakeGroup()
	quotas.World.OK("ada", "PUT", armtest.Account, `{"kind": "AIServices", "sku": {"name": "S0"}, "location": "eastus"}`)
	quotas.World.OK("ada", "GET", armtest.Account+"/providers/Microsoft.Keyless/mine?api-version=2026-01-01", "")
	if quotas.err != nil {
		t.Errorf("the caller holds a transaction while it asks: %v", quotas.err)
	}
}
