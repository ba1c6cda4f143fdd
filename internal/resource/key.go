package resource

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// keyLength is the length of the keys of new Cognitive Services accounts.
const keyLength = 84

// Keys returns the two keys of an account. It fails with Denied if keys are disabled for it.
func (c *Change) Keys(id Scope) (key1, key2 string, err error) {
	account, keys, err := c.keysOf(id)
	if err != nil {
		return "", "", err
	}
	return c.openKeys(account.ID, keys)
}

func (c *Change) openKeys(id Scope, keys AccountKeys) (key1, key2 string, err error) {
	one, err := c.Box.Open(keys.Key1.Sealed, keyPlace(id, "key1"))
	if err != nil {
		return "", "", err
	}
	two, err := c.Box.Open(keys.Key2.Sealed, keyPlace(id, "key2"))
	return string(one), string(two), err
}

func (c *Change) keysOf(id Scope) (*Resource, AccountKeys, error) {
	var keys AccountKeys
	account, err := Find(c.Store, c.Tenant, id)
	if err != nil {
		return nil, keys, err
	}
	var p AccountProperties
	if err := firstOf(unmarshal(account.Properties, &p), unmarshal(account.Secrets, &keys)); err != nil {
		return nil, keys, err
	}
	if p.DisableLocalAuth {
		return nil, keys, fault.New(fault.Invalid, "BadRequest", "Failed to list key. disableLocalAuth is set to be true")
	}
	return account, keys, nil
}

// RegenerateKey replaces one key, "Key1" or "Key2" in any case, and returns both.
func (c *Change) RegenerateKey(id Scope, name string) (key1, key2 string, err error) {
	account, keys, err := c.keysOf(id)
	if err != nil {
		return "", "", err
	}
	var fresh AccountKey
	switch {
	case ascii.EqualFold(name, "key1"):
		fresh, err = c.newKey(account.ID, "key1")
		keys.Key1 = fresh
	case ascii.EqualFold(name, "key2"):
		fresh, err = c.newKey(account.ID, "key2")
		keys.Key2 = fresh
	default:
		return "", "", fault.New(fault.Invalid, "InvalidKeyName", "The key name '%s' is not one of Key1, Key2.", name)
	}
	if err != nil {
		return "", "", err
	}
	changed := *account
	changed.Secrets = encode(keys)
	c.stamp(&changed, false)
	if err := c.Store.PutResource(&changed); err != nil {
		return "", "", err
	}
	return c.openKeys(account.ID, keys)
}

func (c *Change) newKeys(id Scope) (AccountKeys, error) {
	one, err := c.newKey(id, "key1")
	if err != nil {
		return AccountKeys{}, err
	}
	two, err := c.newKey(id, "key2")
	return AccountKeys{Key1: one, Key2: two}, err
}

// newKey returns a key of letters and digits with more than 256 random bits.
func (c *Change) newKey(id Scope, name string) (AccountKey, error) {
	var text strings.Builder
	letters := strings.NewReplacer("+", "", "/", "", "=", "")
	for text.Len() < keyLength {
		random := make([]byte, 64)
		if _, err := io.ReadFull(c.Rand, random); err != nil {
			return AccountKey{}, err
		}
		text.WriteString(letters.Replace(base64.StdEncoding.EncodeToString(random)))
	}
	key := text.String()[:keyLength]
	hash := sha256.Sum256([]byte(key))
	return AccountKey{Sealed: c.Box.Seal([]byte(key), keyPlace(id, name)), Hash: hash[:]}, nil
}

// keyPlace returns the place that binds a sealed key to its account.
func keyPlace(id Scope, name string) string { return "account key:" + id.Key() + ":" + name }
