package store

import "strings"

// displayNameKey returns the column value by which display names are searched. Display names are text for people, not
// identifiers: they fold by Unicode case, so that a search for "É" finds "é". Nothing is authorized by a display name.
func displayNameKey(name string) string { return strings.ToLower(name) }
