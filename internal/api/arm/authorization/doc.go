// Package authorization serves Microsoft.Authorization: role assignments, role definitions, deny assignments, eligible
// roles and their activation (Privileged Identity Management), permissions,
// checkAccess, elevateAccess and the operations of all providers. Locks are in package resources.
//
// The rules are in package rbac; this package reads requests and writes answers.
//
// API versions: roleAssignments 2022-04-01, roleDefinitions 2022-04-01, schedules, requests and role management policies
// 2020-10-01, roleAssignmentApprovals 2021-01-01-preview, denyAssignments 2022-04-01 and 2024-07-01-preview,
// permissions 2022-04-01, providerOperations 2022-04-01, checkAccess 2021-06-01-preview, elevateAccess 2017-05-01.
package authorization
