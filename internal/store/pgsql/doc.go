// Package pgsql is a database/sql driver for PostgreSQL. It speaks the protocol with pgconn, the lower half of pgx, and
// knows only the types that the tables of keyless have: BIGINT, BOOLEAN, BYTEA and TEXT. Values of other types are read as
// their text. The upper half of pgx knows all of them, which costs 1.8 MB of the binary (docs/adr/0052).
package pgsql
