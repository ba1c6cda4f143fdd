package app

import (
	"context"
	"fmt"
	"net/http"

	"keyless.dev/keyless/internal/store"
)

// The first start makes a signing key, which takes longer than everything else before a server answers. A developer server
// answers first, and only the hosts that issue tokens wait for the key. A production server has it before it is ready.

// ensureSigningKey stores the first signing key unless there is one, and lets in the requests that wait in whenSigning.
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
		// Replicas do it one after the other, so that they have one first key.
		if err := a.db.Update(ctx, func(tx *store.Tx) error { return a.keys.Ensure(tx, first) }); err != nil {
			return fmt.Errorf("the first signing key cannot be stored: %w", err)
		}
		// Upkeep may have read the store again before the commit.
		if err := a.reloadKeys(ctx); err != nil {
			return err
		}
	}
	close(a.signing)
	return nil
}

// whenSigning has requests wait until there is a signing key.
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
