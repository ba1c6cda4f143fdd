package app

import (
	"context"
	"fmt"
	"net/http"

	"keyless.dev/keyless/internal/store"
)

// The first start creates a signing key, which takes longer than the rest of the start. A developer server therefore
// serves before the key exists, and only the hosts that issue tokens wait for it. A production server creates the key
// before it is ready.

// ensureSigningKey stores the first signing key if there is none, and releases the requests that wait in whenSigning.
func (a *App) ensureSigningKey(ctx context.Context) error {
	select {
	case <-a.signing:
		return nil
	default:
	}
	if !a.keys.CanSign() {
		first, err := a.keys.Generate()
		if err != nil {
			return fmt.Errorf("a signing key cannot be made: %w", err)
		}
		// Transactions of replicas are serialized, so all use the same first key.
		if err := a.db.Update(ctx, func(tx *store.Tx) error { return a.keys.Ensure(tx, first) }); err != nil {
			return fmt.Errorf("the first signing key cannot be stored: %w", err)
		}
		// Upkeep may have reloaded the keys before the commit.
		if err := a.reloadKeys(ctx); err != nil {
			return err
		}
	}
	close(a.signing)
	return nil
}

// whenSigning delays requests until there is a signing key.
func (a *App) whenSigning(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-a.signing:
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
			say(w, http.StatusServiceUnavailable, "there is no signing key yet\n")
		}
	})
}
