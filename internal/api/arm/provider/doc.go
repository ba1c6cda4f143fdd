// Package provider is what the resource providers of Azure Resource Manager share: the host and its table of routes,
// authentication and authorization, a request inside its transaction, reading and writing a resource of any type, locks,
// paging, $filter, answers that take time, and the records of changes.
//
// It knows no provider. A provider gives it rows, and says how its types are shown.
//
// Sources: the "Azure Resource Manager RPC" and the common types of Azure's REST specifications.
package provider
