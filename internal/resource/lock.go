package resource

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Lock levels.
const (
	CanNotDelete = "CanNotDelete"
	ReadOnly     = "ReadOnly"
)

// LockProperties are the properties of a lock. Source: Microsoft.Authorization/locks api-version 2020-05-01.
type LockProperties struct {
	Level string `json:"level"`
	Notes string `json:"notes,omitempty"`
}

func writeLock(_ *Change, w *write) error {
	if !plain(w.after.Name, 1, 90, "_-.()") {
		return badName("lock", w.after.Name, "it has 1 to 90 letters, digits, '-', '_', '(', ')' and '.'")
	}
	given, err := readJSONObject(w.body.Properties, "properties")
	if err != nil {
		return err
	}
	var p LockProperties
	if err := given.text("level", &p.Level); err != nil {
		return err
	}
	if err := given.text("notes", &p.Notes); err != nil {
		return err
	}
	switch {
	case ascii.EqualFold(p.Level, CanNotDelete):
		p.Level = CanNotDelete
	case ascii.EqualFold(p.Level, ReadOnly):
		p.Level = ReadOnly
	default:
		return fault.New(fault.Invalid, "InvalidLockLevel", "The lock level '%s' is not one of CanNotDelete, ReadOnly.", p.Level)
	}
	if len(p.Notes) > 512 {
		return fault.New(fault.Invalid, "InvalidLockNotes", "The notes of a lock have at most 512 characters.")
	}
	w.after.Properties = encode(p)
	return nil
}

// Operations that locks restrict.
const (
	ToWrite  = "write"
	ToDelete = "delete"
)

// CheckLocks fails with Conflict and the code ScopeLocked if a lock prevents operation at id. Any lock at, above or below id
// prevents deletion; a ReadOnly lock at or above id also prevents writes.
func CheckLocks(store Reader, tenant string, id Scope, operation string) error {
	var locks []*Resource
	for node := range id.Upward() {
		if node.IsRoot() {
			break
		}
		withBelow := operation == ToDelete && node.Equal(id)
		found, err := store.Resources(Query{Tenant: tenant, Under: node, Direct: !withBelow, Type: TypeLock})
		if err != nil {
			return err
		}
		locks = append(locks, found...)
	}
	var scopes []string
	for _, lock := range locks {
		var p LockProperties
		if err := unmarshal(lock.Properties, &p); err != nil {
			return err
		}
		if at, _ := lock.ID.Parent(); operation == ToDelete || p.Level == ReadOnly {
			scopes = append(scopes, at.String())
		}
	}
	if len(scopes) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "ScopeLocked",
		"The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'. Please remove the lock and try again.",
		id, operation, strings.Join(scopes, ","))
}
