// Package datadir has the files of a data folder by which other programs of the machine find and use the server that runs
// on it: where it is, the names and secrets of a developer's world, and the managed identities that there are now.
package datadir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"keyless.dev/keyless/internal/world"
)

// Default is where a person's developer server keeps its state unless told otherwise: $KEYLESS_DATA, else keyless in
// the platform's folder for a user's data.
func Default() (string, error) {
	if dir := os.Getenv("KEYLESS_DATA"); dir != "" {
		return filepath.Abs(dir)
	}
	if runtime.GOOS == "linux" || runtime.GOOS == "freebsd" || runtime.GOOS == "openbsd" || runtime.GOOS == "netbsd" {
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "keyless"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("there is no home folder to keep data in: give one with --data or KEYLESS_DATA: %w", err)
		}
		return filepath.Join(home, ".local", "share", "keyless"), nil
	}
	// On Windows and macOS the folder for configuration is the one for data too.
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for user data: give one with --data or KEYLESS_DATA: %w", err)
	}
	return filepath.Join(dir, "keyless"), nil
}

// identitiesFile names the managed identities that there are now, with what opens their endpoints. Those that were made
// after the first run are only there.
const identitiesFile = "identities.json"

// ReadIdentities reads the file. Nothing is there for a server without an endpoint for managed identities.
func ReadIdentities(dir string) ([]world.IdentityResult, error) {
	var known []world.IdentityResult
	err := readJSON(filepath.Join(dir, identitiesFile), &known)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return known, err
}

// WriteIdentities keeps the managed identities that there are now, readable by the owner only.
func WriteIdentities(dir string, known []world.IdentityResult) error {
	return writeJSON(filepath.Join(dir, identitiesFile), known, 0o600)
}
