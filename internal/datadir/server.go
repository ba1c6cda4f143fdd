package datadir

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/world"
)

// The files of a data folder that other programs read.
const (
	serverFile      = "server.json"
	credentialsFile = "credentials.json"
)

// Server says where a running server is. It is in the data folder while the server runs and is ready.
type Server struct {
	PID        int          `json:"pid"`
	Version    string       `json:"version,omitempty"`
	Listen     string       `json:"listen"`              // host and port, or unix: and a path
	Plain      bool         `json:"plain,omitempty"`     // without TLS
	Announced  bool         `json:"announced,omitempty"` // connections of this machine begin with a PROXY header
	HTTPListen string       `json:"httpListen,omitempty"`
	Origins    edge.Origins `json:"origins"`
	Portal     string       `json:"portal,omitempty"` // address of the portal; "" if there is none
	CA         string       `json:"ca"`               // path of the authority's certificate
	Roots      string       `json:"roots"`            // path of the system's roots plus the authority
}

// WriteServer says where the server of a data folder is. RemoveServer takes it back.
func WriteServer(dir string, s *Server) error {
	return writeJSON(filepath.Join(dir, serverFile), s, 0o644)
}

// RemoveServer says that the server of a data folder is no longer there.
func RemoveServer(dir string) error {
	if err := os.Remove(filepath.Join(dir, serverFile)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// ReadServer finds the running server of a data folder. It fails with os.ErrNotExist if none runs there; a file that a
// killed server left behind does not count.
func ReadServer(dir string) (*Server, error) {
	s := &Server{}
	if err := readJSON(filepath.Join(dir, serverFile), s); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	connection, err := s.dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("the server that used %s was killed: %w", dir, os.ErrNotExist)
	}
	return s, connection.Close()
}

// WriteCredentials keeps the names, ids and secrets of a developer's world, readable by the owner only. What an
// earlier run kept and r does not know stays.
func WriteCredentials(dir string, r *world.Result) error {
	switch earlier, err := ReadCredentials(dir); {
	case err == nil:
		r.Keep(earlier)
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	return writeJSON(filepath.Join(dir, credentialsFile), r, 0o600)
}

// ReadCredentials reads what WriteCredentials kept. It fails with os.ErrNotExist where there is nothing.
func ReadCredentials(dir string) (*world.Result, error) {
	r := &world.Result{}
	return r, readJSON(filepath.Join(dir, credentialsFile), r)
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s cannot be read: %w", path, err)
	}
	return nil
}

// writeJSON replaces path as a whole, so that a reader sees the old content or the new, never a part.
func writeJSON(path string, value any, mode os.FileMode) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(path, append(text, '\n'), mode)
}

// WriteFile replaces path as a whole.
func WriteFile(path string, text []byte, mode os.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
