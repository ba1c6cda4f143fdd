// Package spool is a queue of records in files: what must be written somewhere slow is first written here, and delivered
// from here in order.
//
// A caller of Append waits for no disk. One goroutine writes what was appended every Options.Sync, with a checksum for each
// record, to a segment file; Deliver reads the segments and hands batches over. Where a delivery ended is for the receiver
// to remember, in the same transaction as the batch, so that each record is received once. What a crash loses are the
// records of the last Sync; a torn record at the end of a segment is cut off when it is opened again.
//
// It may import fault, guid, cow, seal and ascii.
package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ErrFull says that the spool holds as much as it may. The record was not taken.
var ErrFull = errors.New("spool: full")

// maxRecord bounds one record, in bytes.
const maxRecord = 4 << 20

// Options tune a spool. Zero values are the defaults.
type Options struct {
	SegmentBytes int64         // of a file before the next one begins; 8 MiB
	MaxBytes     int64         // of all files; 1 GiB
	MaxWaiting   int           // records in memory; 65,536
	Sync         time.Duration // how often what was appended is written and synced; 200 ms
	Gather       time.Duration // how long Deliver waits for more records, so that batches are larger; 0
	// Rest gives the records in which entries whose own record is nil were gathered, after the entries of one write. It is
	// called by the one goroutine that calls them. Nil is none.
	Rest func() [][]byte
	// Count tells how many entries a record holds that is lost. Nil is 1.
	Count func(record []byte) int
	// Failed is told of a failure to write. The records stay in memory and are tried again. Nil is nobody.
	Failed func(error)
}

// Cursor is a place in a spool: behind the last record that was delivered. The zero Cursor is the beginning.
type Cursor struct {
	Segment int64
	Offset  int64
}

// Before reports whether c is in front of other.
func (c Cursor) Before(other Cursor) bool {
	return c.Segment < other.Segment || c.Segment == other.Segment && c.Offset < other.Offset
}

// flushed says that what was appended was written up to a place.
type flushed struct {
	at  Cursor
	err error
}

// waiter waits until everything before a place was delivered.
type waiter struct {
	until Cursor
	done  chan struct{}
}

// Batch is some records in order.
type Batch struct {
	Records [][]byte
	Next    Cursor // where the next batch begins
}

// Spool is an open spool. It is safe for concurrent use; one process at a time opens a folder.
type Spool struct {
	Options
	dir string
	id  string

	mu      sync.Mutex
	waiting []func() []byte
	closed  bool

	wake    chan struct{} // there is something to write
	written chan struct{} // there is something to deliver
	hurry   chan struct{} // somebody waits for what was appended
	stop    chan struct{}
	done    chan struct{}

	asked     sync.Mutex // guards the rest
	flushes   []chan flushed
	waiters   []waiter
	delivered Cursor
	marks     []mark    // of what was written and not delivered, in order
	stuck     time.Time // since when records cannot be written; zero if they can

	file    *os.File
	segment atomic.Int64
	offset  atomic.Int64 // of file, synced
	bytes   atomic.Int64 // of all segments
	lost    atomic.Int64
}

