package resource

import (
	"bytes"
	"encoding/json"
	"testing"

	"keyless.dev/keyless/internal/seal"
)

func TestRewrapCoversEveryKindOfSecret(t *testing.T) {
	box := func(fill byte) *seal.Box {
		b, err := seal.New(bytes.Repeat([]byte{fill}, 32))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	old, fresh := box(1), box(2)
	scope := func(text string) Scope {
		id, err := ParseScope(text)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	account := scope("/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a")
	keys := encode(AccountKeys{
		Key1: AccountKey{Sealed: old.Seal([]byte("one"), keyPlace(account, "key1")), Hash: []byte{1}},
		Key2: AccountKey{Sealed: old.Seal([]byte("two"), keyPlace(account, "key2")), Hash: []byte{2}},
	})
	connection, project := scope(account.String()+"/connections/c"), scope(account.String()+"/projects/p/connections/c")
	deleted, err := DeletedAccountID("11111111-0000-0000-0000-000000000000", "eastus2", "rg", "a")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		what string
		of   *Resource
		has  bool
	}{
		{"an account", &Resource{ID: account, Type: TypeAccount, Secrets: keys}, true},
		{"a deleted account", &Resource{ID: deleted, Type: TypeDeletedAccount, Secrets: keys, Properties: encode(DeletedAccount{Account: &Resource{ID: account, Type: TypeAccount}})}, true},
		{"a connection", &Resource{ID: connection, Type: TypeConnection, Secrets: encode(ConnectionSecrets{old.Seal([]byte("{}"), connection.Key())})}, true},
		{"a connection of a project", &Resource{ID: project, Type: TypeProjectConnection, Secrets: encode(ConnectionSecrets{old.Seal([]byte("{}"), project.Key())})}, true},
		{"a connection without credentials", &Resource{ID: connection, Type: TypeConnection}, false},
		{"a record that is not sealed", &Resource{ID: connection, Type: "Microsoft.Resources/kept", Secrets: json.RawMessage(`{"a":1}`)}, false},
	} {
		before := string(row.of.Secrets)
		after, changed, err := Rewrap(fresh.With(old), row.of)
		if err != nil || changed != row.has {
			t.Errorf("%s: changed %t, %v", row.what, changed, err)
			continue
		}
		if string(row.of.Secrets) != before {
			t.Errorf("%s: the one that was given is changed", row.what)
		}
		if _, changed, err := Rewrap(fresh, after); err != nil || changed {
			t.Errorf("%s does not open with the new key alone: %v", row.what, err)
		}
		if _, _, err := Rewrap(box(3), after); row.has && err == nil {
			t.Errorf("%s opens with a third key", row.what)
		}
	}
}
