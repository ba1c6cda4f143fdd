package store

import (
	"context"
	"encoding/json"
	"time"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/token"
)

// The interfaces of sign-in. None of their rows has change records.
var (
	_ token.KeyStore = (*Tx)(nil)
	_ oauth.Store    = (*Tx)(nil)
)

// SigningKeys implements token.KeyStore.
func (tx *Tx) SigningKeys() ([]token.StoredKey, error) {
	found, err := bodies[token.StoredKey](tx, "SELECT body FROM signing_keys ORDER BY id")
	var keys []token.StoredKey
	for _, k := range found {
		keys = append(keys, *k)
	}
	return keys, err
}

// PutSigningKey implements token.KeyStore.
func (tx *Tx) PutSigningKey(k token.StoredKey) error {
	body, err := encode(k)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO signing_keys (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body", k.ID, body)
	return err
}

// PutGrant implements oauth.Store. A grant that was revoked stays revoked.
func (tx *Tx) PutGrant(g oauth.Grant) error {
	body, err := encode(g)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO signin_grants (id, revoked_at, created_at, body) VALUES ($1, 0, $2, $3)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, g.ID, stamp(g.CreatedAt), body)
	return err
}

// Grant implements oauth.Store.
func (tx *Tx) Grant(id string) (oauth.Grant, bool, error) {
	var g oauth.Grant
	var body string
	var revoked int64
	found, err := tx.row("SELECT body, revoked_at FROM signin_grants WHERE id = $1", []any{id}, &body, &revoked)
	if err == nil && found {
		err = json.Unmarshal([]byte(body), &g)
		g.RevokedAt = moment(revoked)
	}
	return g, found, err
}

// RevokeGrant implements oauth.Store. Other replicas learn of it, so access tokens of the grant are rejected everywhere.
func (tx *Tx) RevokeGrant(id string, at time.Time) error {
	if tx.rows {
		return errRows
	}
	changed, err := tx.exec("UPDATE signin_grants SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0", id, stamp(at))
	if err != nil || changed == 0 {
		return err
	}
	c, err := revokedGrant(id)
	if err == nil {
		tx.record(c, id)
	}
	return err
}

// RevokedGrant is the body of a change of KindRevokedGrant.
type RevokedGrant struct {
	ID string `json:"id"`
}

func revokedGrant(id string) (Change, error) {
	body, err := encode(RevokedGrant{id})
	return Change{Kind: KindRevokedGrant, Body: json.RawMessage(body)}, err
}

// PutCode implements oauth.Store.
func (tx *Tx) PutCode(c oauth.Code) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO signin_codes (hash, grant_id, expires_at, used_at, body) VALUES ($1, $2, $3, 0, $4)",
		c.Hash, c.Grant, stamp(c.ExpiresAt), body)
	return err
}

// living is the SQL condition that a row's grant is not revoked.
const living = " AND NOT EXISTS (SELECT 1 FROM signin_grants g WHERE g.id = grant_id AND g.revoked_at <> 0)"

// UseCode implements oauth.Store.
func (tx *Tx) UseCode(hash string, now time.Time) (oauth.Code, oauth.Use, error) {
	c := oauth.Code{Hash: hash}
	var body string
	var expires, used int64
	fresh, err := tx.row("UPDATE signin_codes SET used_at = $2 WHERE hash = $1 AND used_at = 0 AND expires_at > $2"+living+
		" RETURNING grant_id, expires_at, body", []any{hash, stamp(now)}, &c.Grant, &expires, &body)
	found := fresh
	if err == nil && !fresh {
		found, err = tx.row("SELECT grant_id, expires_at, used_at, body FROM signin_codes WHERE hash = $1", []any{hash}, &c.Grant, &expires, &used, &body)
	}
	if err != nil || !found {
		return c, oauth.Unknown, err
	}
	c.ExpiresAt = moment(expires)
	return c, use(fresh, used, expires, now), json.Unmarshal([]byte(body), &c)
}

