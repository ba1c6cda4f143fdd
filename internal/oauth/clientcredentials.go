package oauth

import (
	"context"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/token"
)

// clientCredentials implements the client credentials grant. It checks the tenant, the application, its credential, the
// resource and the form of the scope, in this order.
func (x *exchange) clientCredentials(ctx context.Context) (*Response, error) {
	var prepared *issue
	err := x.server.DB.View(ctx, func(tx Tx) error {
		if err := x.identify(tx); err != nil {
			return err
		}
		if x.proof == token.ClientPublic {
			return aadsts(7000216, invalidClient, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
		}
		tenant, err := x.applicationTenant(tx)
		if err != nil {
			return err
		}
		principal := x.client.Principal
		if principal == nil {
			return aadsts(7000229, unauthorized, "The client application %s is missing service principal in the tenant %s. "+
				"See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119.", x.client.ID, tenant.ID)
		}
		x.log.Tenant, x.log.Principal, x.log.Name = tenant.ID, principal.ID, principal.DisplayName
		prepared, err = x.forApplication(tx, tenant, principal)
		return err
	})
	if err != nil {
		return nil, err
	}
	return x.finish(prepared)
}

// applicationTenant returns the tenant of the path, or the default tenant on the ADFS authority: nothing else in the
// request names the tenant of an application.
func (x *exchange) applicationTenant(tx Tx) (*directory.Tenant, error) {
	if x.place.Tenant != nil {
		return x.place.Tenant, nil
	}
	if !x.place.ADFS() || x.server.DefaultTenant == "" {
		return nil, noTenant()
	}
	place, err := FindPlace(tx, x.server.DefaultTenant)
	if err != nil {
		return nil, err
	}
	x.client, err = x.client.In(tx, place.Tenant)
	return place.Tenant, err
}

func (x *exchange) forApplication(tx Tx, tenant *directory.Tenant, principal *directory.ServicePrincipal) (*issue, error) {
	ask, err := x.scopes()
	if err != nil {
		return nil, err
	}
	if ask.Resource == "" {
		if x.req.V1 {
			return nil, Missing("resource")
		}
		return nil, Missing("scope")
	}
	resource, err := x.server.Resources.Find(tx, tenant, ask.Resource)
	if err != nil {
		return nil, err
	}
	x.log.Resource = resource.Audience
	if len(ask.Names) != 1 || !ask.IsDefault() {
		return nil, aadsts(1002012, invalidScope, "The provided value for scope %s is not valid. "+
			"Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", shown(ask.raw[0]))
	}
	if err := x.meetAsWorkload(tx, principal, resource.AppID); err != nil {
		return nil, err
	}
	access, err := x.access(tx, tenant, resource, principal)
	return &issue{access: access, response: Response{Resource: ask.Resource}}, err
}
