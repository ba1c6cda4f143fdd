package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/spool"
)

// Limits of a block.
const (
	blockRecords = 2000    // maximum number of records
	blockSpan    = 100_000 // maximum difference between the first and the last place
	fullBlock    = 1000    // minimum total of records in small blocks (fewer than 500) to merge
	moveRows     = 200     // records that one transaction moves into a block
)

// loneBlock is the time after which small blocks are merged regardless of their number of records.
const loneBlock = time.Hour

// AppendSpooled implements audit.SpoolStore.
func (db *DB) AppendSpooled(ctx context.Context, id string, next spool.Cursor, records *audit.Block) error {
	return db.UpdateRows(ctx, func(tx *Tx) error {
		received, err := tx.receive(id, next)
		if err != nil || received || records.Len() == 0 {
			return err
		}
		uses := map[assignmentUse]time.Time{}
		if err := records.Uses(func(tenant, grant string, at time.Time) { later(uses, tenant, grant, at) }); err != nil {
			return err
		}
		if err := tx.used(uses); err != nil { // may wait for another writer
			return err
		}
		if records = records.WithoutUses(); records.Len() == 0 {
			return nil
		}
		places, err := tx.places(records.Len())
		if err != nil {
			return err
		}
		records.Place(places)
		return tx.insertBlocks(records, tx.db.engine.clock)
	})
}

// receive stores the position up to which a spool has been received. It reports whether the position was stored before, by a
// transaction whose result was lost.
func (tx *Tx) receive(id string, next spool.Cursor) (received bool, err error) {
	var at spool.Cursor
	found, err := tx.row("SELECT segment, place FROM spool_cursors WHERE id = $1", []any{id}, &at.Segment, &at.Offset)
	if err != nil || found && !at.Before(next) {
		return found, err
	}
	_, err = tx.exec(`INSERT INTO spool_cursors (id, segment, place, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET segment = excluded.segment, place = excluded.place, at = excluded.at`,
		id, next.Segment, next.Offset, stamp(tx.db.now()))
	return false, err
}

// longAgo is the time of writing of records that are rewritten in another form.
const longAgo = "0"

// insertBlocks writes records that have places. written is an SQL expression.
func (tx *Tx) insertBlocks(records *audit.Block, written string) error {
	parts, err := records.Split(blockRecords, blockSpan)
	if err != nil {
		return err
	}
	for _, part := range parts {
		keys, err := part.Keys()
		if err != nil {
			return err
		}
		body, err := part.Encode(true)
		if err != nil {
			return err
		}
		first, last := part.Places()
		from, to := part.Times()
		least, most := part.IDs()
		calls := 0
		if part.Calls {
			calls = 1
		}
		if _, err := tx.exec(`INSERT INTO audit_blocks (first, last, records, calls, at_from, at_to, id_from, id_to, keys, body, written)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, `+written+`)`,
			first, last, part.Len(), calls, from.UnixMicro(), to.UnixMicro(), least, most, keys, body); err != nil {
			return err
		}
	}
	return nil
}

// blockHeads is the number of rows that are read before their bodies.
const blockHeads = 500

// blockRecords returns records that are in blocks: at least the first q.Limit of those that match, in the order of q.
func (tx *Tx) blockRecords(q audit.Query, settled int64) ([]audit.Record, error) {
	var found []audit.Record
	var behind *blockHead
	for {
		heads, err := tx.blockHeads(q, settled, behind)
		if err != nil {
			return nil, err
		}
		for _, h := range heads {
			if enough(q, found, h) {
				return found, nil
			}
			if !q.MayBeIn(h.keys) {
				continue
			}
			records, err := tx.blockBody(h.first, q)
			if err != nil {
				return nil, err
			}
			for _, r := range records {
				if settled == 0 || r.Seq <= settled { // its block may have started before
					found = append(found, r)
				}
			}
		}
		if len(heads) < blockHeads {
			return found, nil
		}
		behind = &heads[len(heads)-1]
	}
}

type blockHead struct {
	first, last int64
	keys        []byte
}

