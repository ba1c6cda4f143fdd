package store

import (
	"cmp"
	"context"
	"slices"

	"keyless.dev/keyless/internal/metric"
)

var (
	_ metric.Store  = (*DB)(nil)
	_ metric.Reader = (*Tx)(nil)
)

// seriesGrain is the precision, in minutes, with which the last write of a series is stored, so that it is not updated each time.
const seriesGrain = 60

// PutMetrics implements metric.Store.
func (db *DB) PutMetrics(ctx context.Context, rows []metric.Row) error {
	const series = `INSERT INTO metric_series (id, account, deployment, format, model, version, api, operation, stream, status, last)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET last = excluded.last WHERE metric_series.last < excluded.last`
	const minute = `INSERT INTO metric_minutes (series, minute, writer, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (series, minute, writer) DO UPDATE SET body = excluded.body`
	// Sorted, so that two replicas that write the same series cannot deadlock.
	ids := make(map[metric.Series]int64, len(rows))
	for i := range rows {
		ids[rows[i].Series] = rows[i].Series.ID()
	}
	slices.SortFunc(rows, func(a, b metric.Row) int {
		return cmp.Or(cmp.Compare(ids[a.Series], ids[b.Series]), cmp.Compare(a.Minute, b.Minute))
	})
	return db.UpdateRows(ctx, func(tx *Tx) error {
		for i := range rows {
			s, id := &rows[i].Series, ids[rows[i].Series]
			stream := 0
			if s.Stream {
				stream = 1
			}
			if _, err := tx.exec(series, id, s.Account, s.Deployment, s.Format, s.Model, s.Version, s.API, s.Operation, stream, s.Status,
				int64(rows[i].Minute)/seriesGrain*seriesGrain); err != nil {
				return err
			}
			if _, err := tx.exec(minute, id, int64(rows[i].Minute), rows[i].Writer, rows[i].Body); err != nil {
				return err
			}
		}
		return nil
	})
}

// PruneMetrics implements metric.Store.
func (db *DB) PruneMetrics(ctx context.Context, before metric.Minute) (removed int64, err error) {
	if removed, err = db.removeOld(ctx, "metric_minutes", "minute < $1", int64(before)); err != nil {
		return removed, err
	}
	_, err = db.removeOld(ctx, "metric_series", "last < $1", int64(before)-seriesGrain)
	return removed, err
}

// MetricSeries implements metric.Reader.
func (tx *Tx) MetricSeries(account string) (all []metric.Stored, err error) {
	const query = `SELECT id, account, deployment, format, model, version, api, operation, stream, status FROM metric_series
		WHERE account = $1 ORDER BY deployment, model, version, api, operation, stream, status, id`
	err = tx.query(query, []any{account}, func(scan func(...any) error) error {
		var s metric.Stored
		var stream int
		if err := scan(&s.ID, &s.Account, &s.Deployment, &s.Format, &s.Model, &s.Version, &s.API, &s.Operation, &stream, &s.Status); err != nil {
			return err
		}
		s.Stream = stream == 1
		all = append(all, s)
		return nil
	})
	return all, err
}

// EachMetric implements metric.Reader.
func (tx *Tx) EachMetric(series int64, from, before metric.Minute, each func(metric.Minute, []byte) error) error {
	const query = "SELECT minute, body FROM metric_minutes WHERE series = $1 AND minute >= $2 AND minute < $3 ORDER BY minute, writer"
	return tx.query(query, []any{series, int64(from), int64(before)}, func(scan func(...any) error) error {
		var minute int64
		var body []byte
		if err := scan(&minute, &body); err != nil {
			return err
		}
		return each(metric.Minute(minute), body)
	})
}
