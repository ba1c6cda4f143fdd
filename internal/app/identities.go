package app

import (
	"context"
	"slices"

	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/world"
)

// openIdentities writes that file, now and whenever a managed identity comes or goes, before who made it is answered:
// "keyless env --identity" knows it then. And it keeps the token files of workloads fresh.
func (a *App) openIdentities(ctx context.Context) error {
	if a.sockets.plain == nil {
		return nil // there is no endpoint for them
	}
	a.background(a.renewWorkloads)
	a.db.OnCommit(func(changes []store.Change) {
		if !slices.ContainsFunc(changes, func(c store.Change) bool { return c.Object == string(directory.KindServicePrincipal) }) {
			return
		}
		if err := a.writeIdentities(context.WithoutCancel(ctx)); err != nil {
			a.config.Log.Error("the file of managed identities is out of date", "error", err)
		}
	})
	return a.writeIdentities(ctx)
}

func (a *App) signer() *token.Signer {
	return &token.Signer{Keys: a.keys, Login: a.origins.Login, Now: a.config.Now}
}

func (a *App) writeIdentities(ctx context.Context) error {
	known := []world.IdentityResult{}
	err := a.db.View(ctx, func(tx *store.Tx) error {
		all, err := identities(tx, a.tenant.ID)
		for _, p := range all {
			known = append(known, world.IdentityResult{
				Name: p.DisplayName, ClientID: p.AppID, ID: p.ID, ResourceID: p.ResourceID, Header: imds.Header(a.headerKey(), p.ID),
			})
		}
		return err
	})
	if err != nil {
		return err
	}
	return datadir.WriteIdentities(a.config.DataDir, known)
}

// identities lists a tenant's managed identities.
func identities(r directory.Reader, tenant string) ([]*directory.ServicePrincipal, error) {
	objects, err := r.Objects(directory.Query{Tenant: tenant, Kind: directory.KindServicePrincipal})
	var all []*directory.ServicePrincipal
	for _, o := range objects {
		if p, ok := o.(*directory.ServicePrincipal); ok && p.Type == directory.TypeManagedIdentity {
			all = append(all, p)
		}
	}
	return all, err
}
