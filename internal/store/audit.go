package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
)

// maxAudit is the maximum number of records of one query.
const maxAudit = 1000

// AppendAudit implements audit.Store.
func (db *DB) AppendAudit(ctx context.Context, records []audit.Record) error {
	return db.UpdateRows(ctx, func(tx *Tx) error { return tx.AppendAudit(records) })
}

// AuditRecords implements audit.Store.
func (db *DB) AuditRecords(ctx context.Context, q audit.Query) (records []audit.Record, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		records, err = tx.AuditRecords(q)
		return err
	})
	return records, err
}

// pruneBlocks is how many blocks one transaction removes at most.
const pruneBlocks = 20

// PruneAudit implements audit.Store. It works in slices.
func (db *DB) PruneAudit(ctx context.Context, before, calls time.Time) (removed int64, err error) {
	for _, prune := range []struct {
		what string // a query of first places, and how many records each row holds
		most int
		time time.Time
	}{
		{"DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE at < $1 ORDER BY at LIMIT $2) RETURNING 1", sliceRows, before},
		{"DELETE FROM audit_blocks WHERE first IN (SELECT first FROM audit_blocks WHERE calls = 1 AND at_to < $1 ORDER BY at_to LIMIT $2) RETURNING records", pruneBlocks, calls},
		{"DELETE FROM audit_blocks WHERE first IN (SELECT first FROM audit_blocks WHERE at_to < $1 ORDER BY at_to LIMIT $2) RETURNING records", pruneBlocks, before},
	} {
		err := db.inSlices(ctx, prune.most, func(tx *Tx, rows int) (found int, err error) {
			err = tx.query(prune.what, []any{prune.time.UnixMicro(), rows}, func(scan func(...any) error) error {
				var records int64
				err := scan(&records)
				found, removed = found+1, removed+records
				return err
			})
			return found, err
		})
		if err != nil {
			return removed, err
		}
	}
	_, err = db.removeOld(ctx, "assignment_use", "at < $1", before.UnixMicro())
	return removed, err
}

// OnRecords sets a function that is called with the audit records of each Update of this DB before that Update returns.
func (db *DB) OnRecords(take func([]audit.Record)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.kept = append(db.kept[:len(db.kept):len(db.kept)], take)
}

// AssignmentUses implements audit.Store.
func (db *DB) AssignmentUses(ctx context.Context, tenant, scopeKey string) (uses map[string]time.Time, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		uses, err = tx.AssignmentUses(tenant, scopeKey)
		return err
	})
	return uses, err
}

// AssignmentUses returns when role assignments at or below a scope were last used.
func (tx *Tx) AssignmentUses(tenant, scopeKey string) (map[string]time.Time, error) {
	w := where{}
	w.and("tenant = ?", tenant)
	if key := ascii.ToLower(scopeKey); key != "" {
		w.and("id >= ? AND id < ?", key+"/", key+"0")
	}
	uses := map[string]time.Time{}
	err := tx.query("SELECT id, at FROM assignment_use"+w.String(), w.args, func(scan func(...any) error) error {
		var id string
		var at int64
		if err := scan(&id, &at); err != nil {
			return err
		}
		uses[id] = time.UnixMicro(at).UTC()
		return nil
	})
	return uses, err
}

// AppendAudit writes records in this transaction, atomically with the change that they describe. Update assigns their places at
// its end, because readers of the log wait for places that are assigned but not committed.
func (tx *Tx) AppendAudit(records []audit.Record) error {
	if !tx.rows {
		tx.records = append(tx.records, records...)
		return nil
	}
	return tx.appendAudit(records)
}

func (tx *Tx) appendAudit(records []audit.Record) error {
	if len(records) == 0 {
		return nil
	}
	uses := map[assignmentUse]time.Time{}
	for i := range records {
		if r := &records[i]; r.Grant != "" {
			later(uses, r.Tenant, r.Grant, r.At)
		}
	}
	if err := tx.used(uses); err != nil { // may wait for another writer
		return err
	}
	places, err := tx.places(len(records))
	if err != nil {
		return err
	}
	for first := 0; first < len(records); first += auditRows {
		last := min(first+auditRows, len(records))
		if err := tx.insertAudit(records[first:last], places[first:last]); err != nil {
			return err
		}
	}
	return nil
}

// auditRows is the number of records that one statement inserts.
const auditRows = 100