// blockHeads returns the blocks that may contain matching records, by first place or, with Newest, by last place, after behind.
func (tx *Tx) blockHeads(q audit.Query, settled int64, behind *blockHead) ([]blockHead, error) {
	w := where{}
	order := "first ASC"
	if q.Newest {
		order = "last DESC"
	}
	switch {
	case behind != nil && q.Newest:
		w.and("last < ?", behind.last)
	case behind != nil:
		w.and("first > ?", behind.first)
	case q.Newest && q.After > 0:
		w.and("first < ?", q.After)
	case q.After > 0:
		w.and("first > ? AND last > ?", q.After-blockSpan, q.After)
	}
	if settled != 0 {
		w.and("first <= ?", settled)
	}
	if q.ID != "" {
		w.and("id_to >= ? AND id_from <= ?", q.ID, q.ID)
	}
	if !q.Since.IsZero() {
		w.and("at_to >= ?", q.Since.UnixMicro())
	}
	if !q.Until.IsZero() {
		w.and("at_from < ?", q.Until.UnixMicro())
	}
	var heads []blockHead
	err := tx.query("SELECT first, last, keys FROM audit_blocks"+w.String()+" ORDER BY "+order+w.limit(blockHeads), w.args, func(scan func(...any) error) error {
		var h blockHead
		err := scan(&h.first, &h.last, &h.keys)
		heads = append(heads, h)
		return err
	})
	return heads, err
}

// enough reports whether found has as many records as requested that come before the block at h and those after it.
func enough(q audit.Query, found []audit.Record, h blockHead) bool {
	if len(found) < q.Limit {
		return false
	}
	before := 0
	for i := range found {
		if q.Newest && found[i].Seq > h.last || !q.Newest && found[i].Seq < h.first {
			before++
		}
	}
	return before >= q.Limit
}

func (tx *Tx) blockBody(first int64, q audit.Query) ([]audit.Record, error) {
	var body []byte
	found, err := tx.row("SELECT body FROM audit_blocks WHERE first = $1", []any{first}, &body)
	if err != nil || !found {
		return nil, err
	}
	b, err := audit.DecodeBlock(body)
	if err != nil {
		return nil, fmt.Errorf("the block at %d: %w", first, err)
	}
	return b.Records(q)
}

