// Package soak runs three servers over one PostgreSQL while random faults happen to them, and checks what they answered
// against what they promise. `make soak` runs it; docs/reliability.md has the figures.
//
// The rules are in this file, apart from the processes: Check takes a history of what was done and answered, with the time
// of each beginning and end, and names every violation. Everything is judged by intervals of one clock. Where a history
// leaves open what happened (a write that got no answer, a process that was frozen between two steps), every possibility
// counts as right, so that a violation is one whatever the timing was.
package soak

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A register is a role assignment that is repeatedly created and removed: whether an application may call an account.
// Its writes do not overlap.

// states is a set of possible states of a register.
type states uint8

const (
	revoked states = 1 << iota
	granted
)

// Write is one change of a register.
type Write struct {
	Register, Replica int
	Grant             bool
	Start, End        time.Duration // since the run began
	// Acknowledged is true if the server reported success. Otherwise the write may take effect at any time until
	// History.Settle after End, or never.
	Acknowledged bool
}

func (w *Write) makes() states {
	if w.Grant {
		return granted
	}
	return revoked
}

// Answer is the outcome of a call.
type Answer int

// The values of Answer.
const (
	Allowed     Answer = iota
	Refused            // the role assignment does not exist
	Unavailable        // 503, no response or no connection
)

// Call is one call of a model.
type Call struct {
	Register, Replica int
	Start, End        time.Duration
	Answer            Answer
	Record            string // the id of its audit record
}

// Rollback is a restore of the database to an earlier copy. Nothing is committed while the copy is made, or during the
// restore.
type Rollback struct {
	CopyStart, CopyEnd time.Duration
	Start, End         time.Duration
}

// Pause is an interval in which all threads of a replica were stopped.
type Pause struct {
	Replica    int
	Start, End time.Duration
}

// Crash is the killing of a replica. Records of calls that it allowed since Since may be lost.
type Crash struct {
	Replica   int
	Since, At time.Duration
}

// Everywhere is the replica of an outage that affects all.
const Everywhere = -1

// Outage is an interval in which a fault affected a replica.
type Outage struct {
	Replica    int
	Start, End time.Duration
}

// History is a whole run.
type History struct {
	Bound    time.Duration // maximum age of a replica's view when it responds
	Settle   time.Duration // how long an unacknowledged write may still take effect
	Delivery time.Duration // how long a record takes to reach the store without a fault
	Recovery time.Duration // how long a replica may refuse calls after an outage

	Writes    []Write
	Calls     []Call
	Rollbacks []Rollback
	Pauses    []Pause
	Crashes   []Crash
	Outages   []Outage

	End     time.Duration  // when Final was read; no fault was in effect then
	Final   map[int]bool   // register → whether its role assignment is in the store
	Records map[string]int // id → number of occurrences in the audit log
}

// The rules. Each is a guarantee in docs/reliability.md or docs/audit.md.
const (
	LateAllow    = "a call was allowed later than the bound after an acknowledged revocation"
	LateRefusal  = "a call was refused later than the bound after an acknowledged grant"
	LostWrite    = "an acknowledged write is lost"
	LostRecord   = "the record of an answer is lost"
	DoubleRecord = "the record of an answer is in the log more than once"
	Unexplained  = "a replica did not answer although no fault touched it"
)

// toleratedShare is the fraction of calls outside of outages that may be Unavailable, because the machine itself may
// stall.
const toleratedShare = 0.005

// Violation is a broken rule.
type Violation struct {
	Rule, What string
}

func (v Violation) String() string { return v.Rule + ": " + v.What }

