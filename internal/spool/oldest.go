package spool

import "time"

// mark says when everything up to a place had been written.
type mark struct {
	end Cursor
	at  time.Time
}

// maxMarks bounds what is kept in memory about records that wait. Beyond it, marks stand for more records.
const maxMarks = 1024

// mark notes that records were written up to a place.
func (s *Spool) mark(end Cursor, at time.Time) {
	s.asked.Lock()
	defer s.asked.Unlock()
	s.stuck = time.Time{}
	if len(s.marks) < maxMarks {
		s.marks = append(s.marks, mark{end, at})
	} else {
		s.marks[maxMarks-1].end = end // these are as old as the oldest of them
	}
}

// unmark forgets what has been delivered. The caller holds asked.
func (s *Spool) unmark() {
	done := 0
	for done < len(s.marks) && !s.delivered.Before(s.marks[done].end) {
		done++
	}
	s.marks = append(s.marks[:0], s.marks[done:]...)
}

// failed tells of a failure to write.
func (s *Spool) failed(err error) {
	s.asked.Lock()
	if s.stuck.IsZero() {
		s.stuck = time.Now()
	}
	s.asked.Unlock()
	s.Failed(err)
}

// Oldest is for how long the oldest record that was not delivered has waited in a file or, where it cannot be written, in
// memory; 0 if all were delivered. Of records that another process has written it is the age of their file.
func (s *Spool) Oldest() time.Duration {
	s.asked.Lock()
	defer s.asked.Unlock()
	age := time.Duration(0)
	if len(s.marks) > 0 {
		age = time.Since(s.marks[0].at)
	}
	if !s.stuck.IsZero() {
		age = max(age, time.Since(s.stuck))
	}
	return max(age, 0)
}
