package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/datadir"
)

func TestSecondServerOnOneSQLiteFileIsRejected(t *testing.T) {
	dir := serveFolder(t)
	config, err := serveConfig(t, dir, func(text string) string { return text })
	if err != nil {
		t.Fatal(err)
	}
	_, stop := serveUntil(t, config)
	defer stop()
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(filepath.Join(dir, "keyless.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{config.Store, "sqlite://" + filepath.ToSlash(link)} {
		other := config
		other.DataDir, other.Store = t.TempDir(), address
		if second, err := app.New(t.Context(), other); !errors.Is(err, datadir.ErrStoreLocked) {
			t.Errorf("%s: a second server starts: %v, %v", address, second, err)
		}
	}
}