func (tx *Tx) insertAudit(records []audit.Record, places []int64) error {
	args := make([]any, 0, auditColumns*len(records))
	for i := range records {
		r := &records[i]
		r.Seq = places[i]
		body, err := encode(r)
		if err != nil {
			return err
		}
		args = append(args, r.Seq, r.ID, r.At.UnixMicro(), string(r.Kind), r.Tenant, r.Principal, ascii.ToLower(r.Scope), body)
	}
	_, err := tx.exec("INSERT INTO audit (seq, id, at, kind, tenant, principal, scope, body, written) VALUES "+
		tx.db.engine.rows(len(records), auditColumns, tx.db.engine.clock), args...)
	return err
}

// auditColumns is the number of columns of a record with a value.
const auditColumns = 8

// rows are the placeholders of rows of a VALUES clause. Each row ends with an expression, unless last is "".
func (e *engine) rows(rows, columns int, last string) string {
	var b strings.Builder
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for column := range columns {
			if column > 0 {
				b.WriteString(", ")
			}
			b.WriteString(e.mark(row*columns + column + 1))
		}
		if last != "" {
			b.WriteString(", ")
			b.WriteString(last)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// SpoolCursor implements audit.SpoolStore.
func (db *DB) SpoolCursor(ctx context.Context, id string) (at spool.Cursor, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		_, err := tx.row("SELECT segment, place FROM spool_cursors WHERE id = $1", []any{id}, &at.Segment, &at.Offset)
		return err
	})
	return at, err
}

// TouchSpools notes, to the day, that spools are in use, though nothing may have been received from them for long.
func (db *DB) TouchSpools(ctx context.Context, ids []string) error {
	return db.UpdateRows(ctx, func(tx *Tx) error {
		now := tx.db.now()
		for _, id := range ids {
			if _, err := tx.exec("UPDATE spool_cursors SET at = $2 WHERE id = $1 AND at < $3", id, stamp(now), stamp(now.Add(-24*time.Hour))); err != nil {
				return err
			}
		}
		return nil
	})
}

// PruneSpools removes the positions of spools that were last in use before a time. What is left in the folder of such a spool
// is received again if it ever comes back.
func (db *DB) PruneSpools(ctx context.Context, before time.Time) error {
	_, err := db.removeOld(ctx, "spool_cursors", "at < $1", stamp(before))
	return err
}

// AuditRecords returns records in this transaction. A query by id returns all records with the id; other queries return records
// up to the place at which the log is complete.
func (tx *Tx) AuditRecords(q audit.Query) ([]audit.Record, error) {
	settled := int64(0)
	if q.ID == "" {
		var err error
		if settled, err = tx.settled(); err != nil {
			return nil, err
		}
	}
	if q.Limit <= 0 || q.Limit > maxAudit {
		q.Limit = maxAudit
	}
	single, err := tx.rowRecords(q, settled)
	if err != nil {
		return nil, err
	}
	many, err := tx.blockRecords(q, settled)
	if err != nil {
		return nil, err
	}
	if len(many) == 0 {
		return single, nil
	}
	return merged(q, append(single, many...)), nil
}

// rowRecords returns records that have their own row, up to a place; 0 means no limit.
func (tx *Tx) rowRecords(q audit.Query, settled int64) ([]audit.Record, error) {
	w := where{}
	for column, value := range map[string]string{"tenant": q.Tenant, "kind": string(q.Kind), "id": q.ID, "principal": q.Principal} {
		if value != "" {
			w.and(column+" = ?", value)
		}
	}
	if key := ascii.ToLower(q.ScopeKey); key != "" {
		w.and("(scope = ? OR scope >= ? AND scope < ?)", key, key+"/", key+"0")
	}
	if !q.Since.IsZero() {
		w.and("at >= ?", q.Since.UnixMicro())
	}
	if !q.Until.IsZero() {
		w.and("at < ?", q.Until.UnixMicro())
	}
	if settled != 0 {
		w.and("seq <= ?", settled)
	}
	order := "ASC"
	switch {
	case q.Newest && q.After > 0:
		w.and("seq < ?", q.After)
	case q.After > 0:
		w.and("seq > ?", q.After)
	}
	if q.Newest {
		order = "DESC"
	}
	var records []audit.Record
	err := tx.query("SELECT seq, body FROM audit"+w.String()+" ORDER BY seq "+order+w.limit(q.Limit), w.args, func(scan func(...any) error) error {
		var seq int64
		var body string
		if err := scan(&seq, &body); err != nil {
			return err
		}
		var r audit.Record
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return fmt.Errorf("audit record %d cannot be read: %w", seq, err)
		}
		r.Seq = seq
		records = append(records, r)
		return nil
	})
	return records, err
}
