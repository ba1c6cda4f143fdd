package store

import (
	"context"
	"encoding/json"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// stored returns queries of the present state, in an order in which everything follows what it refers to. Each query returns
// kind, key and body.
func stored() []string {
	return []string{
		`SELECT 'tenant', id, body FROM tenants ORDER BY id`,
		`SELECT 'object:' || kind, tenant || ' ' || id, body FROM objects ORDER BY tenant, id`,
		`SELECT 'resource', key, body FROM resources ORDER BY key`,
		`SELECT 'roleDefinition', tenant || ' ' || id, body FROM role_definitions ORDER BY tenant, id`,
		`SELECT 'assignment', tenant || ' ' || scope || ' ' || name, body FROM role_assignments ORDER BY tenant, scope, name`,
		`SELECT 'eligibility', tenant || ' ' || scope || ' ' || name, body FROM role_eligibilities ORDER BY tenant, scope, name`,
		`SELECT 'rolePolicy', tenant || ' ' || scope || ' ' || role_id, body FROM role_policies ORDER BY tenant, scope, role_id`,
		`SELECT 'denyAssignment', tenant || ' ' || name, body FROM deny_assignments ORDER BY tenant, name`,
	}
}

// LoadAll calls each for the whole present state, as changes at the position that it returns, read in one consistent state. It
// stops if each returns an error.
func (db *DB) LoadAll(ctx context.Context, each func(Change) error) (at Position, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		if at, err = tx.position(); err != nil {
			return err
		}
		revision := at.Revision
		for _, query := range stored() {
			if err := tx.load(query, revision, each); err != nil {
				return err
			}
		}
		if err := tx.loadLinks(revision, each); err != nil {
			return err
		}
		return tx.loadRevokedGrants(revision, each)
	})
	return at, err
}

// loadRevokedGrants loads the revoked grants whose access tokens may not have expired.
func (tx *Tx) loadRevokedGrants(revision int64, each func(Change) error) error {
	return tx.query("SELECT id, revoked_at FROM signin_grants WHERE revoked_at > $1 ORDER BY id", []any{stamp(tx.db.now().Add(-directory.KeepRevokedGrants))}, func(scan func(...any) error) error {
		var id string
		var at int64
		if err := scan(&id, &at); err != nil {
			return err
		}
		c, err := revokedGrant(id)
		if err != nil {
			return err
		}
		c.Revision, c.Key, c.At = revision, ascii.ToLower(id), moment(at)
		return each(c)
	})
}

func (tx *Tx) load(query string, revision int64, each func(Change) error) error {
	return tx.query(query, nil, func(scan func(...any) error) error {
		c := Change{Revision: revision}
		var body string
		if err := scan(&c.Kind, &c.Key, &body); err != nil {
			return err
		}
		c.Kind, c.Object, _ = strings.Cut(c.Kind, ":")
		c.Body = json.RawMessage(body)
		return each(c)
	})
}

// loadLinks loads the links whose ends both exist and are not deleted.
func (tx *Tx) loadLinks(revision int64, each func(Change) error) error {
	const query = `SELECT l.tenant, l.relation, l.from_id, l.to_id FROM links l
		JOIN objects f ON f.tenant = l.tenant AND f.id = l.from_id
		JOIN objects t ON t.tenant = l.tenant AND t.id = l.to_id
		WHERE NOT f.deleted AND NOT t.deleted ORDER BY l.tenant, l.relation, l.from_id, l.to_id`
	return tx.query(query, nil, func(scan func(...any) error) error {
		l, err := scanLink(scan)
		if err != nil {
			return err
		}
		c, err := linkChange(l, false)
		if err != nil {
			return err
		}
		c.Revision = revision
		return each(c)
	})
}
