// Package keyless serves Microsoft.Keyless, which Azure does not have: recorded decisions, explanations of access, who has
// access to what, usage and calls, quotas, and the state of deployments.
//
// API version: 2026-01-01.
package keyless
