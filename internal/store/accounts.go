package store

import (
	"encoding/json"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// Attempt implements oauth.Store.
func (tx *Tx) Attempt(id string) (oauth.Attempt, bool, error) {
	var a oauth.Attempt
	var at, locked int64
	found, err := tx.row("SELECT failures, at, locked_until FROM signin_attempts WHERE id = $1", []any{id}, &a.Failures, &at, &locked)
	a.At, a.LockedUntil = moment(at), moment(locked)
	return a, found, err
}

// CountAttempt implements oauth.Store.
func (tx *Tx) CountAttempt(id string, now time.Time, forget time.Duration) (failures int, err error) {
	_, err = tx.row(`INSERT INTO signin_attempts (id, failures, at, locked_until) VALUES ($1, 1, $2, 0)
		ON CONFLICT (id) DO UPDATE SET failures = CASE WHEN signin_attempts.at < $3 THEN 1 ELSE signin_attempts.failures + 1 END, at = excluded.at
		RETURNING failures`, []any{id, stamp(now), stamp(now.Add(-forget))}, &failures)
	return failures, err
}

// LockAttempt implements oauth.Store.
func (tx *Tx) LockAttempt(id string, until time.Time) error {
	_, err := tx.exec("UPDATE signin_attempts SET locked_until = $2 WHERE id = $1 AND locked_until < $2", id, stamp(until))
	return err
}

// ForgiveAttempt implements oauth.Store.
func (tx *Tx) ForgiveAttempt(id string) error {
	_, err := tx.exec("UPDATE signin_attempts SET failures = failures - 1, locked_until = 0 WHERE id = $1 AND failures > 0", id)
	return err
}

// ClearAttempt implements oauth.Store.
func (tx *Tx) ClearAttempt(id string, now time.Time) error {
	_, err := tx.exec(`INSERT INTO signin_attempts (id, failures, at, locked_until) VALUES ($1, 0, $2, 0)
		ON CONFLICT (id) DO UPDATE SET failures = 0, at = excluded.at, locked_until = 0`, id, stamp(now))
	return err
}

// PutPasskey implements oauth.Store.
func (tx *Tx) PutPasskey(p oauth.Passkey) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	n, err := tx.exec(`INSERT INTO passkeys (id, tenant, user_id, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE passkeys.tenant = excluded.tenant AND passkeys.user_id = excluded.user_id`,
		p.ID, p.Tenant, p.User, body)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Conflict", "somebody else has a passkey of this id")
	}
	return err
}

// Passkeys implements oauth.Store.
func (tx *Tx) Passkeys(tenant, user string) ([]oauth.Passkey, error) {
	found, err := bodies[oauth.Passkey](tx, "SELECT body FROM passkeys WHERE tenant = $1 AND user_id = $2 ORDER BY id", tenant, user)
	all := make([]oauth.Passkey, 0, len(found))
	for _, p := range found {
		all = append(all, *p)
	}
	return all, err
}

// DeletePasskey implements oauth.Store.
func (tx *Tx) DeletePasskey(tenant, user, id string) error {
	_, err := tx.exec("DELETE FROM passkeys WHERE id = $1 AND tenant = $2 AND user_id = $3", id, tenant, user)
	return err
}

// PutChallenge implements oauth.Store.
func (tx *Tx) PutChallenge(c oauth.Challenge) error {
	_, err := tx.exec("INSERT INTO signin_challenges (hash, expires_at, body) VALUES ($1, $2, $3)", c.Hash, stamp(c.ExpiresAt), string(c.Body))
	return err
}

// UseChallenge implements oauth.Store.
func (tx *Tx) UseChallenge(hash string, now time.Time) (json.RawMessage, bool, error) {
	var body string
	found, err := tx.row("DELETE FROM signin_challenges WHERE hash = $1 AND expires_at > $2 RETURNING body", []any{hash, stamp(now)}, &body)
	return json.RawMessage(body), found, err
}
