// Package devtls is the developer server's certificate authority: made on first run, kept in the data folder, trusted
// only by those who are pointed at it. It signs for this machine's own names and nothing else, by name constraints,
// and its key never leaves the folder.
//
// It imports nothing of keyless.
package devtls
