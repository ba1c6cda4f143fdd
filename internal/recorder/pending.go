package recorder

import (
	"slices"

	"keyless.dev/keyless/internal/audit"
)

// maxPending is the maximum number of waiting records in the result of one query: fewer than any page holds.
const maxPending = 50

// WithPending adds records that wait in this process to the result of a query. Waiting records have no position in the log yet,
// so they are the newest. A listing that continues at a position gets them once they have one.
func (r *Recorder) WithPending(q audit.Query, records []audit.Record) ([]audit.Record, error) {
	if q.ID == "" && !q.Newest || q.After > 0 {
		return records, nil
	}
	waiting, err := r.Pending(q, maxPending)
	if err != nil || len(waiting) == 0 {
		return records, err
	}
	if q.Newest {
		slices.Reverse(waiting)
		records = append(waiting, records...)
	} else {
		records = append(records, waiting...)
	}
	if q.Limit > 0 && len(records) > q.Limit {
		records = records[:q.Limit]
	}
	return records, nil
}
