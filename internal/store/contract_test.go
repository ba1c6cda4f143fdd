package store_test

import (
	"path/filepath"
	"testing"

	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/storetest"
)

func TestSQLiteImplementsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) string {
		address, err := store.SQLiteAddress(filepath.Join(t.TempDir(), "keyless.db"))
		if err != nil {
			t.Fatal(err)
		}
		return address
	})
}
