package audit

import (
	"encoding/json"
	"strings"
	"time"
)

// Shape is the common part of records of the same caller doing the same thing: all except ID, At and Seq. It is immutable.
type Shape struct {
	like  Record // without ID, At and Seq
	calls bool   // model calls
	text  string // the kind of record (c or o, as in calls) and the JSON of like
}

// NewShape returns the shape of a record. call says whether the record is a model call.
func NewShape(r Record, call bool) (*Shape, error) {
	r.ID, r.At, r.Seq = "", time.Time{}, 0
	// A record that the store rejects would block all that follow.
	for _, field := range []*string{&r.Tenant, &r.Principal, &r.Scope, &r.Grant} {
		*field = storable(*field)
	}
	text, err := json.Marshal(&r)
	prefix := "o"
	if call {
		prefix = "c"
	}
	return &Shape{r, call, prefix + string(text)}, err
}

func readShape(text string) (*Shape, error) {
	if text == "" {
		return nil, errBlock
	}
	s := &Shape{text: text, calls: text[0] == 'c'}
	err := json.Unmarshal([]byte(text[1:]), &s.like)
	return s, err
}

// Entry is a record: its shape and what is unique to it. An entry without an ID is not a record: it only says that the role
// assignment was used.
type Entry struct {
	ID   string
	At   time.Time
	Like *Shape
}

// Record returns the complete record.
func (e Entry) Record() Record {
	r := e.Like.like
	r.ID, r.At = e.ID, e.At.UTC()
	return r
}

// storable returns text without characters that some databases reject.
func storable(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "?"), "?")
}
