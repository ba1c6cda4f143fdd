package resource

import (
	"time"

	"keyless.dev/keyless/internal/fault"
)

// DeletedAccount holds the properties of a deleted account: the account as it was. Its Secrets are stored separately.
type DeletedAccount struct {
	Account   *Resource `json:"account"`
	DeletedAt time.Time `json:"deletedAt"`
}

// PurgeAt returns when the account can no longer be restored.
func (d DeletedAccount) PurgeAt() time.Time { return d.DeletedAt.Add(keptFor) }

// DeletedAccountID returns the id of a deleted account.
func DeletedAccountID(subscription, location, group, name string) (Scope, error) {
	return ParseScope("/subscriptions/" + subscription + "/providers/Microsoft.CognitiveServices/locations/" + location +
		"/resourceGroups/" + group + "/deletedAccounts/" + name)
}

// keepDeleted stores a deleted account.
func (c *Change) keepDeleted(account *Resource) error {
	id, err := DeletedAccountID(account.ID.Subscription(), NormalLocation(account.Location), account.ID.ResourceGroup(), account.Name)
	if err != nil {
		return err
	}
	kept := *account
	kept.Secrets = nil
	return c.Store.PutResource(&Resource{
		ID: id, Tenant: account.Tenant, Name: account.Name, Type: TypeDeletedAccount, Location: account.Location, Kind: account.Kind,
		Properties: encode(DeletedAccount{Account: &kept, DeletedAt: c.At}), Secrets: account.Secrets, SystemData: account.SystemData,
	})
}

// restore restores an account that was deleted less than 48 hours ago, and reports whether it did. If asked is false it fails
// with Conflict if there is such an account, because a new account would hide it.
func (c *Change) restore(w *write, asked bool) (bool, error) {
	id, err := DeletedAccountID(w.after.ID.Subscription(), NormalLocation(w.after.Location), w.after.ID.ResourceGroup(), w.after.Name)
	if err != nil {
		return false, err
	}
	deleted, err := c.Store.Resource(id)
	if err == nil && c.PurgeDue(deleted) {
		if err := c.Purge(id); err != nil {
			return false, err
		}
		err = fault.New(fault.NotFound, "", "")
	}
	switch {
	case fault.Is(err, fault.NotFound) && asked:
		return false, fault.New(fault.NotFound, "CannotRestoreNonExistentResource", "There is no deleted account '%s' to restore in location '%s'.", w.after.Name, w.after.Location)
	case fault.Is(err, fault.NotFound):
		return false, nil
	case err != nil:
		return false, err
	case !asked:
		return false, fault.New(fault.Conflict, "FlagMustBeSetForRestore",
			"An existing resource with ID '%s' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.", w.after.ID)
	}
	var kept DeletedAccount
	if err := unmarshal(deleted.Properties, &kept); err != nil {
		return false, err
	}
	at := w.after.ID
	*w.after = *kept.Account
	w.after.ID, w.after.Secrets = at, deleted.Secrets
	w.body.Identity = nil // its former identity is restored
	return true, c.Store.DeleteResource(id)
}

// PurgeDue reports whether a deleted account can no longer be restored.
func (c *Change) PurgeDue(deleted *Resource) bool {
	var kept DeletedAccount
	return unmarshal(deleted.Properties, &kept) != nil || !c.At.Before(kept.PurgeAt())
}

// Purge permanently deletes a deleted account. It fails with NotFound if there is none.
func (c *Change) Purge(id Scope) error {
	deleted, err := Find(c.Store, c.Tenant, id)
	if err != nil {
		return err
	}
	var kept DeletedAccount
	if err := unmarshal(deleted.Properties, &kept); err != nil {
		return err
	}
	if err := c.forget(kept.Account); err != nil {
		return err
	}
	return c.Store.DeleteResource(deleted.ID)
}
