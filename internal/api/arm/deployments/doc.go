// Package deployments serves Microsoft.Resources/deployments: it validates templates, predicts their changes (what-if),
// deploys them, and returns the results.
//
// Package template evaluates templates. This package implements the template.World in which it does so: each resource
// of a template is a request of the caller to this host.
//
// API versions: 2020-06-01 to 2025-04-01; the shapes are those of 2024-11-01.
package deployments