// Open opens the spool in a folder, which it makes if it is missing.
func Open(dir string, o Options) (*Spool, error) {
	if o.SegmentBytes == 0 {
		o.SegmentBytes = 8 << 20
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 30
	}
	if o.MaxWaiting == 0 {
		o.MaxWaiting = 1 << 16
	}
	if o.Sync == 0 {
		o.Sync = 200 * time.Millisecond
	}
	if o.Count == nil {
		o.Count = func([]byte) int { return 1 }
	}
	if o.Failed == nil {
		o.Failed = func(error) {}
	}
	s := &Spool{
		Options: o, dir: dir, wake: make(chan struct{}, 1), written: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
		stop: make(chan struct{}), done: make(chan struct{}),
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	if err := s.readID(); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	if err := s.recover(); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	go s.run()
	return s, nil
}

// ID names the spool for its receiver: a new folder has a new one.
func (s *Spool) ID() string { return s.id }

// Append takes an entry, whose record encode gives later, in another goroutine: nil if Rest will. It does not wait. It fails with ErrFull if the spool
// is full, and counts the record as lost.
func (s *Spool) Append(encode func() []byte) error {
	if s.bytes.Load() >= s.MaxBytes {
		s.lost.Add(1)
		return ErrFull
	}
	s.mu.Lock()
	if s.closed || len(s.waiting) >= s.MaxWaiting {
		s.mu.Unlock()
		s.lost.Add(1)
		return ErrFull
	}
	s.waiting = append(s.waiting, encode)
	first := len(s.waiting) == 1
	s.mu.Unlock()
	if first {
		ring(s.wake)
	}
	return nil
}

// Full reports whether Append would fail: the files hold as much as they may, or memory does because they cannot be written.
func (s *Spool) Full() bool { return s.bytes.Load() >= s.MaxBytes || s.Waiting() >= s.MaxWaiting }

// Lost is how many records were not taken.
func (s *Spool) Lost() int64 { return s.lost.Load() }

// Bytes is how much the files hold, delivered parts of the current file included.
func (s *Spool) Bytes() int64 { return s.bytes.Load() }

// Waiting is how many records are in memory.
func (s *Spool) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Close writes what was appended and ends the writer.
func (s *Spool) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if !again {
		close(s.stop)
	}
	<-s.done
	return s.file.Close()
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default: // it rings already
	}
}

func (s *Spool) run() {
	defer close(s.done)
	var kept [][]byte // encoded, and not yet written
	for {
		select {
		case <-s.wake:
		case <-s.hurry:
		case <-s.stop:
			kept = s.write(append(kept, s.take()...))
			for _, record := range kept {
				s.lost.Add(int64(s.Count(record)))
			}
			s.answer(s.takeFlushes(), len(kept))
			return
		}
		timer := time.NewTimer(s.Sync)
		if s.flushing() {
			timer.Reset(0)
		}
		select {
		case <-timer.C:
		case <-s.hurry:
			timer.Stop()
		case <-s.stop:
			timer.Stop()
		}
		flushes := s.takeFlushes() // before what they wait for is taken
		if kept = s.write(append(kept, s.take()...)); len(kept) > 0 {
			ring(s.wake) // try again
		}
		s.answer(flushes, len(kept))
	}
}

// take encodes what waits.
func (s *Spool) take() [][]byte {
	s.mu.Lock()
	waiting := s.waiting
	s.waiting = make([]func() []byte, 0, min(len(waiting), 4096))
	s.mu.Unlock()
	records := make([][]byte, 0, len(waiting))
	for _, encode := range waiting {
		record := encode()
		if len(record) == 0 && s.Rest != nil {
			continue
		}
		if len(record) > 0 && len(record) <= maxRecord {
			records = append(records, record)
		} else {
			s.lost.Add(1)
		}
	}
	if s.Rest == nil {
		return records
	}
	for _, record := range s.Rest() {
		if len(record) <= maxRecord {
			records = append(records, record)
		} else {
			s.lost.Add(int64(s.Count(record)))
		}
	}
	return records
}

// write appends records to the segment and syncs it. It returns those that could not be written.
func (s *Spool) write(records [][]byte) [][]byte {
	if len(records) == 0 {
		return nil
	}
	if s.offset.Load() >= s.SegmentBytes {
		if err := s.next(); err != nil {
			s.failed(err)
			return s.bounded(records)
		}
	}
	size := 0
	for _, r := range records {
		size += header + len(r)
	}
	buf := make([]byte, 0, size)
	for _, r := range records {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(len(r)))
		buf = binary.LittleEndian.AppendUint32(buf, crc32.Checksum(r, castagnoli()))
		buf = append(buf, r...)
	}
	at := s.offset.Load()
	_, err := s.file.WriteAt(buf, at)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		_ = s.file.Truncate(at) // what is left there has no whole checksum, or is written again
		s.failed(err)
		return s.bounded(records)
	}
	s.bytes.Add(int64(len(buf)))
	s.mark(Cursor{s.segment.Load(), at + int64(len(buf))}, time.Now()) // before it can be delivered
	s.offset.Store(at + int64(len(buf)))
	ring(s.written)
	return nil
}