// merged merges records from the table and from blocks in the order of q, up to its limit.
func merged(q audit.Query, records []audit.Record) []audit.Record {
	slices.SortFunc(records, func(a, b audit.Record) int {
		if q.Newest {
			a, b = b, a
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	return records[:min(len(records), q.Limit)]
}

// errTaken reports that another replica did the work at the same time.
var errTaken = errors.New("store: another replica has done it")

// CompactAudit makes the log smaller: it merges small blocks whose records are older than before, and moves records of what
// was allowed into blocks that an earlier version wrote one a row. It works in slices.
func (db *DB) CompactAudit(ctx context.Context, before time.Time) error {
	for _, step := range []func(context.Context, time.Time) (bool, error){db.mergeBlocks, db.moveToBlocks} {
		for {
			began := time.Now()
			more, err := step(ctx, before)
			if err != nil && !errors.Is(err, errTaken) {
				return err
			}
			if !more || err != nil {
				break
			}
			pause(ctx, time.Since(began))
		}
	}
	return nil
}

// small is a small block.
type small struct {
	first, last, records, calls, to int64
}

// mergeBlocks merges a run of small blocks, and reports whether there may be more.
func (db *DB) mergeBlocks(ctx context.Context, before time.Time) (bool, error) {
	var run []small
	all := &audit.Block{}
	err := db.View(ctx, func(tx *Tx) error {
		var err error
		if run, err = tx.smallBlocks(before); err != nil {
			return err
		}
		for _, s := range run {
			var body []byte
			if _, err := tx.row("SELECT body FROM audit_blocks WHERE first = $1", []any{s.first}, &body); err != nil {
				return err
			}
			b, err := audit.DecodeBlock(body)
			if err != nil {
				return fmt.Errorf("the block at %d: %w", s.first, err)
			}
			all.Append(b)
		}
		return nil
	})
	if err != nil || len(run) < 2 {
		return false, err
	}
	all.Sort()
	_, err = db.slice(ctx, func(tx *Tx) (int, error) {
		w := where{}
		marks := make([]string, len(run))
		for i, s := range run {
			marks[i] = w.bind(s.first)
		}
		n, err := tx.exec("DELETE FROM audit_blocks WHERE first IN ("+strings.Join(marks, ", ")+")", w.args...)
		if err != nil {
			return 0, err
		}
		if n != int64(len(run)) {
			return 0, errTaken
		}
		return len(run), tx.insertBlocks(all, longAgo)
	})
	return true, err
}

// smallBlocks returns the oldest small blocks that can be merged into one, of model calls or of other records.
func (tx *Tx) smallBlocks(before time.Time) ([]small, error) {
	for _, calls := range []int64{1, 0} {
		var run []small
		records, done := int64(0), false
		w := where{}
		w.and("records < 500 AND calls = ? AND at_to < ?", calls, before.UnixMicro())
		if tx.db.Shared() {
			w.and("written < "+postgresClock+" - ?", tx.db.settling.Microseconds())
		}
		err := tx.query("SELECT first, last, records, calls, at_to FROM audit_blocks"+w.String()+" ORDER BY first"+w.limit(sliceRows), w.args, func(scan func(...any) error) error {
			var s small
			if err := scan(&s.first, &s.last, &s.records, &s.calls, &s.to); err != nil || done {
				return err
			}
			if len(run) > 0 && s.last-run[0].first >= blockSpan {
				if done = len(run) > 1; done {
					return nil
				}
				run, records = nil, 0 // it cannot be merged with others
			}
			run, records = append(run, s), records+s.records
			done = records >= fullBlock || len(run) == sliceRows
			return nil
		})
		if err != nil {
			return nil, err
		}
		if done || len(run) > 1 && run[0].to < before.Add(-loneBlock).UnixMicro() {
			return run, nil
		}
	}
	return nil, nil
}

// movedRow is the row of audit_head with the place up to which records were moved into blocks.
const movedRow = 3

// moveToBlocks moves records of allowed requests from the table into blocks, and reports whether there may be more. Only earlier
// versions wrote such records to the table.
func (db *DB) moveToBlocks(ctx context.Context, before time.Time) (bool, error) {
	more := false
	_, err := db.slice(ctx, func(tx *Tx) (int, error) {
		var from int64
		if _, err := tx.row("SELECT seq FROM audit_head WHERE id = $1", []any{movedRow}, &from); err != nil {
			return 0, err
		}
		records, err := tx.rowRecords(audit.Query{After: from, Until: before, Limit: moveRows}, 0)
		if err != nil || len(records) == 0 {
			return 0, err
		}
		more = len(records) == moveRows
		to := records[len(records)-1].Seq
		n, err := tx.exec("UPDATE audit_head SET seq = $1 WHERE id = $2 AND seq = $3", to, movedRow, from)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, errTaken
		}
		records = slices.DeleteFunc(records, func(r audit.Record) bool { return !r.Allowed || r.Kind == audit.Change })
		if len(records) == 0 {
			return 0, nil
		}
		b := &audit.Block{}
		places := make([]int64, len(records))
		w := where{}
		marks := make([]string, len(records))
		for i, r := range records {
			shape, err := audit.NewShape(r, dataPlane(&r))
			if err != nil {
				return 0, err
			}
			b.Add(audit.Entry{ID: r.ID, At: r.At, Like: shape})
			places[i], marks[i] = r.Seq, w.bind(r.Seq)
		}
		if _, err := tx.exec("DELETE FROM audit WHERE seq IN ("+strings.Join(marks, ", ")+")", w.args...); err != nil {
			return 0, err
		}
		b.Place(places)
		return len(records), tx.insertBlocks(b, longAgo)
	})
	return more, err
}

// dataPlane reports whether a record is of a model call.
func dataPlane(r *audit.Record) bool {
	var detail struct {
		Plane string `json:"plane"`
	}
	return r.Kind == audit.Decision && json.Unmarshal(r.Detail, &detail) == nil && detail.Plane == "data"
}

// assignmentUse identifies an assignment that was used.
type assignmentUse struct{ tenant, id string }

func later(uses map[assignmentUse]time.Time, tenant, grant string, at time.Time) {
	if u := (assignmentUse{tenant, ascii.ToLower(grant)}); at.After(uses[u]) {
		uses[u] = at
	}
}

// used stores when assignments were last used. It sorts their ids, so that two writers cannot deadlock.
func (tx *Tx) used(last map[assignmentUse]time.Time) error {
	order := slices.SortedFunc(maps.Keys(last), func(a, b assignmentUse) int { return strings.Compare(a.tenant+a.id, b.tenant+b.id) })
	for _, u := range order {
		if _, err := tx.exec(`INSERT INTO assignment_use (tenant, id, at) VALUES ($1, $2, $3)
			ON CONFLICT (tenant, id) DO UPDATE SET at = excluded.at WHERE assignment_use.at < excluded.at`, u.tenant, u.id, last[u].UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}
