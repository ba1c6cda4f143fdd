// Package managedidentity serves Microsoft.ManagedIdentity: the system-assigned identity of a resource, and the resources that
// have a user-assigned identity. User-assigned identities and their federated credentials are read and written like every
// resource, by package resources.
//
// API versions: identities and userAssignedIdentities 2018-11-30 to 2024-11-30; listAssociatedResources
// 2022-01-31-preview.
package managedidentity
