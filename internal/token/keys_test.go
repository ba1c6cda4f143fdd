package token

import (
	"context"
	"slices"
	"testing"
	"time"
)

func TestLoadFollowsRotationsByOtherReplicas(t *testing.T) {
	b := setUp(t)
	other := NewKeys(b.keys.box, b.clock)
	if err := other.Load(b.store); err != nil {
		t.Fatal(err)
	}
	before := other.current.Load()
	if err := other.Load(b.store); err != nil {
		t.Fatal(err)
	}
	if other.current.Load() != before {
		t.Error("reading the same keys again forgets what was verified with them")
	}
	if _, err := b.keys.Rotate(b.store, time.Hour, 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := other.Load(b.store); err != nil {
		t.Fatal(err)
	}
	ids := func(k *Keys) (all []string) {
		for _, key := range k.Published() {
			all = append(all, key.ID)
		}
		return all
	}
	if !slices.Equal(ids(other), ids(b.keys)) {
		t.Errorf("the replica publishes %v, not %v", ids(other), ids(b.keys))
	}
}

func TestDueComparesTheAgeOfTheNewestKey(t *testing.T) {
	b := setUp(t)
	const every = 30 * 24 * time.Hour
	if b.keys.Due(every) {
		t.Error("a new key is due")
	}
	b.now = b.now.Add(every)
	if !b.keys.Due(every) {
		t.Error("a key that has signed long enough is not due")
	}
	if _, err := b.keys.Rotate(b.store, time.Hour, 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	if b.keys.Due(every) {
		t.Error("a key is due while its successor waits")
	}
}

func TestWithdrawnKeysNeitherSignNorVerify(t *testing.T) {
	b := setUp(t)
	early := b.access(t, b.ada, V1)
	if _, err := b.verifier.Verify(context.Background(), early, ours); err != nil {
		t.Fatal(err)
	}
	if _, err := b.keys.Rotate(b.store, time.Hour, 2*time.Hour); err != nil {
		t.Fatal(err)
	}
	id, err := b.keys.Withdraw(b.store)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.reason(early); got != ReasonSignature {
		t.Errorf("a token of a withdrawn key, verified before: %q", got)
	}
	if keys := b.keys.Published(); len(keys) != 1 || keys[0].ID != id {
		t.Errorf("published: %v", keys)
	}
	if got := b.reason(b.access(t, b.ada, V1)); got != "" {
		t.Errorf("a token of the new key: %q", got)
	}
}
