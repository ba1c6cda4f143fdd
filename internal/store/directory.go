package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// Tenants implements directory.Reader. Ordered by id.
func (tx *Tx) Tenants() ([]*directory.Tenant, error) {
	return bodies[directory.Tenant](tx, "SELECT body FROM tenants ORDER BY id")
}

// PutTenant implements directory.Writer.
func (tx *Tx) PutTenant(t *directory.Tenant) error {
	body, err := encode(t)
	if err != nil {
		return err
	}
	id := ascii.ToLower(t.ID)
	if same, err := tx.same("SELECT body FROM tenants WHERE id = $1", []any{id}, body); same || err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO tenants (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body", id, body)
	if err != nil {
		return err
	}
	tx.record(Change{Kind: KindTenant, Body: json.RawMessage(body)}, id)
	return nil
}

// Object implements directory.Reader.
func (tx *Tx) Object(tenant, id string) (directory.Object, error) {
	found, err := tx.objects("SELECT kind, body FROM objects WHERE tenant = $1 AND id = $2", ascii.ToLower(tenant), ascii.ToLower(id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, noObject(id)
	}
	return found[0], nil
}

func noObject(id string) error {
	return fault.New(fault.NotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)
}

// Objects implements directory.Reader.
func (tx *Tx) Objects(q directory.Query) ([]directory.Object, error) {
	w := where{}
	w.and("tenant = ?", ascii.ToLower(q.Tenant))
	w.and("deleted = ?", q.Deleted)
	if q.Kind != "" {
		w.and("kind = ?", string(q.Kind))
	}
	if q.Key != "" {
		w.and("id IN (SELECT k.id FROM object_keys k WHERE k.tenant = ? AND k.key = ?)", ascii.ToLower(q.Tenant), ascii.ToLower(q.Key))
	}
	if q.DisplayName != "" {
		w.and("name = ?", displayNameKey(q.DisplayName))
	}
	if q.Prefix != "" {
		w.prefix("name", displayNameKey(q.Prefix))
	}
	if q.KeyPrefix != "" {
		keyed := where{args: w.args}
		keyed.and("k.tenant = ?", ascii.ToLower(q.Tenant))
		keyed.prefix("k.key", ascii.ToLower(q.KeyPrefix))
		w.args = keyed.args
		w.conditions = append(w.conditions, "id IN (SELECT k.id FROM object_keys k"+keyed.String()+")")
	}
	order := " ORDER BY id"
	switch {
	case q.ByName:
		order = " ORDER BY name, id"
		if q.After != "" {
			w.and("(name, id) > (?, ?)", displayNameKey(q.AfterName), ascii.ToLower(q.After))
		}
	case q.After != "":
		w.and("id > ?", ascii.ToLower(q.After))
	}
	return tx.objects("SELECT kind, body FROM objects"+w.String()+order+w.limit(q.Limit), w.args...)
}

func (tx *Tx) objects(query string, args ...any) ([]directory.Object, error) {
	var all []directory.Object
	err := tx.query(query, args, func(scan func(...any) error) error {
		var kind, body string
		if err := scan(&kind, &body); err != nil {
			return err
		}
		o, err := DecodeObject(kind, []byte(body))
		all = append(all, o)
		return err
	})
	return all, err
}

// DecodeObject decodes the body of an object of a kind.
func DecodeObject(kind string, body []byte) (directory.Object, error) {
	var o directory.Object
	switch directory.Kind(kind) {
	case directory.KindUser:
		o = new(directory.User)
	case directory.KindGroup:
		o = new(directory.Group)
	case directory.KindApplication:
		o = new(directory.Application)
	case directory.KindServicePrincipal:
		o = new(directory.ServicePrincipal)
	case directory.KindDirectoryRole:
		o = new(directory.DirectoryRole)
	case directory.KindPolicy:
		o = new(directory.Policy)
	case directory.KindNamedLocation:
		o = new(directory.NamedLocation)
	default:
		return nil, fmt.Errorf("no directory object is of kind %q", kind)
	}
	if err := json.Unmarshal(body, o); err != nil {
		return nil, fmt.Errorf("a stored %s cannot be read: %w", kind, err)
	}
	return o, nil
}

// PutObject implements directory.Writer.
func (tx *Tx) PutObject(o directory.Object) error {
	body, err := encode(o)
	if err != nil {
		return err
	}
	head := o.Head()
	tenant, id, kind := ascii.ToLower(head.Tenant), ascii.ToLower(head.ID), string(o.Kind())
	if tx.rows {
		return errRows
	}
	deleted, wasDeleted := !head.DeletedAt.IsZero(), false
	var before, kindBefore string
	found, err := tx.row("SELECT kind, deleted, body FROM objects WHERE tenant = $1 AND id = $2", []any{tenant, id}, &kindBefore, &wasDeleted, &before)
	if err != nil || found && kindBefore == kind && before == body {
		return err
	}
	if found && kindBefore != kind {
		return fault.New(fault.Conflict, "Request_BadRequest", "The id '%s' belongs to an object of another type.", id)
	}
	_, err = tx.exec(`INSERT INTO objects (tenant, id, kind, name, deleted, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, deleted = excluded.deleted, body = excluded.body`,
		tenant, id, kind, displayNameKey(head.DisplayName), deleted, body)
	if err != nil {
		return err
	}
	if err := tx.putKeys(tenant, id, kind, deleted, o.Keys()); err != nil {
		return err
	}
	change := Change{Kind: KindObject, Object: kind, Body: json.RawMessage(body)}
	if found && deleted != wasDeleted {
		// The links stay, for a restore, but exist only while neither end is deleted.
		if deleted {
			err = tx.recordLinks(tenant, id, true)
			tx.record(change, tenant, id)
			return err
		}
		tx.record(change, tenant, id)
		return tx.recordLinks(tenant, id, false)
	}
	tx.record(change, tenant, id)
	return nil
}

// putKeys replaces the keys by which an object can be found.
func (tx *Tx) putKeys(tenant, id, kind string, deleted bool, keys []string) error {
	if _, err := tx.exec("DELETE FROM object_keys WHERE tenant = $1 AND id = $2", tenant, id); err != nil {
		return err
	}
	done := make(map[string]bool, len(keys))
	for _, key := range keys {
		key = ascii.ToLower(key)
		if key == "" || done[key] {
			continue
		}
		done[key] = true
		// DO NOTHING, because an error would abort the transaction on PostgreSQL, and the caller may read on.
		n, err := tx.exec("INSERT INTO object_keys (tenant, id, kind, key, deleted) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", tenant, id, kind, key, deleted)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "Request_MultipleObjectsWithSameKeyValue",
				"Another object with the same value for property %s already exists.", keyProperty(kind, key))
		}
	}
	return nil
}

