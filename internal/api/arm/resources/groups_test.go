package resources_test

import (
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

func TestDeletingResourceGroupDeletesItsResources(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.OK("ada", "PUT", armtest.Account+"/deployments/chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`)
	// Its sibling's name begins like its own.
	w.OK("ada", "PUT", armtest.Subscription+"/resourceGroups/rg10", `{"location":"eastus"}`)
	w.OK("ada", "DELETE", armtest.Group, "")
	w.Refused("ada", "GET", armtest.Account, "", 404, "ResourceGroupNotFound")
	w.OK("ada", "GET", armtest.Subscription+"/resourceGroups/rg10", "")
	w.Must(w.DB.View(t.Context(), func(tx *store.Tx) error {
		left, err := tx.Resources(resource.Query{Tenant: armtest.Tenant, Under: resource.MustScope(armtest.Group)})
		if len(left) != 0 {
			t.Errorf("%d resources outlived their group", len(left))
		}
		return err
	}))
	w.Refused("ada", "DELETE", armtest.Group, "", 404, "ResourceGroupNotFound")
}
