// Package resources serves what Azure Resource Manager itself does: tenants, subscriptions, resource groups, resources of any
// type by their id, tags, locks, and the list of providers.
//
// Its rows match the paths of every type, so it is the last provider of the host.
//
// API versions: Microsoft.Resources 2020-06-01 to 2025-04-01, subscriptions 2019-11-01 to 2022-12-01, locks 2015-01-01 to
// 2020-05-01, tags 2021-04-01.
package resources
