package soak

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// at returns a time in seconds since the start of the run.
func at(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

func grant(replica int, start, end float64) Write {
	return Write{Replica: replica, Grant: true, Start: at(start), End: at(end), Acknowledged: true}
}

func revoke(replica int, start, end float64) Write {
	w := grant(replica, start, end)
	w.Grant = false
	return w
}

func unanswered(w Write) Write {
	w.Acknowledged = false
	return w
}

func call(replica int, answer Answer, start, end float64) Call {
	return Call{Replica: replica, Answer: answer, Start: at(start), End: at(end)}
}

func recorded(c Call, id string) Call {
	c.Record = id
	return c
}

// TestCheckNamesEachViolation has, for each rule, a history that violates it and the closest one that does not.
func TestCheckNamesEachViolation(t *testing.T) {
	rollback := []Rollback{{CopyStart: at(4), CopyEnd: at(5), Start: at(10), End: at(11)}}
	for because, c := range map[string]struct {
		h    History
		want []string
	}{
		"an allow within the bound after a revocation is right": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Calls: []Call{call(1, Allowed, 7.9, 8)}}, nil,
		},
		"an allow past the bound after a revocation is not": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Calls: []Call{call(1, Allowed, 8.1, 8.2)}}, []string{LateAllow},
		},
		"an allow without any grant is not right": {
			History{Calls: []Call{call(1, Allowed, 1, 2)}}, []string{LateAllow},
		},
		"the replica that acknowledged the revocation has no bound": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Calls: []Call{call(0, Allowed, 6.1, 6.2)}}, []string{LateAllow},
		},
		"a call that began before the revocation ended may be allowed": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Calls: []Call{call(0, Allowed, 5.9, 20)}}, nil,
		},
		"a call that reaches a frozen replica is decided when that goes on": {
			History{
				Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Pauses: []Pause{{Replica: 1, Start: at(4), End: at(9)}},
				Calls: []Call{call(1, Allowed, 6.5, 9.1)},
			}, []string{LateAllow},
		},
		"a call of before the freeze may have been decided before it": {
			History{
				Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Pauses: []Pause{{Replica: 1, Start: at(4), End: at(9)}},
				Calls: []Call{call(1, Allowed, 3.9, 9.1)},
			}, nil,
		},
		"the freeze of another replica explains nothing": {
			History{
				Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6)}, Pauses: []Pause{{Replica: 2, Start: at(4), End: at(9)}},
				Calls: []Call{call(1, Allowed, 8.5, 9.1)},
			}, []string{LateAllow},
		},
		"a grant that was made again makes an allow right": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 5, 6), grant(2, 7, 8)}, Calls: []Call{call(1, Allowed, 9, 9.1)}}, nil,
		},
		"a grant that is being made may be in force": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 2, 3), grant(2, 7, 10)}, Calls: []Call{call(1, Allowed, 8, 8.1)}}, nil,
		},
		"a grant that was not answered may be in force": {
			History{Writes: []Write{unanswered(grant(0, 1, 2))}, Calls: []Call{call(1, Allowed, 50, 51), call(1, Refused, 52, 53)}}, nil,
		},
		"a grant that was not answered cannot happen once it has settled": {
			History{
				Writes: []Write{unanswered(grant(0, 1, 2)), revoke(0, 40, 41)},
				Calls:  []Call{call(1, Allowed, 44, 45)},
			}, []string{LateAllow},
		},
		"until then it may happen after a later revocation": {
			History{
				Writes: []Write{unanswered(grant(0, 1, 2)), revoke(0, 4, 5)},
				Calls:  []Call{call(1, Allowed, 9, 10)},
			}, nil,
		},
		"a refusal within the bound after a grant is right": {
			History{Writes: []Write{grant(0, 0, 1)}, Calls: []Call{call(1, Refused, 2.9, 3)}}, nil,
		},
		"a refusal past the bound after a grant is not": {
			History{Writes: []Write{grant(0, 0, 1)}, Calls: []Call{call(1, Refused, 3.1, 3.2)}}, []string{LateRefusal},
		},
		"a replica that does not answer breaks no promise of its view": {
			History{Writes: []Write{grant(0, 0, 1)}, Outages: []Outage{{Replica: 1, Start: at(3), End: at(4)}}, Calls: []Call{call(1, Unavailable, 3.1, 3.2)}}, nil,
		},
		"what a rollback undid is undone": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 7, 8)}, Rollbacks: rollback, Calls: []Call{call(0, Allowed, 14, 15)}}, nil,
		},
		"an allow by what a rollback undid is late": {
			History{Writes: []Write{grant(0, 7, 8)}, Rollbacks: rollback, Calls: []Call{call(0, Allowed, 13.1, 14)}}, []string{LateAllow},
		},
		"what was in the copy stays": {
			History{Writes: []Write{grant(0, 0, 1)}, Rollbacks: rollback, Calls: []Call{call(1, Refused, 14, 15)}}, []string{LateRefusal},
		},
		"a write that a rollback overlaps may be kept or lost": {
			History{Writes: []Write{grant(0, 9.9, 12)}, Rollbacks: rollback, Calls: []Call{call(1, Refused, 15, 16), call(1, Allowed, 16, 17)}}, nil,
		},
		"an acknowledged write that is gone in the end is lost": {
			History{Writes: []Write{grant(0, 0, 1)}, End: at(60), Final: map[int]bool{0: false}}, []string{LostWrite},
		},
		"an acknowledged removal that is back in the end is lost": {
			History{Writes: []Write{grant(0, 0, 1), revoke(0, 2, 3)}, End: at(60), Final: map[int]bool{0: true}}, []string{LostWrite},
		},
		"one that a rollback undid is lost by the rollback": {
			History{Writes: []Write{grant(0, 7, 8)}, Rollbacks: rollback, End: at(60), Final: map[int]bool{0: false}}, nil,
		},
		"the record of an allowed call that is not in the log is lost": {
			History{Writes: []Write{grant(0, 0, 1)}, Calls: []Call{recorded(call(1, Allowed, 2, 3), "a")}}, []string{LostRecord},
		},
		"the record of a refusal too": {
			History{Calls: []Call{recorded(call(1, Refused, 2, 3), "a")}}, []string{LostRecord},
		},
		"a kill may lose what was allowed just before": {
			History{
				Writes: []Write{grant(0, 0, 1)}, Calls: []Call{recorded(call(1, Allowed, 2, 3), "a")},
				Crashes: []Crash{{Replica: 1, Since: at(2.8), At: at(3.1)}},
			}, nil,
		},
		"but not what was allowed earlier": {
			History{
				Writes: []Write{grant(0, 0, 1)}, Calls: []Call{recorded(call(1, Allowed, 2, 2.7), "a")},
				Crashes: []Crash{{Replica: 1, Since: at(2.8), At: at(3.1)}},
			}, []string{LostRecord},
		},
		"nor what another replica allowed": {
			History{
				Writes: []Write{grant(0, 0, 1)}, Calls: []Call{recorded(call(1, Allowed, 2, 3), "a")},
				Crashes: []Crash{{Replica: 0, Since: at(2.8), At: at(3.1)}},
			}, []string{LostRecord},
		},
		"a kill loses no refusal": {
			History{Calls: []Call{recorded(call(1, Refused, 2, 3), "a")}, Crashes: []Crash{{Replica: 1, Since: at(2.8), At: at(3.1)}}}, []string{LostRecord},
		},
		"a rollback loses records that came after its copy": {
			History{Calls: []Call{recorded(call(1, Refused, 6, 7), "a")}, Rollbacks: rollback}, nil,
		},
		"it loses none that were in its copy": {
			History{Calls: []Call{recorded(call(1, Refused, 2, 3), "a")}, Rollbacks: rollback}, []string{LostRecord},
		},
		"an outage holds records up, which a rollback then loses": {
			History{
				Writes: []Write{grant(0, 0, 0.1)}, Calls: []Call{recorded(call(1, Allowed, 0.2, 0.3), "a")}, Rollbacks: rollback,
				Outages: []Outage{{Replica: 1, Start: at(0.5), End: at(6)}},
			}, nil,
		},
		"a record that came twice is one too many": {
			History{Calls: []Call{recorded(call(1, Refused, 2, 3), "twice")}}, []string{DoubleRecord},
		},
		"a replica that does not answer without a fault has no excuse": {
			History{Calls: []Call{call(1, Unavailable, 2, 3)}}, []string{Unexplained},
		},
		"nor long after the fault": {
			History{Calls: []Call{call(1, Unavailable, 12, 13)}, Outages: []Outage{{Replica: Everywhere, Start: at(1), End: at(2)}}}, []string{Unexplained},
		},
		"nor because another replica has one": {
			History{Calls: []Call{call(1, Unavailable, 2, 3)}, Outages: []Outage{{Replica: 0, Start: at(1), End: at(2)}}}, []string{Unexplained},
		},
		"a fault and some time after it are an excuse": {
			History{Calls: []Call{call(1, Unavailable, 5, 6)}, Outages: []Outage{{Replica: Everywhere, Start: at(1), End: at(2)}}}, nil,
		},
	} {
		h := c.h
		h.Bound, h.Settle, h.Delivery, h.Recovery = at(2), at(30), at(1), at(5)
		h.Records = map[string]int{"twice": 2, "once": 1}
		var got []string
		for _, v := range h.Check() {
			got = append(got, v.Rule)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", because, got, c.want)
		}
	}
}

