// Package app is the one place where everything meets: a Config becomes an App that listens, serves every host from one
// store, and stops cleanly. It holds wiring and no rules.
package app
