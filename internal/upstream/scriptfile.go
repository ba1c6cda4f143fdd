package upstream

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"
)

// scriptFile is a script file that is reloaded when it changes.
type scriptFile struct {
	path string

	mu       sync.Mutex
	modified time.Time
	size     int64
	read     time.Time
	text     []byte
	script   *Script
}

// settled is the minimum age of a file for its modification time to identify its content: file system clocks are coarse, and a
// test may write two versions of the same size with the same time.
const settled = 2 * time.Second

// OpenScript reads a script from a file, and reloads it when it changes: the next call uses the new version. An empty file has
// no replies. While the file is not a valid script, the model responds with 500 and the reason, so that a test which wrote the
// file sees its mistake.
func OpenScript(path string) (*Script, error) {
	file := &scriptFile{path: path}
	if _, err := file.current(); err != nil {
		return nil, err
	}
	return &Script{file: file}, nil
}

// current returns the current content of the file.
func (f *scriptFile) current() (*Script, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	same := f.script != nil && info.ModTime().Equal(f.modified) && info.Size() == f.size
	if same && f.read.Sub(f.modified) > settled {
		return f.script, nil
	}
	now := time.Now()
	text, err := readScript(f.path)
	if err != nil {
		return nil, err
	}
	if f.read = now; same && bytes.Equal(text, f.text) {
		return f.script, nil // with its counts
	}
	script := &Script{}
	if len(bytes.TrimSpace(text)) > 0 {
		if script, err = ParseScript(text); err != nil {
			return nil, fmt.Errorf("%s: %w", f.path, err)
		}
	}
	f.script, f.text, f.modified, f.size = script, text, info.ModTime(), info.Size()
	return script, nil
}

func readScript(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxScript+1))
}

// invalidScript returns the reply to every call while the script file is invalid.
func invalidScript(err error) *scripted {
	return &scripted{scriptedFields: scriptedFields{Error: &scriptedError{
		Status: http.StatusInternalServerError, Code: "InvalidScript", Type: "server_error", Message: "The script of the built-in model is invalid: " + err.Error(),
	}}}
}
