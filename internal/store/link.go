package store

import (
	"encoding/json"
	"errors"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
)

// Links implements directory.Reader.
func (tx *Tx) Links(tenant string, relation directory.Relation, from, to string) ([]directory.Link, error) {
	if from == "" && to == "" {
		return nil, errors.New("store: links are listed by one of their ends")
	}
	w := where{}
	w.and("tenant = ? AND relation = ?", ascii.ToLower(tenant), string(relation))
	if from != "" {
		w.and("from_id = ?", ascii.ToLower(from))
	}
	if to != "" {
		w.and("to_id = ?", ascii.ToLower(to))
	}
	return tx.links("SELECT tenant, relation, from_id, to_id FROM links"+w.String()+" ORDER BY from_id, to_id", w.args...)
}

func (tx *Tx) links(query string, args ...any) ([]directory.Link, error) {
	var all []directory.Link
	err := tx.query(query, args, func(scan func(...any) error) error {
		l, err := scanLink(scan)
		all = append(all, l)
		return err
	})
	return all, err
}

func scanLink(scan func(...any) error) (l directory.Link, err error) {
	err = scan(&l.Tenant, &l.Relation, &l.From, &l.To)
	return l, err
}

// PutLink implements directory.Writer. It fails with fault.NotFound if one of the ends does not exist.
func (tx *Tx) PutLink(l directory.Link) error {
	l = lowerLink(l)
	if tx.rows {
		return errRows
	}
	n, err := tx.exec("INSERT INTO links (tenant, relation, from_id, to_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", l.Tenant, string(l.Relation), l.From, l.To)
	if err != nil || n == 0 {
		return err
	}
	alive, err := tx.living(l)
	if err != nil {
		return err
	}
	return tx.recordLink(l, !alive) // each row that changes has a record: this link does not exist yet
}

// DeleteLink implements directory.Writer.
func (tx *Tx) DeleteLink(l directory.Link) (bool, error) {
	l = lowerLink(l)
	if tx.rows {
		return false, errRows
	}
	n, err := tx.exec("DELETE FROM links WHERE tenant = $1 AND relation = $2 AND from_id = $3 AND to_id = $4", l.Tenant, string(l.Relation), l.From, l.To)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.recordLink(l, true)
}

func lowerLink(l directory.Link) directory.Link {
	l.Tenant, l.From, l.To = ascii.ToLower(l.Tenant), ascii.ToLower(l.From), ascii.ToLower(l.To)
	return l
}

// living reports whether both ends of a link exist and are not deleted.
func (tx *Tx) living(l directory.Link) (bool, error) {
	var n int
	_, err := tx.row("SELECT COUNT(*) FROM objects WHERE tenant = $1 AND id IN ($2, $3) AND deleted", []any{l.Tenant, l.From, l.To}, &n)
	return n == 0, err
}

// recordLinks records that an object's links are gone, or that those to other objects that are not deleted are back.
func (tx *Tx) recordLinks(tenant, id string, deleted bool) error {
	for _, ends := range [][2]string{{"from_id", "to_id"}, {"to_id", "from_id"}} {
		links, err := tx.links(`SELECT l.tenant, l.relation, l.from_id, l.to_id FROM links l JOIN objects o ON o.tenant = l.tenant AND o.id = l.`+ends[1]+`
			WHERE l.tenant = $1 AND l.`+ends[0]+` = $2 AND ($3 OR NOT o.deleted OR o.id = $2) ORDER BY l.relation, l.from_id, l.to_id`, tenant, id, deleted)
		if err != nil {
			return err
		}
		for _, l := range links {
			if err := tx.recordLink(l, deleted); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) recordLink(l directory.Link, deleted bool) error {
	c, err := linkChange(l, deleted)
	tx.record(c, c.Key)
	return err
}

func linkChange(l directory.Link, deleted bool) (Change, error) {
	body, err := encode(l)
	key := strings.Join([]string{l.Tenant, string(l.Relation), l.From, l.To}, " ")
	return Change{Kind: KindLink, Key: key, Deleted: deleted, Body: json.RawMessage(body)}, err
}
