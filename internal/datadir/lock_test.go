package datadir

import (
	"errors"
	"testing"
)

func TestLockAllowsOneServerPerFolder(t *testing.T) {
	dir := t.TempDir()
	lock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("the second lock: %v", err)
	}
	lock.Unlock()
	again, err := Lock(dir)
	if err != nil {
		t.Fatalf("a released lock is still held: %v", err)
	}
	again.Unlock()
}
