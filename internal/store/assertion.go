package store

import (
	"keyless.dev/keyless/internal/oauth"
)

// UseAssertion implements oauth.Store. Of concurrent callers exactly one is the first.
func (tx *Tx) UseAssertion(a oauth.UsedAssertion) (oauth.UsedAssertion, error) {
	_, err := tx.exec(`INSERT INTO signin_assertions (id, digest, sender, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
		a.ID, a.Digest, a.Sender, stamp(a.ExpiresAt))
	if err != nil {
		return a, err
	}
	var expires int64
	_, err = tx.row("SELECT digest, sender, expires_at FROM signin_assertions WHERE id = $1", []any{a.ID}, &a.Digest, &a.Sender, &expires)
	a.ExpiresAt = moment(expires)
	return a, err
}
