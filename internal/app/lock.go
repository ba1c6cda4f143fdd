package app

import (
	"errors"
	"os"
	"path/filepath"
)

// ErrLocked is what Lock fails with while another server uses the data folder.
var ErrLocked = errors.New("another keyless server uses this data folder")

// FolderLock is the claim of one server on its data folder. The operating system gives it up when the process ends, however
// it ends.
type FolderLock struct{ file *os.File }

// Lock claims a data folder. It fails with ErrLocked at once if another process has it.
func Lock(dir string) (*FolderLock, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
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
