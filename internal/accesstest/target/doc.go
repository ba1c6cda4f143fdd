// Package target answers access tests: by a keyless server, which decides itself, or by the role assignments that the
// Resource Manager of Azure lists.
package target
