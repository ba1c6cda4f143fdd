// Package graph implements graph.microsoft.com: the directory over HTTP, in the formats of Microsoft Graph v1.0 that az, the SDKs
// and scripts rely on. /beta is the same host.
//
// It handles only HTTP: the rules and the permissions are in package directory, the query language is in odata. One package serves all
// entities, because they share its reader, which decides what a caller may see of an object in lists, relations, searches and
// batches alike. The files are by entity, and the schemas of their properties are in schema_*.go.
package graph
