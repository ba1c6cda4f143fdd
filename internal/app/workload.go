package app

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/imds"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

// Workloads are processes that find a token of who they are in a file, as pods do. Their issuer is this server; what
// they get by it is decided by a federated credential of a user-assigned identity, made when somebody asks for the file.

const (
	workloadFolder     = "workload"         // of the token files, in the data folder
	workloadCredential = "keyless-workload" // the name of the federated credential
)

// workload lets a process be identity by a token file, and says where the file is.
func (a *App) workload(ctx context.Context, identity *directory.ServicePrincipal) (imds.Workload, error) {
	scope, err := resource.ParseScope(identity.ResourceID)
	if err != nil || !strings.Contains(ascii.ToLower(identity.ResourceID), "/userassignedidentities/") {
		return imds.Workload{}, fault.New(fault.Invalid, "invalid_request", "Only user-assigned identities have federated credentials; %s is system-assigned", identity.DisplayName)
	}
	name, err := a.workloadName(ctx, identity)
	if err != nil {
		return imds.Workload{}, err
	}
	if err := a.trustWorkload(ctx, identity, scope, name); err != nil {
		return imds.Workload{}, err
	}
	return a.writeWorkload(identity, name)
}

// workloadName is what the token calls an identity: its name, or, if there is an older one of that name in another
// place, its name and id. Of two that were called the same, who has the token of the one would sign in as the other.
func (a *App) workloadName(ctx context.Context, identity *directory.ServicePrincipal) (string, error) {
	var all []*directory.ServicePrincipal
	err := a.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = identities(tx, a.tenant.ID)
		return err
	})
	for _, other := range all {
		older := other.CreatedAt.Before(identity.CreatedAt) || other.CreatedAt.Equal(identity.CreatedAt) && other.ID < identity.ID
		if other.DisplayName == identity.DisplayName && older {
			return identity.DisplayName + "." + identity.ID, err
		}
	}
	return identity.DisplayName, err
}

// trustWorkload gives the identity its federated credential, as a PUT through the control plane does, unless it has it.
func (a *App) trustWorkload(ctx context.Context, identity *directory.ServicePrincipal, scope resource.Scope, name string) error {
	issuer, subject := token.WorkloadIssuer(a.origins.Login, a.tenant.ID), token.WorkloadSubject(name)
	if has, err := identity.FindFederated(workloadCredential); err == nil && has.Issuer == issuer && has.Subject == subject {
		return nil
	}
	id, err := scope.Child("federatedIdentityCredentials", workloadCredential)
	if err != nil {
		return err
	}
	properties, err := json.Marshal(resource.FederatedCredentialProperties{Issuer: issuer, Subject: subject, Audiences: []string{token.WorkloadAudience}})
	if err != nil {
		return err
	}
	return a.db.Update(ctx, func(tx *store.Tx) error {
		change := &resource.Change{
			Store: tx, Principals: directory.ManagedIdentities{Store: tx, At: a.now()}, Tenant: a.tenant.ID,
			By: "keyless", ByType: "Application", At: a.now(), Box: a.box,
		}
		_, _, err := change.Put(id, resource.Body{Properties: properties})
		return err
	})
}

func (a *App) writeWorkload(identity *directory.ServicePrincipal, name string) (imds.Workload, error) {
	raw, expires, err := a.signer().Workload(a.tenant.ID, name, identity.ID)
	if err != nil {
		return imds.Workload{}, err
	}
	dir := filepath.Join(a.config.DataDir, workloadFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return imds.Workload{}, err
	}
	path := filepath.Join(dir, identity.ID+".jwt")
	return imds.Workload{File: path, ClientID: identity.AppID, Expires: expires}, datadir.WriteFile(path, []byte(raw), 0o600)
}

// renewWorkloads writes the token files anew, well before their tokens end, until ctx ends. It begins at once: the
// server may have been down for long, and its address may be another one.
func (a *App) renewWorkloads(ctx context.Context) {
	ticker := time.NewTicker(token.WorkloadLifetime / 3)
	defer ticker.Stop()
	for {
		if err := a.renewAll(ctx); err != nil && ctx.Err() == nil {
			a.config.Log.Error("token files of workloads are out of date", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (a *App) renewAll(ctx context.Context) error {
	var all []*directory.ServicePrincipal
	err := a.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = identities(tx, a.tenant.ID)
		return err
	})
	for _, identity := range all {
		if _, missing := identity.FindFederated(workloadCredential); missing == nil {
			_, one := a.workload(ctx, identity)
			err = errors.Join(err, one)
		}
	}
	return err
}
