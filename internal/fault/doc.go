// Package fault says how anything in keyless fails.
//
// Rules return *Error; only a front host (internal/api/...) turns one into bytes, in the shape of the Azure
// host that its client thinks it is calling. The package imports nothing of keyless.
package fault
