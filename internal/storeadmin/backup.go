package storeadmin

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/store"
)

// A backup begins with a line that names its format and has a random value. The rest is a stream sealed with a key that is derived
// from that line and the key-encryption key. It contains the compressed dump of the store.
const (
	backupMark = "keyless backup 1 "
	maxMark    = 128 // maximum length of the line in bytes
)

// Backup writes a consistent copy of a store, which can be opened only with the store's key-encryption key. Servers on the store
// may run.
func Backup(ctx context.Context, target Target, to io.Writer, tell store.Progress) (store.Copied, error) {
	box, err := target.Box()
	if err != nil {
		return store.Copied{}, err
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	mark := backupMark + base64.RawURLEncoding.EncodeToString(id) + "\n"
	if _, err := io.WriteString(to, mark); err != nil {
		return store.Copied{}, err
	}
	sealed := box.For(mark).NewWriter(to)
	packed := gzip.NewWriter(sealed)
	copied, err := store.Dump(ctx, target.Address, packed, target.Now(), tell)
	if err == nil {
		err = errors.Join(packed.Close(), sealed.Close())
	}
	return copied, err
}

// Restore fills an empty store with a backup that was made with the same key-encryption key. It restores everything or nothing.
func Restore(ctx context.Context, target Target, from io.Reader, tell store.Progress) (store.Copied, error) {
	plain, err := openBackup(target, from)
	if err != nil {
		return store.Copied{}, err
	}
	unlock, err := datadir.LockStore(target.Address)
	if err != nil {
		return store.Copied{}, err
	}
	defer unlock()
	return store.Restore(ctx, plain, target.Address, tell)
}

// UpdateTables migrates the tables of a store, as a server does at its start, and returns their version.
func UpdateTables(ctx context.Context, target Target) (int64, error) {
	unlock, err := datadir.LockStore(target.Address)
	if err != nil {
		return 0, err
	}
	defer unlock()
	db, err := store.Open(ctx, target.Address, store.Options{Now: target.Now, Log: target.Log})
	if err != nil {
		return 0, err
	}
	return store.Newest(), db.Close()
}

// CheckBackup reads a whole backup. It fails if Restore would fail because of its content.
func CheckBackup(target Target, from io.Reader, tell store.Progress) (store.Copied, error) {
	plain, err := openBackup(target, from)
	if err != nil {
		return store.Copied{}, err
	}
	return store.CheckDump(plain, tell)
}

func openBackup(target Target, from io.Reader) (io.Reader, error) {
	box, err := target.Box()
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(from, 64<<10)
	mark, err := in.Peek(min(maxMark, in.Size()))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	line, _, complete := strings.Cut(string(mark), "\n")
	if !complete || !strings.HasPrefix(line, backupMark) {
		return nil, errors.New("this is not a backup that this release of keyless can read")
	}
	if _, err := in.Discard(len(line) + 1); err != nil {
		return nil, err
	}
	unpacked, err := gzip.NewReader(box.For(line + "\n").NewReader(in))
	if err != nil {
		return nil, fmt.Errorf("the backup is damaged, or was made with another key-encryption key: %w", err)
	}
	return unpacked, nil
}

// MoveStore copies a store to an empty one, such as from SQLite to PostgreSQL. Servers must be stopped; the move fails if one makes
// a change meanwhile.
func MoveStore(ctx context.Context, from, to string, tell store.Progress) (store.Copied, error) {
	for _, address := range []string{from, to} {
		unlock, err := datadir.LockStore(address)
		if err != nil {
			return store.Copied{}, err
		}
		defer unlock()
	}
	return store.Move(ctx, from, to, tell)
}
