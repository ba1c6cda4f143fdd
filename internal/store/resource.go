package store

import (
	"encoding/json"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// Resource implements resource.Reader.
func (tx *Tx) Resource(id resource.Scope) (*resource.Resource, error) {
	found, err := bodies[resource.Resource](tx, "SELECT body FROM resources WHERE key = $1", id.Key())
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "ResourceNotFound", "The Resource '%s' was not found.", id)
	}
	return found[0], nil
}

// Resources implements resource.Reader.
func (tx *Tx) Resources(q resource.Query) ([]*resource.Resource, error) {
	w := where{}
	if q.Direct {
		w.and("parent = ? AND key <> ''", q.Under.Key())
	} else if !q.Under.IsRoot() {
		w.below("key", q.Under.Key())
	}
	if q.Tenant != "" {
		w.and("tenant = ?", ascii.ToLower(q.Tenant))
	}
	if q.Type != "" {
		w.and("type = ?", ascii.ToLower(q.Type))
	}
	if q.Name != "" {
		w.and("name = ?", ascii.ToLower(q.Name))
	}
	if q.Host != "" {
		w.and("(host = ? OR host IS NULL)", ascii.ToLower(q.Host))
	}
	if q.After != "" {
		w.and("key > ?", q.After)
	}
	return bodies[resource.Resource](tx, "SELECT body FROM resources"+w.String()+" ORDER BY key"+w.limit(q.Limit), w.args...)
}

// PutResource implements resource.Writer.
func (tx *Tx) PutResource(r *resource.Resource) error {
	body, err := encode(r)
	if err != nil {
		return err
	}
	key := r.ID.Key()
	if same, err := tx.same("SELECT body FROM resources WHERE key = $1", []any{key}, body); same || err != nil {
		return err
	}
	parent, _ := r.ID.Parent()
	host, err := r.Host()
	if err != nil {
		host = "" // the data plane does not know an account by a name if it cannot decode it
	}
	_, err = tx.exec(`INSERT INTO resources (key, tenant, parent, type, name, host, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (key) DO UPDATE SET tenant = excluded.tenant, type = excluded.type, name = excluded.name, host = excluded.host, body = excluded.body`,
		key, ascii.ToLower(r.Tenant), parent.Key(), ascii.ToLower(r.Type), ascii.ToLower(r.Name), host, body)
	if err != nil {
		return err
	}
	tx.record(Change{Kind: KindResource, Body: json.RawMessage(body)}, key)
	return nil
}

// DeleteResource implements resource.Writer. A missing resource is not an error.
func (tx *Tx) DeleteResource(id resource.Scope) error {
	body, found, err := tx.take("DELETE FROM resources WHERE key = $1 RETURNING body", id.Key())
	if found {
		tx.record(Change{Kind: KindResource, Deleted: true, Body: json.RawMessage(body)}, id.Key())
	}
	return err
}
