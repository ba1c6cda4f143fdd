package quota

import "time"

// Minute is a minute in UTC, counted from 1970-01-01.
type Minute int64

// MinuteOf is the minute of t.
func MinuteOf(t time.Time) Minute { return Minute(t.Unix() / 60) }

// Time is when the minute begins.
func (m Minute) Time() time.Time { return time.Unix(int64(m)*60, 0).UTC() }

// CallKey is who called what, by which right, in which minute.
type CallKey struct {
	Minute     Minute
	Account    string // resource id in lower case
	Deployment string
	Principal  // an object id, or "key1" or "key2" without a tenant
	Action     string
	Assignment string // the id of the role assignment that allowed it; "" with a key
}

// Calls is how many calls were allowed.
type Calls struct {
	CallKey
	Count int64
}

// CallQuery selects counts of calls. Results rise by minute.
type CallQuery struct {
	Under       string // accounts that are this scope or lie below it, in lower case
	Principal   string // "" is any
	From, Until Minute // both included
	Limit       int
}

// CalledQuery selects sums of calls.
type CalledQuery struct {
	Under       string // accounts that are this scope or lie below it, in lower case
	From, Until Minute // both included
	// Step is the length of an interval in minutes. Intervals begin at its multiples. 0 is one interval for all, that begins at 0.
	Step Minute
}

// Called is how many calls a principal was allowed in one interval.
type Called struct {
	Start     Minute
	Account   string // of a key; "" for a principal of the directory, whose calls to all accounts are added up
	Principal        // an object id, or "key1" or "key2" without a tenant
	Count     int64
}

// CallReader is what rules need to read counts of calls, inside one transaction.
type CallReader interface {
	Calls(q CallQuery) ([]Calls, error)
	// EachCalled calls each for every sum that q selects. An error of each ends it.
	EachCalled(q CalledQuery, each func(Called) error) error
}
