// Package storeadmin administers the store of a server: backup and restore, signing keys, the key-encryption key, and recovery
// of an administrator. The commands that use it need access to the store and to the key-encryption key, which already allows
// everything, so they ask for no other authorization.
package storeadmin

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"keyless.dev/keyless/internal/seal"
)

// Target is the store of a server.
type Target struct {
	Address string // sqlite:///path or postgres://…
	KeyFile string // contains the key-encryption key
	// OtherKeyFiles contain key-encryption keys that KeyFile replaces.
	OtherKeyFiles []string
	DataDir       string // for messages
	Login         string // origin of the sign-in host
	Now           func() time.Time
	Log           *slog.Logger
}

// Box returns the key-encryption keys of a server that has run.
func (t Target) Box() (*seal.Box, error) {
	box, err := seal.FromFile(t.KeyFile, false)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no server has run on %s: there is no key-encryption key %s", t.DataDir, t.KeyFile)
	}
	if err != nil {
		return nil, err
	}
	var others []*seal.Box
	for _, file := range t.OtherKeyFiles {
		other, err := seal.FromFile(file, false)
		if err != nil {
			return nil, err
		}
		others = append(others, other)
	}
	return box.With(others...), nil
}
