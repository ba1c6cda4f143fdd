//go:build !windows

package client

import "os"

// writableByOthers reports whether anybody but a file's owner may write to it.
func writableByOthers(info os.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }
