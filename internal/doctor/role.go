package doctor

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// The api-versions of Microsoft.Authorization.
const (
	assignmentsVersion = "2022-04-01"
	definitionsVersion = "2022-04-01"
)

// decide answers why the holder of the token may or may not do a data action at a scope, from what Resource Manager
// lists: the same rules that a server of ours decides by.
func (p *diagnosis) decide(scope, action string) (*rbac.Explanation, error) {
	to := p.control()
	if to == nil {
		return nil, errors.New("only a token was given, and no credential of yours")
	}
	at, err := resource.ParseScope(scope)
	if err != nil {
		return nil, errors.New("the resource is not known")
	}
	tenant, object := p.jwt.Text("tid"), ascii.ToLower(p.jwt.Text("oid"))
	edit := rbac.NewSnapshot(rbac.Options{}).Edit()
	if err := listAssigned(p.ctx, to, tenant, object, scope, edit); err != nil {
		return nil, err
	}
	e := rbac.Explain(rbac.Question{
		Principal: rbac.Principal{Tenant: tenant, Object: object}, Tenant: tenant, Plane: rbac.Data, Action: action, Scope: at, At: p.now(),
	}, edit.Done())
	return &e, nil
}

// listAssigned puts the role assignments of a principal and of its groups into a snapshot, with their definitions.
func listAssigned(ctx context.Context, to *client.Control, tenant, object, scope string, into *rbac.SnapshotEdit) error {
	var assignments struct {
		Value []struct {
			Name       string
			Properties struct {
				RoleDefinitionID string `json:"roleDefinitionId"`
				PrincipalID      string `json:"principalId"`
				PrincipalType    rbac.PrincipalType
				Scope            resource.Scope
				Condition        *string
				ConditionVersion *string
				CreatedOn        time.Time
			}
		}
	}
	query := url.Values{"api-version": {assignmentsVersion}, "$filter": {"assignedTo('" + object + "')"}}
	if err := to.ARM(ctx, http.MethodGet, scope+"/providers/Microsoft.Authorization/roleAssignments", query, nil, &assignments); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, a := range assignments.Value {
		role := a.Properties.RoleDefinitionID[strings.LastIndexByte(a.Properties.RoleDefinitionID, '/')+1:]
		if !known[role] {
			known[role] = true
			if definition, err := readDefinition(ctx, to, a.Properties.RoleDefinitionID); err == nil {
				definition.ID, definition.Tenant = role, tenant
				into.PutRoleDefinition(definition)
			}
		}
		holder := ascii.ToLower(a.Properties.PrincipalID)
		if holder != object {
			into.PutMember(tenant, holder, object)
		}
		into.PutAssignment(&rbac.Assignment{
			Name: a.Name, Tenant: tenant, Scope: a.Properties.Scope, RoleID: role, PrincipalID: holder, PrincipalType: a.Properties.PrincipalType,
			Condition: textOr(a.Properties.Condition), ConditionVersion: textOr(a.Properties.ConditionVersion), CreatedOn: a.Properties.CreatedOn,
		})
	}
	return nil
}

func textOr(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func readDefinition(ctx context.Context, to *client.Control, id string) (*rbac.RoleDefinition, error) {
	var shown struct {
		Properties struct {
			RoleName    string
			Permissions []rbac.Permission
		}
	}
	err := to.ARM(ctx, http.MethodGet, id, url.Values{"api-version": {definitionsVersion}}, nil, &shown)
	return &rbac.RoleDefinition{Name: shown.Properties.RoleName, Type: rbac.CustomRole, Permissions: shown.Properties.Permissions}, err
}