// use returns the outcome of using an existing row.
func use(fresh bool, used, expires int64, now time.Time) oauth.Use {
	switch {
	case fresh:
		return oauth.Used
	case used != 0:
		return oauth.Again
	case expires <= stamp(now):
		return oauth.Expired
	}
	return oauth.Revoked
}

// PutRefresh implements oauth.Store.
func (tx *Tx) PutRefresh(r oauth.Refresh) error {
	_, err := tx.exec("INSERT INTO signin_refresh (hash, grant_id, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, 0)",
		r.Hash, r.Grant, stamp(r.CreatedAt), stamp(r.ExpiresAt))
	return err
}

// UseRefresh implements oauth.Store.
func (tx *Tx) UseRefresh(hash string, now time.Time) (oauth.Refresh, oauth.Use, error) {
	r := oauth.Refresh{Hash: hash}
	var created, expires, used int64
	fresh, err := tx.row("UPDATE signin_refresh SET used_at = $2 WHERE hash = $1 AND used_at = 0 AND expires_at > $2"+living+
		" RETURNING grant_id, created_at, expires_at, used_at", []any{hash, stamp(now)}, &r.Grant, &created, &expires, &used)
	found := fresh
	if err == nil && !fresh {
		found, err = tx.row("SELECT grant_id, created_at, expires_at, used_at FROM signin_refresh WHERE hash = $1", []any{hash}, &r.Grant, &created, &expires, &used)
	}
	if err != nil || !found {
		return r, oauth.Unknown, err
	}
	r.CreatedAt, r.ExpiresAt, r.UsedAt = moment(created), moment(expires), moment(used)
	return r, use(fresh, used, expires, now), nil
}

// takenBack is the time of use of a withdrawn refresh token: earlier than all others, so that every used token of its sign-in
// counts as used later.
const takenBack = 1

// LaterRefreshUsed implements oauth.Store.
func (tx *Tx) LaterRefreshUsed(r oauth.Refresh) (bool, error) {
	var found int
	return tx.row("SELECT 1 FROM signin_refresh WHERE grant_id = $1 AND hash <> $2 AND created_at >= $3 AND used_at > $4 LIMIT 1",
		[]any{r.Grant, r.Hash, stamp(r.UsedAt), takenBack}, &found)
}

// TakeBackLaterRefresh implements oauth.Store.
func (tx *Tx) TakeBackLaterRefresh(r oauth.Refresh) error {
	_, err := tx.exec("UPDATE signin_refresh SET used_at = $4 WHERE grant_id = $1 AND hash <> $2 AND created_at >= $3 AND used_at = 0",
		r.Grant, r.Hash, stamp(r.UsedAt), takenBack)
	return err
}

// PutDevice implements oauth.Store.
func (tx *Tx) PutDevice(d oauth.Device) error {
	body, err := encode(d)
	if err != nil {
		return err
	}
	added, err := tx.exec(`INSERT INTO signin_devices (hash, user_code, state, grant_id, expires_at, polled_at, body) VALUES ($1, $2, $3, $4, $5, 0, $6)
		ON CONFLICT (user_code) DO NOTHING`, d.Hash, d.UserCode, string(d.State), d.Grant, stamp(d.ExpiresAt), body)
	if err == nil && added == 0 {
		return fault.New(fault.Conflict, "Conflict", "the user code is taken")
	}
	return err
}

const deviceColumns = "hash, user_code, state, grant_id, expires_at, body"

func (tx *Tx) device(query string, args ...any) (oauth.Device, bool, error) {
	var d oauth.Device
	var state, body string
	var expires int64
	found, err := tx.row(query, args, &d.Hash, &d.UserCode, &state, &d.Grant, &expires, &body)
	if err == nil && found {
		d.State, d.ExpiresAt = oauth.State(state), moment(expires)
		err = json.Unmarshal([]byte(body), &d)
	}
	return d, found, err
}

// Device implements oauth.Store.
func (tx *Tx) Device(userCode string) (oauth.Device, bool, error) {
	return tx.device("SELECT "+deviceColumns+" FROM signin_devices WHERE user_code = $1", userCode)
}

