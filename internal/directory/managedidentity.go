package directory

import (
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// ManagedIdentities creates and deletes the service principals of managed identities, within one transaction.
type ManagedIdentities struct {
	Store Writer
	At    time.Time
	// NewID returns the ids of a new identity. If nil, they are random.
	NewID func(tenant, name string) (principalID, clientID string)
}

// Create creates the service principal of the identity of the Azure resource resourceID. explicit is true for a user-assigned
// identity. The alternative names are as Entra writes them.
func (m ManagedIdentities) Create(tenant, name, resourceID string, explicit bool) (principalID, clientID string, err error) {
	principalID, clientID = guid.New(), guid.New()
	if m.NewID != nil {
		principalID, clientID = m.NewID(tenant, name)
	}
	isExplicit := "isExplicit=False"
	if explicit {
		isExplicit = "isExplicit=True"
	}
	return principalID, clientID, m.Store.PutObject(&ServicePrincipal{
		Header: Header{Tenant: tenant, ID: principalID, DisplayName: name, CreatedAt: m.At},
		AppID:  clientID, Type: TypeManagedIdentity, AccountEnabled: true,
		Names: []string{clientID}, AlternativeNames: []string{isExplicit, resourceID}, ResourceID: resourceID,
		AppOwnerTenant: tenant,
	})
}

// Remove permanently deletes the service principal, if it exists.
func (m ManagedIdentities) Remove(tenant, principalID string) error {
	err := m.Store.DeleteObject(tenant, principalID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Trust adds a federated credential to the identity, or replaces the one with the same name. It fails as AddFederated does.
func (m ManagedIdentities) Trust(tenant, principalID, name, issuer, subject string, audiences []string) error {
	sp, err := m.find(tenant, principalID)
	if err != nil {
		return err
	}
	there, err := sp.FindFederated(name)
	if fault.Is(err, fault.NotFound) {
		return updateFederated(m.Store, tenant, sp.ID, isManagedIdentity, addFederated(FederatedCredential{
			ID: guid.New(), Name: name, Issuer: issuer, Subject: subject, Audiences: audiences,
		}))
	}
	return updateFederated(m.Store, tenant, sp.ID, isManagedIdentity, changeFederated(there.ID, func(f *FederatedCredential) error {
		f.Issuer, f.Subject, f.Audiences = issuer, subject, audiences
		return nil
	}))
}

// Distrust removes a federated credential, if it exists.
func (m ManagedIdentities) Distrust(tenant, principalID, name string) error {
	sp, err := m.find(tenant, principalID)
	if err == nil {
		err = updateFederated(m.Store, tenant, sp.ID, isManagedIdentity, removeFederated(name))
	}
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (m ManagedIdentities) find(tenant, principalID string) (*ServicePrincipal, error) {
	sp, err := Find[*ServicePrincipal](m.Store, tenant, principalID)
	if fault.Is(err, fault.NotFound) {
		return nil, notAnIdentity(principalID)
	}
	if err != nil {
		return nil, err
	}
	return sp, isManagedIdentity(sp)
}

func isManagedIdentity(o Object) error {
	if sp, ok := o.(*ServicePrincipal); !ok || sp.Type != TypeManagedIdentity {
		return notAnIdentity(o.Head().ID)
	}
	return nil
}

func notAnIdentity(id string) error {
	return fault.New(fault.NotFound, "ResourceNotFound", "'%s' is not a managed identity.", id)
}

// FindManagedIdentities returns the managed identities of a tenant.
func FindManagedIdentities(r Reader, tenant string) ([]*ServicePrincipal, error) {
	objects, err := r.Objects(Query{Tenant: tenant, Kind: KindServicePrincipal})
	var all []*ServicePrincipal
	for _, o := range objects {
		if p, ok := o.(*ServicePrincipal); ok && p.Type == TypeManagedIdentity {
			all = append(all, p)
		}
	}
	return all, err
}
