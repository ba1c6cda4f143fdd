package world

import (
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/store"
)

func TestRoleAssignmentsAcceptPrincipalsOfTrustedTenants(t *testing.T) {
	const object, home = "3a1b2c3d-4e5f-4061-8273-8495a6b7c8d9", "72f988bf-86f1-41af-91ab-2d7cd011db47"
	parsed, err := Parse([]byte(`
tenants:
  - domain: lab.test
    subscriptions: [{displayName: Lab}]
    roleAssignments: [{role: Owner, principal: "group:` + object + `@` + home + `", scope: Lab}]
`))
	if err != nil {
		t.Fatal(err)
	}
	db := open(t)
	result := apply(t, db, parsed)
	view(t, db, func(tx *store.Tx) error {
		made, err := tx.Assignments(rbac.AssignmentQuery{Tenant: result.Tenants[0].ID})
		if err != nil || len(made) != 1 || made[0].Principal() != (rbac.Principal{Tenant: home, Object: object}) || made[0].PrincipalType != rbac.Group {
			t.Errorf("%+v, %v", made, err)
		}
		return err
	})
}
