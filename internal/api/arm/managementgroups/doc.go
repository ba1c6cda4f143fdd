// Package managementgroups serves Microsoft.Management: management groups, their subscriptions, their settings, and the tree
// of a tenant, which package hierarchy describes.
//
// API versions: 2020-02-01 to 2023-04-01; the shapes are those of 2020-05-01 and 2021-04-01.
package managementgroups
