// Package armtest is the small world that tests of management.azure.com share: a migrated store on disk, signed tokens, a
// tenant with a subscription and a few people, and the host. Tests speak HTTP to it.
package armtest
