// Package graph is the front host that stands in for graph.microsoft.com: the directory by HTTP, in the shapes of
// Microsoft Graph v1.0 that az, the SDKs and scripts rely on. /beta is the same host.
//
// It is only HTTP: what may be, and who may do what, is in package directory; the query language is in odata.
package graph