// Check returns the violations, by rule and time.
func (h *History) Check() []Violation {
	byRegister := map[int][]Write{}
	for _, w := range h.Writes {
		byRegister[w.Register] = append(byRegister[w.Register], w)
	}
	lines := map[int]timeline{}
	line := func(register int) timeline {
		l, ok := lines[register]
		if !ok {
			l = h.timeline(byRegister[register])
			lines[register] = l
		}
		return l
	}
	var all []Violation
	for i := range h.Calls {
		c := &h.Calls[i]
		if rule := h.stale(c, byRegister[c.Register], line(c.Register)); rule != "" {
			all = append(all, Violation{rule, fmt.Sprintf("register %d, replica %d, from %s to %s; decided after %s; record %s\n%s",
				c.Register, c.Replica, round(c.Start), round(c.End), round(h.decided(c)), c.Record, h.around(c, byRegister[c.Register]))})
		}
	}
	for _, register := range sorted(h.Final) {
		is := revoked
		if h.Final[register] {
			is = granted
		}
		if line(register).during(h.End, h.End)&is == 0 {
			all = append(all, Violation{LostWrite, fmt.Sprintf("register %d ends with access %t", register, h.Final[register])})
		}
	}
	all = append(all, h.checkRecords()...)
	return append(all, h.checkAnswers()...)
}

// around describes the writes to a call's register shortly before it.
func (h *History) around(c *Call, writes []Write) string {
	var b strings.Builder
	for i := range writes {
		w := &writes[i]
		if w.Start > c.End {
			break
		}
		if i+5 < len(writes) && writes[i+4].Start < c.Start {
			continue
		}
		fmt.Fprintf(&b, "  grant %t at replica %d from %s to %s, acknowledged %t\n", w.Grant, w.Replica, round(w.Start), round(w.End), w.Acknowledged)
	}
	for _, r := range h.Rollbacks {
		fmt.Fprintf(&b, "  rollback from %s to %s, to a copy of %s to %s\n", round(r.Start), round(r.End), round(r.CopyStart), round(r.CopyEnd))
	}
	return b.String()
}

// decided returns the earliest time at which a call can have been decided: a stopped process decides nothing.
func (h *History) decided(c *Call) time.Duration {
	at := c.Start
	for _, p := range h.Pauses { // in order of time
		if p.Replica == c.Replica && p.Start <= at && at < p.End {
			at = p.End
		}
	}
	return at
}

// stale returns the rule that a call violates, or "".
func (h *History) stale(c *Call, writes []Write, line timeline) string {
	wanted, rule := granted, LateAllow
	switch c.Answer {
	case Unavailable:
		return ""
	case Refused:
		wanted, rule = revoked, LateRefusal
	}
	decided := h.decided(c)
	// The view was complete at some time since then.
	from := decided - h.Bound
	for i := range writes {
		// A replica's own acknowledged writes are in force on it at once.
		if w := &writes[i]; w.Acknowledged && w.Replica == c.Replica && w.End <= decided {
			from = max(from, w.End+1)
		}
	}
	if line.during(from, max(c.End, from))&wanted != 0 {
		return ""
	}
	return rule
}

// span is the possible states of a register from a time until the next span.
type span struct {
	from time.Duration
	may  states
}

type timeline []span

// during returns the possible states of a register between two times.
func (l timeline) during(from, to time.Duration) states {
	var may states
	for i, s := range l {
		if s.from > to {
			break
		}
		if i+1 == len(l) || l[i+1].from >= from {
			may |= s.may
		}
	}
	return may
}

