package datadir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrLocked is returned by Lock if another server uses the data folder.
var ErrLocked = errors.New("another keyless server uses this data folder")

// FolderLock is the lock of a server on its data folder. The operating system releases it when the process ends.
type FolderLock struct{ file *os.File }

// Lock locks a data folder. It does not wait: it fails with ErrLocked if another process has the lock.
func Lock(dir string) (*FolderLock, error) { return lockPath(filepath.Join(dir, "lock")) }

// ErrStoreLocked is returned if another server uses the SQLite file.
var ErrStoreLocked = errors.New("another keyless server uses this SQLite file: servers that share a store need PostgreSQL")

// LockStore locks an SQLite file, given as sqlite:///path, and returns a function that unlocks it. Links to the file and servers with
// other data folders share the lock. LockStore fails with ErrStoreLocked. It does nothing for PostgreSQL databases.
func LockStore(address string) (unlock func(), err error) {
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

// Unlock releases the lock. It does not remove the file: otherwise two servers could lock different files with the same name.
func (l *FolderLock) Unlock() { _ = l.file.Close() }
