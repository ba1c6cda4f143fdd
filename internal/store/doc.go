// Package store keeps the state of keyless in SQLite or PostgreSQL, with one SQL text for both.
//
// A *Tx is one transaction and implements what the rule packages ask of a store: directory.Writer, resource.Writer,
// rbac.Writer and the rest. Replicated state (the directory, resources, roles) is written with change records: each
// transaction that changes some of it takes the next revision, and the records of a revision commit with it. High-churn
// rows (codes, tokens, usage) have no change records.
//
// Bodies are JSON text beside the columns that queries need. Keys are kept in lower case. Nothing here is a rule: what may
// be written is decided by the callers; what must be unique is decided by the database.
package store