// timeline returns the possible states of a register, given its writes and the rollbacks.
func (h *History) timeline(writes []Write) timeline {
	type event struct {
		at    time.Duration
		order int // order of events at one time: those that add a state come first
		do    func(*sweep)
	}
	var events []event
	add := func(at time.Duration, order int, do func(*sweep)) { events = append(events, event{at, order, do}) }
	for i := range writes {
		w := &writes[i]
		add(w.Start, 0, func(s *sweep) { s.pending[i] = w.makes(); s.may |= w.makes() })
		switch {
		case !w.Acknowledged:
			add(w.End+h.Settle, 1, func(s *sweep) { delete(s.pending, i) })
		case h.uncertain(w):
			add(w.End, 1, func(s *sweep) { delete(s.pending, i) })
		default:
			add(w.End, 1, func(s *sweep) { delete(s.pending, i); s.may = w.makes() | s.possible() })
		}
	}
	for _, r := range h.Rollbacks {
		var copied states
		add(r.Start, 0, func(s *sweep) { copied = s.line.during(r.CopyStart, r.CopyEnd); s.may |= copied })
		add(r.End, 1, func(s *sweep) { s.may = copied | s.possible() })
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	s := sweep{may: revoked, pending: map[int]states{}, line: timeline{{-time.Hour, revoked}}}
	for _, e := range events {
		e.do(&s)
		s.line = append(s.line, span{e.at, s.may})
	}
	return s.line
}

// uncertain reports whether an acknowledged write may have been undone before or after its answer: a rollback overlaps it.
func (h *History) uncertain(w *Write) bool {
	return slices.ContainsFunc(h.Rollbacks, func(r Rollback) bool { return w.Start <= r.End && w.End >= r.Start })
}

// sweep processes the events of a register in order of time.
type sweep struct {
	may     states
	pending map[int]states // writes that may take effect at any time
	line    timeline
}

func (s *sweep) possible() (may states) {
	for _, m := range s.pending {
		may |= m
	}
	return may
}

func (h *History) checkRecords() (all []Violation) {
	for i := range h.Calls {
		c := &h.Calls[i]
		if c.Record == "" || c.Answer == Unavailable {
			continue
		}
		found := h.Records[c.Record]
		what := fmt.Sprintf("%s, replica %d, answered at %s", c.Record, c.Replica, round(c.End))
		switch {
		case found > 1:
			all = append(all, Violation{DoubleRecord, what})
		case found == 0 && !h.mayBeLost(c):
			all = append(all, Violation{LostRecord, what})
		}
	}
	return all
}

// mayBeLost reports whether the record of a call may be lost: the database was restored to a copy from before the
// record reached it, or the replica was killed before the record was in a file.
func (h *History) mayBeLost(c *Call) bool {
	return h.rolledBack(c) || c.Answer == Allowed && slices.ContainsFunc(h.Crashes, func(k Crash) bool {
		return k.Replica == c.Replica && c.Start <= k.At && c.End >= k.Since
	})
}

func (h *History) rolledBack(c *Call) bool {
	stored := c.End
	if c.Answer == Allowed {
		stored = h.delivered(c)
	}
	return slices.ContainsFunc(h.Rollbacks, func(r Rollback) bool { return stored >= r.CopyStart && c.Start <= r.End })
}

// delivered returns the latest time at which the record of an allowed call may reach the store.
func (h *History) delivered(c *Call) time.Duration {
	at := c.End + h.Delivery
	for _, o := range h.Outages { // in order of time
		if (o.Replica == Everywhere || o.Replica == c.Replica) && o.Start <= at && at < o.End+h.Delivery {
			at = o.End + h.Delivery
		}
	}
	return at
}

func (h *History) checkAnswers() []Violation {
	quiet, missing := 0, 0
	var first *Call
	for i := range h.Calls {
		c := &h.Calls[i]
		if h.touched(c) {
			continue
		}
		quiet++
		if c.Answer == Unavailable {
			missing++
			if first == nil {
				first = c
			}
		}
	}
	if float64(missing) <= toleratedShare*float64(quiet) {
		return nil
	}
	return []Violation{{Unexplained, fmt.Sprintf("%d of %d calls, the first at replica %d from %s to %s", missing, quiet, first.Replica, round(first.Start), round(first.End))}}
}

// touched reports whether a fault may have prevented a call from being served.
func (h *History) touched(c *Call) bool {
	return slices.ContainsFunc(h.Outages, func(o Outage) bool {
		return (o.Replica == Everywhere || o.Replica == c.Replica) && c.End >= o.Start && c.Start <= o.End+h.Recovery
	})
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

func sorted(of map[int]bool) []int {
	var keys []int
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
