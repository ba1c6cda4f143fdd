// Package setup writes what a production server starts from: its configuration, a key-encryption key, a certificate and a
// world with one administrator. It overwrites nothing.
package setup
