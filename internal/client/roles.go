package client

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// AuthorizationVersion is the query with the api-version of Microsoft.Authorization.
func AuthorizationVersion() url.Values { return APIVersion("2022-04-01") }

// PermissionResource is a permission as Resource Manager shows it.
type PermissionResource struct {
	Actions          []string `json:"actions"`
	NotActions       []string `json:"notActions"`
	DataActions      []string `json:"dataActions"`
	NotDataActions   []string `json:"notDataActions"`
	Condition        string   `json:"condition"`
	ConditionVersion string   `json:"conditionVersion"`
}

// RoleResource is a role definition as Resource Manager shows it.
type RoleResource struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Properties struct {
		RoleName         string               `json:"roleName"`
		Type             string               `json:"type"`
		Permissions      []PermissionResource `json:"permissions"`
		AssignableScopes []string             `json:"assignableScopes"`
	} `json:"properties"`
}

// Role reads a role definition, once.
func (n *Names) Role(ctx context.Context, id string) (*RoleResource, error) {
	key := LastSegment(id)
	if known, ok := n.roles[key]; ok {
		return known, nil
	}
	found := &RoleResource{}
	if err := n.ARM(ctx, "GET", id, AuthorizationVersion(), nil, found); err != nil {
		return nil, fmt.Errorf("the role definition %s cannot be read: %w", id, err)
	}
	n.roles[key] = found
	return found, nil
}

// LastSegment is the name at the end of a resource id, in lower case.
func LastSegment(id string) string { return ascii.ToLower(id[strings.LastIndexByte(id, '/')+1:]) }
