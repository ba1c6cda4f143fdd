package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CursorFile remembers in a file of the spool's folder how far its records were received, for receivers that remember
// nothing themselves. After a crash between the two they may get a batch again.
type CursorFile struct{ path string }

// FileCursor is the file of the spool in a folder.
func FileCursor(dir string) CursorFile { return CursorFile{filepath.Join(dir, "received")} }

// Load is how far records were received; the beginning if nothing was.
func (c CursorFile) Load(context.Context, string) (at Cursor, err error) {
	text, err := os.ReadFile(c.path)
	if errors.Is(err, os.ErrNotExist) {
		return Cursor{}, nil
	}
	if err != nil {
		return Cursor{}, err
	}
	if _, err := fmt.Sscanf(string(text), "%d %d", &at.Segment, &at.Offset); err != nil {
		return Cursor{}, fmt.Errorf("%s cannot be read: %w", c.path, err)
	}
	return at, nil
}

// Save remembers a place.
func (c CursorFile) Save(at Cursor) error {
	if err := os.WriteFile(c.path+".new", fmt.Appendf(nil, "%d %d\n", at.Segment, at.Offset), 0o600); err != nil {
		return err
	}
	return os.Rename(c.path+".new", c.path)
}
