// Package workload issues token files to workloads: processes that read a token of their identity from a file, as pods in
// Kubernetes do. The server itself is the issuer of these tokens. What they can be exchanged for is decided by a federated
// credential of a user-assigned identity, which is created when the file is first requested.
package workload

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
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

const (
	folder     = "workload"         // of the token files, in the data folder
	credential = "keyless-workload" // the name of the federated credential
)

// RenewInterval is how often Renew must be called. It leaves two attempts before a token expires.
const RenewInterval = token.WorkloadLifetime / 3

// Files issues the token files of one server.
type Files struct {
	DB      *store.DB
	Box     *seal.Box
	Signer  *token.Signer
	Login   string // origin of the sign-in host
	Tenant  string
	DataDir string
	Now     func() time.Time
}

// Issue writes the token file of an identity, and creates its federated credential if necessary. It fails with Invalid for a
// system-assigned identity.
func (f *Files) Issue(ctx context.Context, identity *directory.ServicePrincipal) (imds.Workload, error) {
	scope, err := resource.ParseScope(identity.ResourceID)
	if err != nil || !strings.Contains(ascii.ToLower(identity.ResourceID), "/userassignedidentities/") {
		return imds.Workload{}, fault.New(fault.Invalid, "invalid_request", "Only user-assigned identities have federated credentials; %s is system-assigned", identity.DisplayName)
	}
	name, err := f.subject(ctx, identity)
	if err != nil {
		return imds.Workload{}, err
	}
	if err := f.trust(ctx, identity, scope, name); err != nil {
		return imds.Workload{}, err
	}
	return f.write(identity, name)
}

// subject returns the name of an identity in its token. It is the display name or, if an older identity has the same one, the
// display name and the id: otherwise one could sign in as the other.
func (f *Files) subject(ctx context.Context, identity *directory.ServicePrincipal) (string, error) {
	all, err := f.identities(ctx)
	for _, other := range all {
		older := other.CreatedAt.Before(identity.CreatedAt) || other.CreatedAt.Equal(identity.CreatedAt) && other.ID < identity.ID
		if other.DisplayName == identity.DisplayName && older {
			return identity.DisplayName + "." + identity.ID, err
		}
	}
	return identity.DisplayName, err
}

func (f *Files) identities(ctx context.Context) (all []*directory.ServicePrincipal, err error) {
	err = f.DB.View(ctx, func(tx *store.Tx) (err error) {
		all, err = directory.FindManagedIdentities(tx, f.Tenant)
		return err
	})
	return all, err
}

// trust creates the federated credential of an identity, as a PUT through the control plane does, unless it exists.
func (f *Files) trust(ctx context.Context, identity *directory.ServicePrincipal, scope resource.Scope, name string) error {
	issuer, subject := token.WorkloadIssuer(f.Login, f.Tenant), token.WorkloadSubject(name)
	if has, err := identity.FindFederated(credential); err == nil && has.Issuer == issuer && has.Subject == subject {
		return nil
	}
	id, err := scope.Child("federatedIdentityCredentials", credential)
	if err != nil {
		return err
	}
	properties, err := json.Marshal(resource.FederatedCredentialProperties{Issuer: issuer, Subject: subject, Audiences: []string{token.WorkloadAudience}})
	if err != nil {
		return err
	}
	return f.DB.Update(ctx, func(tx *store.Tx) error {
		change := &resource.Change{
			Store: tx, Principals: directory.ManagedIdentities{Store: tx, At: f.Now()}, Tenant: f.Tenant,
			By: "keyless", ByType: "Application", At: f.Now(), Box: f.Box,
		}
		_, _, err := change.Put(id, resource.Body{Properties: properties})
		return err
	})
}

func (f *Files) write(identity *directory.ServicePrincipal, name string) (imds.Workload, error) {
	raw, expires, err := f.Signer.Workload(f.Tenant, name, identity.ID)
	if err != nil {
		return imds.Workload{}, err
	}
	dir := filepath.Join(f.DataDir, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return imds.Workload{}, err
	}
	path := filepath.Join(dir, identity.ID+".jwt")
	return imds.Workload{File: path, ClientID: identity.AppID, Expires: expires}, datadir.WriteFile(path, []byte(raw), 0o600)
}

// Renew writes all token files again. Call it when the server starts, because it may have been down for long and its address may
// have changed, and then every RenewInterval.
func (f *Files) Renew(ctx context.Context) error {
	all, err := f.identities(ctx)
	for _, identity := range all {
		if _, missing := identity.FindFederated(credential); missing == nil {
			_, failure := f.Issue(ctx, identity)
			err = errors.Join(err, failure)
		}
	}
	return err
}
