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

// ChildID returns the id of an authorization object at a scope.
func ChildID(scope resource.Scope, kind, name string) string {
	return strings.TrimSuffix(scope.String(), "/") + "/providers/Microsoft.Authorization/" + kind + "/" + name
}

// DefinitionID returns the id of a role definition at a scope, which is below the subscription if there is one.
func DefinitionID(at resource.Scope, name string) string {
	prefix := ""
	if id := at.Subscription(); id != "" {
		prefix = "/subscriptions/" + id
	}
	return prefix + "/providers/Microsoft.Authorization/roleDefinitions/" + name
}

// roleOf returns the GUID at the end of the id of a role definition. The scope before it does not matter.
func roleOf(id string) (string, error) {
	name, ok := guid.Parse(id[strings.LastIndexByte(id, '/')+1:])
	if !ok {
		return "", fault.New(fault.Invalid, "InvalidRoleDefinitionId", "The role definition ID '%s' is not valid.", provider.Clip(id))
	}
	return name, nil
}
