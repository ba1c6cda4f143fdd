package authorization

import (
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// ChildID is the id of an authorization object at a scope, without a doubled slash at the root.
func ChildID(scope resource.Scope, kind, name string) string {
	return strings.TrimSuffix(scope.String(), "/") + "/providers/Microsoft.Authorization/" + kind + "/" + name
}

// DefinitionID is the id of a role definition as it is named at a scope: under the subscription, if there is one.
func DefinitionID(at resource.Scope, name string) string {
	prefix := ""
	if id := at.Subscription(); id != "" {
		prefix = "/subscriptions/" + id
	}
	return prefix + "/providers/Microsoft.Authorization/roleDefinitions/" + name
}

// roleOf takes the GUID from the id of a role definition. Ids of one role under different scopes are the same role.
func roleOf(id string) (string, error) {
	name, ok := guid.Parse(id[strings.LastIndexByte(id, '/')+1:])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleDefinitionId", "The role definition ID '%s' is not valid.", provider.Clip(id))
	}
	return name, nil
}
