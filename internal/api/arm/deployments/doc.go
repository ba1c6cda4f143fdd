// Package deployments serves Microsoft.Resources/deployments: it validates templates, tells what they would change, deploys
// them, and shows what came of it.
//
// Package template evaluates templates. This package is the world that it evaluates them in: each resource of a template is a
// request of the caller's to this host.
//
// API versions: 2020-06-01 to 2025-04-01; the shapes are those of 2024-11-01.
package deployments
