package client

import "os"

// writableByOthers is false: Windows keeps rights in lists that a file's mode does not show, and a person's own folder is
// theirs alone.
func writableByOthers(os.FileInfo) bool { return false }
