package managementgroups_test

import (
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestHierarchySettings(t *testing.T) {
	w := armtest.New(t)
	w.Refused("bob", "PUT", armtest.HierarchySettings+"/default", `{}`, 403, "AuthorizationFailed")
	w.Grant("ada", armtest.Owner, armtest.ManagementGroups+armtest.Tenant)
	if got := w.OK("ada", "GET", armtest.HierarchySettings, "").Names(); len(got) != 0 {
		t.Errorf("from the beginning: %v", got)
	}
	w.Refused("ada", "GET", armtest.HierarchySettings+"/default", "", 404, "ResourceNotFound")
	w.OK("ada", "PUT", armtest.ManagementGroups+"team", `{}`)
	w.Refused("ada", "PUT", armtest.HierarchySettings+"/default", `{"properties":{"defaultManagementGroup":"`+armtest.ManagementGroups+`none"}}`, 404, "ResourceNotFound")
	w.Refused("ada", "PUT", armtest.HierarchySettings+"/default", `{"properties":{"defaultManagementGroup":"`+armtest.Subscription+`"}}`, 400, "InvalidHierarchySettings")
	w.Refused("ada", "PUT", armtest.ManagementGroups+"team/settings/default", `{}`, 400, "BadRequest")
	got := w.OK("ada", "PUT", armtest.HierarchySettings+"/default", `{"properties":{"requireAuthorizationForGroupCreation":true,"defaultManagementGroup":"`+armtest.ManagementGroups+`team"}}`)
	if got.At("properties", "defaultManagementGroup") != armtest.ManagementGroups+"team" || got.At("properties", "tenantId") != armtest.Tenant || got.At("name") != "default" || got.At("type") != "Microsoft.Management/managementGroups/settings" {
		t.Errorf("PUT: %s", got.Text)
	}
	if got := w.OK("ada", "PATCH", armtest.HierarchySettings+"/default", `{"properties":{"requireAuthorizationForGroupCreation":false}}`); got.Value("properties", "requireAuthorizationForGroupCreation") != false || got.At("properties", "defaultManagementGroup") == "" {
		t.Errorf("PATCH: %s", got.Text)
	}
	w.Refused("ada", "DELETE", armtest.ManagementGroups+"team", "", 400, "GroupIsDefault")
	w.OK("ada", "DELETE", armtest.HierarchySettings+"/default", "")
	w.OK("ada", "DELETE", armtest.ManagementGroups+"team", "")
}
