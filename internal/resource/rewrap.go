package resource

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/seal"
)

// Rewrap returns a resource whose secrets are sealed with the box's own key. changed is false if they already were, or if it has
// none.
func Rewrap(box *seal.Box, r *Resource) (fresh *Resource, changed bool, err error) {
	if len(r.Secrets) == 0 {
		return r, false, nil
	}
	copied := *r
	switch {
	case ascii.EqualFold(r.Type, TypeAccount):
		changed, err = copied.rewrapKeys(box, r.ID)
	case ascii.EqualFold(r.Type, TypeDeletedAccount):
		var kept DeletedAccount
		if err := unmarshal(r.Properties, &kept); err != nil {
			return nil, false, err
		}
		changed, err = copied.rewrapKeys(box, kept.Account.ID)
	case ascii.EqualFold(r.Type, TypeConnection), ascii.EqualFold(r.Type, TypeProjectConnection):
		changed, err = copied.rewrapCredentials(box)
	}
	return &copied, changed, err
}

// rewrapKeys seals the keys of an account, which are bound to its id.
func (r *Resource) rewrapKeys(box *seal.Box, account Scope) (bool, error) {
	var keys AccountKeys
	if err := unmarshal(r.Secrets, &keys); err != nil {
		return false, err
	}
	one, changedOne, err := box.Rewrap(keys.Key1.Sealed, keyPlace(account, "key1"))
	if err != nil {
		return false, err
	}
	two, changedTwo, err := box.Rewrap(keys.Key2.Sealed, keyPlace(account, "key2"))
	if err != nil {
		return false, err
	}
	keys.Key1.Sealed, keys.Key2.Sealed = one, two
	r.Secrets = encode(keys)
	return changedOne || changedTwo, nil
}

func (r *Resource) rewrapCredentials(box *seal.Box) (bool, error) {
	var s ConnectionSecrets
	if err := unmarshal(r.Secrets, &s); err != nil || len(s.Credentials) == 0 {
		return false, err
	}
	fresh, changed, err := box.Rewrap(s.Credentials, r.ID.Key())
	if err != nil {
		return false, err
	}
	r.Secrets = encode(ConnectionSecrets{fresh})
	return changed, nil
}
