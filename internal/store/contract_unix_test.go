//go:build unix

package store_test

import (
	"testing"

	"keyless.dev/keyless/internal/store/pgtest"
	"keyless.dev/keyless/internal/store/storetest"
)

func TestPostgreSQLKeepsTheContract(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Run(t, func(t *testing.T) string { return server.Database(t) })
}
