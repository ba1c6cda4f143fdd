// Package cognitiveservices serves Microsoft.CognitiveServices: the keys, models, SKUs and usages of accounts, deleted
// accounts, content filters and the credentials of connections, and how all of its types are shown.
//
// Accounts, deployments, projects and connections are read and written like every resource, by package resources.
//
// API versions: 2023-05-01 to 2026-05-15-preview; the shapes are those of 2025-06-01.
package cognitiveservices
