package directory

import (
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
)

// ManagedIdentities makes and removes the service principals of managed identities inside one transaction.
type ManagedIdentities struct {
	Store Writer
	At    time.Time
	// NewID gives the ids of a new one. Nil is random.
	NewID func(tenant, name string) (principalID, clientID string)
}

// Create makes the service principal of the identity that belongs to the Azure resource resourceID. Explicit is a
// user-assigned one. The alternative names are as Entra writes them.
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

// Remove deletes the service principal for good. One that is gone is no error.
func (m ManagedIdentities) Remove(tenant, principalID string) error {
	err := m.Store.DeleteObject(tenant, principalID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Trust lets a subject of an external issuer sign in as the identity. The same name again replaces.
func (m ManagedIdentities) Trust(tenant, principalID, name, issuer, subject string, audiences []string) error {
	return m.change(tenant, principalID, name, &FederatedCredential{
		ID: guid.New(), Name: name, Issuer: issuer, Subject: subject, Audiences: audiences,
	})
}

// Distrust takes that back. What is gone is no error.
func (m ManagedIdentities) Distrust(tenant, principalID, name string) error {
	err := m.change(tenant, principalID, name, nil)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func (m ManagedIdentities) change(tenant, principalID, name string, credential *FederatedCredential) error {
	object, err := m.Store.Object(tenant, principalID)
	if err != nil {
		return err
	}
	sp, ok := object.(*ServicePrincipal)
	if !ok || sp.Type != TypeManagedIdentity {
		return fault.New(fault.NotFound, "ResourceNotFound", "'%s' is no managed identity.", principalID)
	}
	sp.Federated = slices.DeleteFunc(slices.Clone(sp.Federated), func(c FederatedCredential) bool { return strings.EqualFold(c.Name, name) })
	if credential != nil {
		sp.Federated = append(sp.Federated, *credential)
	}
	return m.Store.PutObject(sp)
}
