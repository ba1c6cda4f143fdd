package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrLocked is what Lock fails with while another server uses the data folder.
var ErrLocked = errors.New("another keyless server uses this data folder")

// FolderLock is the claim of one server on its data folder. The operating system gives it up when the process ends, however
// it ends.
type FolderLock struct{ file *os.File }

// Lock claims a data folder. It fails with ErrLocked at once if another process has it.
func Lock(dir string) (*FolderLock, error) { return lockPath(filepath.Join(dir, "lock")) }

// ErrStoreLocked is what a server fails with while another one uses its SQLite file.
var ErrStoreLocked = errors.New("another keyless server uses this SQLite file: servers that share a store need PostgreSQL")

// lockStore claims the server's store for as long as the server runs.
func (a *App) lockStore() error {
	unlock, err := claimStore(storeAddress(a.config))
	if err == nil {
		a.onClose(unlock)
	}
	return err
}

// claimStore claims an SQLite file, by whichever link it is named and whichever data folder another server has. A PostgreSQL
// database is not claimed.
func claimStore(address string) (unlock func(), err error) {
	path, ok := strings.CutPrefix(address, "sqlite://")
	if !ok {
		return func() {}, nil
	}
	path = filepath.FromSlash(path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	lock, err := lockPath(path + "-lock")
	if errors.Is(err, ErrLocked) {
		return nil, fmt.Errorf("%s: %w", path, ErrStoreLocked)
	}
	if err != nil {
		return nil, err
	}
	return lock.Unlock, nil
}

func lockPath(path string) (*FolderLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &FolderLock{file}, nil
}

// Unlock gives the claim up. The file stays: removing it would let two servers lock two files of one name.
func (l *FolderLock) Unlock() { _ = l.file.Close() }
