package metric

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
)

// Minute is a minute in UTC, counted from 1970-01-01.
type Minute int64

// MinuteOf returns the minute of t.
func MinuteOf(t time.Time) Minute { return Minute(t.Unix() / 60) }

// Time returns when m begins.
func (m Minute) Time() time.Time { return time.Unix(int64(m)*60, 0).UTC() }

// Retention is how many minutes are kept: 93 days, as Azure Monitor keeps platform metrics.
const Retention = 93 * 24 * 60

// Series is what calls have in common that are added up together. None of it is chosen by callers: names are of
// deployments and models that exist, and the rest is one of few.
type Series struct {
	Account    string // resource id in lower case
	Deployment string // "" for calls that were refused before a deployment was looked up
	Format     string // who made the model, as the deployment says: "OpenAI"
	Model      string
	Version    string // of the model
	API        string // as "Azure OpenAI"
	Operation  string // as "ChatCompletions_Create"
	Stream     bool
	Status     int // of the answer, as HTTP has it
}

// ID identifies the series in the store. It is made of the series alone, so that replicas need not agree on it.
func (s *Series) ID() int64 {
	status := string(binary.BigEndian.AppendUint16(nil, uint16(s.Status)))
	stream := "0"
	if s.Stream {
		stream = "1"
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		s.Account, s.Deployment, s.Format, s.Model, s.Version, s.API, s.Operation, stream, status,
	}, "\x00")))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1)
}

// Row is what one process has added up for one series in one minute.
type Row struct {
	Series Series
	Minute Minute
	Writer int64 // the process
	Body   []byte
}

// Stored is a series that the store has.
type Stored struct {
	ID int64
	Series
}

// Reader is what rules need to read metrics, inside one transaction.
type Reader interface {
	// MetricSeries lists the series of an account, given by its resource id in lower case.
	MetricSeries(account string) ([]Stored, error)
	// EachMetric calls each for the rows of a series in the minutes from until before, by minute. There may be several for
	// a minute. An error of each ends it.
	EachMetric(series int64, from, before Minute, each func(Minute, []byte) error) error
}

// Store keeps metrics.
type Store interface {
	// PutMetrics writes rows in place of what the same process wrote for the same series and minute: all or none.
	PutMetrics(ctx context.Context, rows []Row) error
	// PruneMetrics removes the minutes before a minute, and series that have none.
	PruneMetrics(ctx context.Context, before Minute) (removed int64, err error)
}