// DecideDevice implements oauth.Store.
func (tx *Tx) DecideDevice(userCode, grant string, now time.Time) (bool, error) {
	state := oauth.Approved
	if grant == "" {
		state = oauth.Declined
	}
	n, err := tx.exec("UPDATE signin_devices SET state = $2, grant_id = $3 WHERE user_code = $1 AND state = $4 AND expires_at > $5",
		userCode, string(state), grant, string(oauth.Pending), stamp(now))
	return n == 1, err
}

// UseDevice implements oauth.Store.
func (tx *Tx) UseDevice(hash string, now time.Time) (oauth.Device, bool, error) {
	return tx.device("UPDATE signin_devices SET state = $2 WHERE hash = $1 AND state = $3 AND expires_at > $4 RETURNING "+deviceColumns,
		hash, string(oauth.Redeemed), string(oauth.Approved), stamp(now))
}

// PollDevice implements oauth.Store.
func (tx *Tx) PollDevice(hash string, now time.Time, every time.Duration) (oauth.Device, bool, bool, error) {
	d, inTime, err := tx.device("UPDATE signin_devices SET polled_at = $2 WHERE hash = $1 AND polled_at <= $3 RETURNING "+deviceColumns,
		hash, stamp(now), stamp(now.Add(-every)))
	if err != nil || inTime {
		return d, inTime, inTime, err
	}
	d, found, err := tx.device("SELECT "+deviceColumns+" FROM signin_devices WHERE hash = $1", hash)
	return d, found, false, err
}

// PutSession implements oauth.Store.
func (tx *Tx) PutSession(s oauth.Session) error {
	body, err := encode(s)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO signin_sessions (hash, expires_at, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET body = excluded.body", s.Hash, stamp(s.ExpiresAt), body)
	return err
}

// Session implements oauth.Store.
func (tx *Tx) Session(hash string) (oauth.Session, bool, error) {
	s := oauth.Session{Hash: hash}
	var body string
	var expires int64
	found, err := tx.row("SELECT expires_at, body FROM signin_sessions WHERE hash = $1", []any{hash}, &expires, &body)
	if err == nil && found {
		s.ExpiresAt = moment(expires)
		err = json.Unmarshal([]byte(body), &s)
	}
	return s, found, err
}

// EndSession implements oauth.Store.
func (tx *Tx) EndSession(hash string) error {
	_, err := tx.exec("DELETE FROM signin_sessions WHERE hash = $1", hash)
	return err
}

// PruneSignIns deletes what expired before a time.
func (db *DB) PruneSignIns(ctx context.Context, before time.Time) error {
	for _, old := range []struct {
		table, condition string
		args             []any
	}{
		{"signin_codes", "expires_at < $1", []any{stamp(before)}},
		{"signin_refresh", "expires_at < $1", []any{stamp(before)}},
		{"signin_devices", "expires_at < $1", []any{stamp(before)}},
		{"signin_sessions", "expires_at < $1", []any{stamp(before)}},
		{"signin_assertions", "expires_at < $1", []any{stamp(before)}},
		// Anybody can request a challenge, and nobody asks why an expired one is rejected.
		{"signin_challenges", "expires_at < $1", []any{stamp(before.Add(24 * time.Hour))}},
		// Which addresses an account signed in from is kept for longer: see oauth.Attempt.
		{"signin_attempts", "failures > 0 AND at < $1 OR at < $2", []any{stamp(before), stamp(before.AddDate(0, 0, -90))}},
		{"signin_grants", `created_at < $1
			AND NOT EXISTS (SELECT 1 FROM signin_codes c WHERE c.grant_id = signin_grants.id)
			AND NOT EXISTS (SELECT 1 FROM signin_refresh r WHERE r.grant_id = signin_grants.id)
			AND NOT EXISTS (SELECT 1 FROM signin_devices d WHERE d.grant_id = signin_grants.id)`, []any{stamp(before)}},
	} {
		if _, err := db.removeOld(ctx, old.table, old.condition, old.args...); err != nil {
			return err
		}
	}
	return nil
}

// stamp returns a time as stored in the tables; the zero time is 0.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
