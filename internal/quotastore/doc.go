// Package quotastore is where replicas count quotas together: a Valkey or Redis server.
//
// It speaks RESP2 with a client of its own, which sends the calls of all goroutines over one connection and bounds whatever
// the server answers. Two scripts are all that runs there. While the server cannot be reached, or answers what it cannot
// mean, calls fail at once, and the connection is made again in the background.
package quotastore
