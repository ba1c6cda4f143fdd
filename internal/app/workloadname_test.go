package app

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

func TestWorkloadsWithTheSameNameHaveDistinctSubjects(t *testing.T) {
	dir := t.TempDir()
	var ahead atomic.Int64
	a, stop := startWorkloads(t, dir, &ahead)
	defer stop()
	first, _ := tokenFile(t, dir)
	var other *directory.ServicePrincipal
	err := a.db.Update(t.Context(), func(tx *store.Tx) error {
		change := &resource.Change{
			Store: tx, Principals: directory.ManagedIdentities{Store: tx, At: a.now()}, Tenant: a.tenant.ID, By: "test", At: a.now(), Box: a.box,
		}
		subscriptions, err := tx.Resources(resource.Query{Tenant: a.tenant.ID, Type: resource.TypeSubscription})
		if err != nil {
			return err
		}
		group, err := subscriptions[0].ID.Child("resourceGroups", "elsewhere")
		if err != nil {
			return err
		}
		if _, _, err := change.Put(group, resource.Body{Location: "local"}); err != nil {
			return err
		}
		id, err := group.Child("providers/"+resource.TypeUserIdentity, "app-identity")
		if err != nil {
			return err
		}
		made, _, err := change.Put(id, resource.Body{Location: "local"})
		if err != nil {
			return err
		}
		var p resource.UserIdentityProperties
		if err := json.Unmarshal(made.Properties, &p); err != nil {
			return err
		}
		other, err = directory.Find[*directory.ServicePrincipal](tx, a.tenant.ID, p.PrincipalID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	made, err := a.workloads.Issue(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	subject := func(path string) string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(string(text), ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		var claims struct {
			Subject string `json:"sub"`
		}
		if err := json.Unmarshal(payload, &claims); err != nil {
			t.Fatal(err)
		}
		return claims.Subject
	}
	if one, two := subject(first), subject(made.File); one != token.WorkloadSubject("app-identity") || two != token.WorkloadSubject("app-identity."+other.ID) {
		t.Errorf("the subjects are %s and %s: who has the one's file could sign in as the other", one, two)
	}
	if err := a.workloads.Renew(t.Context()); err != nil || subject(first) == subject(made.File) {
		t.Errorf("later: %s, %v", subject(first), err)
	}
}