// keyProperty returns the name of the Graph property that is a key of a kind.
func keyProperty(kind, key string) string {
	switch directory.Kind(kind) {
	case directory.KindUser:
		return "userPrincipalName"
	case directory.KindServicePrincipal:
		return "servicePrincipalNames"
	case directory.KindApplication:
		if strings.ContainsRune(key, ':') {
			return "identifierUris"
		}
		return "appId"
	}
	return "roleTemplateId"
}

// DeleteObject implements directory.Writer. A missing object is not an error.
func (tx *Tx) DeleteObject(tenant, id string) error {
	tenant, id = ascii.ToLower(tenant), ascii.ToLower(id)
	if tx.rows {
		return errRows
	}
	if err := tx.recordLinks(tenant, id, true); err != nil {
		return err
	}
	// Two statements, so that each uses an index.
	for _, end := range []string{"from_id", "to_id"} {
		if _, err := tx.exec("DELETE FROM links WHERE tenant = $1 AND "+end+" = $2", tenant, id); err != nil {
			return err
		}
	}
	var kind, body string
	found, err := tx.row("DELETE FROM objects WHERE tenant = $1 AND id = $2 RETURNING kind, body", []any{tenant, id}, &kind, &body)
	if found {
		tx.record(Change{Kind: KindObject, Object: kind, Deleted: true, Body: json.RawMessage(body)}, tenant, id)
	}
	return err
}