// TestCheckAcceptsWhatALinearStoreAnswers generates histories of a store whose writes take effect at one moment each, and of
// replicas that read it at any moment within the bound. Nothing in them breaks a rule; a call that is answered by an older
// state does, where that state differs from all that may be read.
func TestCheckAcceptsWhatALinearStoreAnswers(t *testing.T) {
	const bound = 2 * time.Second
	rapid.Check(t, func(t *rapid.T) {
		between := func(name string, from, to time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(int64(from), int64(to)).Draw(t, name))
		}
		h := History{Bound: bound, Settle: 30 * time.Second, Records: map[string]int{}}
		type moment struct {
			at    time.Duration
			grant bool
		}
		moments := []moment{{-time.Hour, false}}
		now := time.Duration(0)
		for range rapid.IntRange(0, 8).Draw(t, "writes") {
			w := Write{Replica: 0, Grant: rapid.Bool().Draw(t, "grant"), Acknowledged: rapid.Bool().Draw(t, "acknowledged")}
			w.Start = now + between("pause", 0, 4*time.Second)
			w.End = w.Start + between("took", 0, 4*time.Second)
			now = w.End
			happens := between("happens", w.Start, w.End)
			if !w.Acknowledged {
				now += h.Settle
				happens = between("happens late", w.Start, now)
			}
			if w.Acknowledged || rapid.Bool().Draw(t, "happens at all") {
				moments = append(moments, moment{happens, w.Grant})
			}
			h.Writes = append(h.Writes, w)
		}
		state := func(at time.Duration) bool {
			is := false
			for _, m := range moments {
				if m.at <= at {
					is = m.grant
				}
			}
			return is
		}
		for range rapid.IntRange(1, 20).Draw(t, "calls") {
			c := Call{Replica: 1, Start: between("start", 0, now+5*time.Second)}
			c.End = c.Start + between("took", 0, 3*time.Second)
			decided := between("decided", c.Start, c.End)
			if !state(decided - between("age", 0, bound)) {
				c.Answer = Refused
			}
			h.Calls = append(h.Calls, c)
		}
		if got := h.Check(); len(got) > 0 {
			t.Fatalf("%v in %+v", got, h)
		}
	})
}
