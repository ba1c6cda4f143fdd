package app

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"os"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/issuer"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// issuers returns the keys with which client assertions are verified: this server's own for workloads, and those of
// other issuers, read over TLS.
type issuers struct {
	app    *App
	others *issuer.Source
}

func (a *App) issuers() oauth.Issuers {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	// Other servers of the developer, such as a cluster on this machine, have certificates of the same authority.
	if a.bundle != nil {
		if authority, err := os.ReadFile(a.bundle.CA); err == nil {
			roots.AppendCertsFromPEM(authority)
		}
	}
	return issuers{a, issuer.New(issuer.Config{Roots: roots, Private: a.config.PrivateIssuers, Now: a.config.Now})}
}

// Key implements oauth.Issuers.
func (i issuers) Key(ctx context.Context, name, kid string) (*rsa.PublicKey, error) {
	if name != token.WorkloadIssuer(i.app.origins.Login, i.app.tenant.ID) {
		return i.others.Key(ctx, name, kid)
	}
	if key, ok := i.app.keys.Public(kid); ok {
		return key, nil
	}
	return nil, fault.New(fault.NotFound, "KeyNotFound", "this server has no key %q", kid)
}

// background runs work until the server closes. Closing waits for it to return.
func (a *App) background(work func(context.Context)) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); work(ctx) }()
	a.onClose(func() { stop(); <-done })
}
