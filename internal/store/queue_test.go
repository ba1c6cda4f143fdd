package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestQueueServesCallersInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := make(queue, 1)
		if err := q.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		var order []int
		for i := range 50 {
			go func() {
				if q.enter(t.Context()) == nil {
					order = append(order, i)
					q.leave()
				}
			}()
			synctest.Wait() // until it waits
		}
		q.leave()
		synctest.Wait()
		for i, got := range order {
			if got != i {
				t.Fatalf("the order was %v", order)
			}
		}
		if len(order) != 50 {
			t.Errorf("%d came through", len(order))
		}
	})
}

func TestCanceledCallersLeaveTheQueue(t *testing.T) {
	q := make(queue, 1)
	_ = q.enter(t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := q.enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	q.leave()
	if err := q.enter(t.Context()); err != nil {
		t.Error(err)
	}
}
