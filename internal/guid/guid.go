// Package guid makes and reads the ids of everything in keyless: GUIDs in lower-case text with dashes.
package guid

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"

	"github.com/google/uuid"
)

// space is the name space of derived ids. It never changes: people's scripts rely on what comes out.
var space = uuid.MustParse("6b65796c-6573-5730-8a5e-000000000001")

// New returns a random id.
func New() string { return uuid.NewString() }

// NewOrdered returns an id that sorts behind those that this machine made before: its first part is the time, the rest is
// random. What is kept in the order of time is found by it without an index of ids.
func NewOrdered() string { return uuid.Must(uuid.NewV7()).String() }

// Derive returns the id that belongs to a path of names, the same on every machine. Names are compared without
// regard to case, as Azure compares the names of resources and directory objects.
func Derive(names ...string) string {
	return uuid.NewSHA1(space, []byte(ascii.ToLower(strings.Join(names, "\x00")))).String()
}

// Parse returns text in canonical form, and whether it is a GUID in the 36-character form.
func Parse(text string) (string, bool) {
	if len(text) != 36 {
		return "", false
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return "", false
	}
	return id.String(), true
}

// Compact returns id without dashes, as Azure prints ids inside some messages.
func Compact(id string) string { return strings.ReplaceAll(id, "-", "") }
