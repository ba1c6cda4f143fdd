package resource

import "time"

// Kept is an object that a caller stored on a model server through an account: a response, a file or a batch. Accounts that
// share a server do not share these objects.
type Kept struct {
	ID      string // assigned by the server
	Account string // see KeptBy
	Server  string // name of the model server
	Batch   bool   // a file whose lines were all checked to use only deployments of the account
	At      time.Time
}

// KeptBy returns the value of Kept.Account for an account. An account that is recreated under the same name has another value.
func KeptBy(a *Account) string { return a.ID.Key() + " " + a.Properties.InternalID }
