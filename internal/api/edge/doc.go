// Package edge holds the manners that all Azure hosts share: which host a request is for, the route table, who
// calls, how a rule becomes a handler, request ids, body limits, paging, and the access log.
//
// A host is one package per Azure host, and is only HTTP: it decodes, calls a rule, and encodes. edge may import
// fault, audit, rbac, resource, token and guid.
package edge
