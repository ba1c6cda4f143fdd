package app

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

	"keyless.dev/keyless/internal/store"
)

// A backup begins with a line that names its form and a random value, from which, with the key-encryption key, the key comes
// that it is sealed with. A sealed stream follows: the compressed copy of the store.
const (
	backupMark = "keyless backup 1 "
	maxMark    = 128 // bytes of the line
)

// Backup writes all that a server's store holds, as of one moment, so that only its key-encryption key opens it. Servers may run.
func Backup(ctx context.Context, config Config, to io.Writer, tell store.Progress) (store.Copied, error) {
	box, err := existingBox(config)
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
	copied, err := store.Dump(ctx, storeAddress(config), packed, config.Now(), tell)
	if err == nil {
		err = errors.Join(packed.Close(), sealed.Close())
	}
	return copied, err
}

// Restore fills the store that config names, which has to be empty, with a backup that was made with the same key-encryption
// key. It is all done or nothing of it.
func Restore(ctx context.Context, config Config, from io.Reader, tell store.Progress) (store.Copied, error) {
	plain, err := openBackup(config, from)
	if err != nil {
		return store.Copied{}, err
	}
	unlock, err := claimStore(storeAddress(config))
	if err != nil {
		return store.Copied{}, err
	}
	defer unlock()
	return store.Restore(ctx, plain, storeAddress(config), tell)
}

// UpdateTables brings the tables of a store up to date, as a server does when it starts, and says which version they have.
func UpdateTables(ctx context.Context, config Config) (int64, error) {
	unlock, err := claimStore(storeAddress(config))
	if err != nil {
		return 0, err
	}
	defer unlock()
	db, err := store.Open(ctx, storeAddress(config), store.Options{Now: config.Now, Log: config.Log})
	if err != nil {
		return 0, err
	}
	return store.Newest(), db.Close()
}

// CheckBackup reads a backup to its end, and fails where Restore would find fault with it.
func CheckBackup(config Config, from io.Reader, tell store.Progress) (store.Copied, error) {
	plain, err := openBackup(config, from)
	if err != nil {
		return store.Copied{}, err
	}
	return store.CheckDump(plain, tell)
}

func openBackup(config Config, from io.Reader) (io.Reader, error) {
	box, err := existingBox(config)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(from, 64<<10)
	mark, err := in.Peek(min(maxMark, in.Size()))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	line, _, whole := strings.Cut(string(mark), "\n")
	if !whole || !strings.HasPrefix(line, backupMark) {
		return nil, errors.New("this is no backup that this release of keyless can read")
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

// MoveStore copies a store to an empty one, as from SQLite to PostgreSQL. Servers have to be stopped; a change that one makes
// meanwhile is noticed, and fails the move.
func MoveStore(ctx context.Context, from, to string, tell store.Progress) (store.Copied, error) {
	for _, address := range []string{from, to} {
		unlock, err := claimStore(address)
		if err != nil {
			return store.Copied{}, err
		}
		defer unlock()
	}
	return store.Move(ctx, from, to, tell)
}
