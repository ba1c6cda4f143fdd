// Package forwarded finds out who calls when balancers and other proxies stand in between: by the header
// X-Forwarded-For, and by the PROXY protocol, version 2. Both are believed from the proxies of the configuration and from
// nobody else.
//
// It decides nothing about the caller. What it finds takes the place of RemoteAddr, which the rest of keyless goes by.
package forwarded
