package resource

import "time"

// Kept is something that a caller left with a model server by way of an account: a response, a file or a batch. Accounts that share
// a server do not share what it keeps.
type Kept struct {
	ID      string // as the server gave it
	Account string // for which account: see KeptBy
	Server  string // the name of the server that has it
	Batch   bool   // a file whose every line was checked to run only deployments of the account
	At      time.Time
}

// KeptBy is what things of an account are kept under. An account that is made again, by the name of one before, is another.
func KeptBy(a *Account) string { return a.ID.Key() + " " + a.Properties.InternalID }