// maxKept bounds the records that could not be written and wait in memory, in bytes.
const maxKept = 64 << 20

// bounded keeps the oldest records: at most MaxWaiting, of at most maxKept bytes.
func (s *Spool) bounded(records [][]byte) [][]byte {
	size := 0
	for i, record := range records {
		if size += len(record); i < s.MaxWaiting && size <= maxKept {
			continue
		}
		for _, lost := range records[i:] {
			s.lost.Add(int64(s.Count(lost)))
		}
		return records[:i:i]
	}
	return records
}

// header is the length of what stands before each record: its length and its checksum, both little endian.
const header = 8

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func (s *Spool) path(segment int64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%016d.seg", segment))
}

// next begins a new segment.
func (s *Spool) next() error {
	file, err := os.OpenFile(s.path(s.segment.Load()+1), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_ = s.file.Close()
	s.file = file
	s.offset.Store(0)
	s.segment.Add(1)
	return syncFolder(s.dir)
}

// segments lists the segments that there are, in order.
func (s *Spool) segments() ([]int64, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, err
	}
	var all []int64
	for _, e := range entries {
		var n int64
		if _, err := fmt.Sscanf(e.Name(), "%016d.seg", &n); err == nil && e.Name() == filepath.Base(s.path(n)) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all, nil
}

// recover opens the last segment and cuts off what is torn at its end.
func (s *Spool) recover() error {
	all, err := s.segments()
	if err != nil {
		return err
	}
	last := int64(1)
	for _, n := range all {
		info, err := os.Stat(s.path(n))
		if err != nil {
			return err
		}
		s.bytes.Add(info.Size())
		if info.Size() > 0 {
			s.mark(Cursor{n, info.Size()}, info.ModTime())
		}
		last = n
	}
	if s.file, err = os.OpenFile(s.path(last), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	size, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	whole := int64(0)
	for {
		_, n, err := readRecord(s.file, whole, size)
		if err != nil || n == 0 {
			break
		}
		whole += n
	}
	if whole < size {
		if err := s.file.Truncate(whole); err != nil {
			return err
		}
		s.bytes.Add(whole - size)
		if s.marks[len(s.marks)-1].end.Offset = whole; whole == 0 {
			s.marks = s.marks[:len(s.marks)-1]
		}
	}
	s.segment.Store(last)
	s.offset.Store(whole)
	return syncFolder(s.dir)
}

// readRecord reads the record at an offset of a file that is good up to end. n is the length with its header; 0 is none.
func readRecord(file *os.File, at, end int64) (record []byte, n int64, err error) {
	if at+header > end {
		return nil, 0, nil
	}
	var head [header]byte
	if _, err := file.ReadAt(head[:], at); err != nil {
		return nil, 0, err
	}
	size := int64(binary.LittleEndian.Uint32(head[:4]))
	if size == 0 || size > maxRecord || at+header+size > end {
		return nil, 0, errTorn
	}
	record = make([]byte, size)
	if _, err := file.ReadAt(record, at+header); err != nil {
		return nil, 0, err
	}
	if crc32.Checksum(record, castagnoli()) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, 0, errTorn
	}
	return record, header + size, nil
}

var errTorn = errors.New("spool: a record is torn")

// syncFolder makes the names of new files last. Where folders cannot be synced they last anyway.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }()
	_ = folder.Sync()
	return nil
}
