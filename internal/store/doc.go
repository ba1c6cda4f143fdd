// Package store stores the state of keyless in SQLite or PostgreSQL, with the same SQL for both.
//
// A *Tx is a transaction and implements the interfaces of the rule packages: directory.Writer, resource.Writer, rbac.Writer and
// others. Replicated state (the directory, resources, roles) is written with change records: each transaction that changes
// some of it takes the next revision, and the change records are committed with it. Short-lived rows (codes, tokens, usage) have
// no change records.
//
// Bodies are JSON text, beside the columns that queries need. Keys are in lower case. This package has no rules: callers decide
// what may be written, and the database enforces uniqueness.
package store
