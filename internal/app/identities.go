package app

import (
	"context"
	"slices"

	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
	"keyless.dev/keyless/internal/upkeep"
	"keyless.dev/keyless/internal/workload"
	"keyless.dev/keyless/internal/world"
)

// openIdentities keeps the files for managed identities up to date: the token files of workloads, and the list that "keyless env
// --identity" reads. The list is written before the request that changes an identity is answered.
func (a *App) openIdentities(ctx context.Context) error {
	if a.sockets.plain == nil {
		return nil // there is no metadata endpoint
	}
	a.workloads = &workload.Files{
		DB: a.db, Box: a.box, Signer: a.signer(), Login: a.origins.Login, Tenant: a.tenant.ID, DataDir: a.config.DataDir, Now: a.config.Now,
	}
	a.background(func(ctx context.Context) {
		upkeep.Run(ctx, a.config.Log, a.now, upkeep.Job{
			Do: a.workloads.Renew, Every: workload.RenewInterval, AtStart: true, Failure: "token files of workloads are out of date",
		})
	})
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
		all, err := directory.FindManagedIdentities(tx, a.tenant.ID)
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
