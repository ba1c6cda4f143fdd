package spool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func text(n int) func() []byte { return func() []byte { return fmt.Appendf(nil, "record %d", n) } }

func open(t testing.TB, dir string, o Options) *Spool {
	t.Helper()
	if o.Sync == 0 {
		o.Sync = time.Millisecond
	}
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// drain closes a spool and returns everything from a place on.
func drain(t testing.TB, s *Spool, from Cursor) (all []string, end Cursor) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	end = from
	if err := s.Drain(context.Background(), from, func(_ context.Context, b Batch) error {
		for _, r := range b.Records {
			all = append(all, string(r))
		}
		end = b.Next
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all, end
}

func want(from, to int) (all []string) {
	for n := from; n < to; n++ {
		all = append(all, fmt.Sprintf("record %d", n))
	}
	return all
}

func TestRecordsComeInOrderAcrossSegmentsAndRestarts(t *testing.T) {
	dir := t.TempDir()
	at, id := Cursor{}, ""
	for round := range 5 {
		s := open(t, dir, Options{SegmentBytes: 200})
		if id != "" && s.ID() != id {
			t.Errorf("the spool is called %s now", s.ID())
		}
		id = s.ID()
		for n := range 100 {
			if err := s.Append(text(round*100 + n)); err != nil {
				t.Fatal(err)
			}
			if n%10 == 0 {
				time.Sleep(2 * time.Millisecond) // several writes, and so several segments
			}
		}
		var got []string
		if got, at = drain(t, s, at); !slices.Equal(got, want(round*100, round*100+100)) {
			t.Fatalf("round %d: %d records: %v", round, len(got), got)
		}
	}
}

func TestIncompleteLastRecordsAreTruncated(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "spool")
		if err != nil {
			rt.Fatal(err)
		}
		s := open(t, dir, Options{})
		count := rapid.IntRange(1, 20).Draw(rt, "records")
		for n := range count {
			_ = s.Append(text(n))
		}
		if err := s.Close(); err != nil {
			rt.Fatal(err)
		}
		path := s.path(1)
		whole, err := os.ReadFile(path)
		if err != nil {
			rt.Fatal(err)
		}
		cut := rapid.IntRange(0, len(whole)).Draw(rt, "length after the crash")
		torn := slices.Clone(whole[:cut])
		if cut > 0 && rapid.Bool().Draw(rt, "a damaged last byte") {
			torn[cut-1] ^= 0xff
		}
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			rt.Fatal(err)
		}
		again := open(t, dir, Options{})
		_ = again.Append(text(1000))
		got, _ := drain(t, again, Cursor{})
		if len(got) == 0 || got[len(got)-1] != "record 1000" || !slices.Equal(got[:len(got)-1], want(0, len(got)-1)) || len(got)-1 > count {
			rt.Fatalf("after a tail of %d of %d bytes: %v", cut, len(whole), got)
		}
	})
}

func TestFailedDeliveriesAreRetriedWithoutDuplicates(t *testing.T) {
	s := open(t, t.TempDir(), Options{SegmentBytes: 300})
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	var got []string
	failures := 0
	done := make(chan error, 1)
	go func() {
		done <- s.Deliver(ctx, Cursor{}, func(_ context.Context, b Batch) error {
			mu.Lock()
			defer mu.Unlock()
			if failures < 2 {
				failures++
				return errors.New("the store is away")
			}
			for _, r := range b.Records {
				got = append(got, string(r))
			}
			return nil
		})
	}()
	for n := range 500 {
		if err := s.Append(text(n)); err != nil {
			t.Fatal(err)
		}
		if n%50 == 0 {
			time.Sleep(2 * time.Millisecond)
		}
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		mu.Lock()
		n := len(got)
		mu.Unlock()
		if n == 500 || time.Now().After(deadline) {
			break
		}
	}
	cancel()
	<-done
	if !slices.Equal(got, want(0, 500)) {
		t.Fatalf("%d records: %v", len(got), got)
	}
	if all, err := s.segments(); err != nil || len(all) > 2 {
		t.Errorf("%d segments are left, %v", len(all), err)
	}
	_ = s.Close()
}

func TestFullSpoolRejectsAndCountsRecords(t *testing.T) {
	s := open(t, t.TempDir(), Options{MaxBytes: 100})
	for deadline := time.Now().Add(10 * time.Second); !s.Full() && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		_ = s.Append(text(1))
	}
	before := s.Lost()
	if err := s.Append(text(2)); !errors.Is(err, ErrFull) || s.Lost() != before+1 {
		t.Errorf("%v, %d lost", err, s.Lost()-before)
	}
	_ = s.Close()
	if err := s.Append(text(3)); !errors.Is(err, ErrFull) {
		t.Errorf("a closed spool: %v", err)
	}
}

func TestAppendDoesNotWaitForTheDisk(t *testing.T) {
	s := open(t, t.TempDir(), Options{Sync: time.Hour, MaxWaiting: 1000})
	for n := range 1000 {
		if err := s.Append(text(n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Append(text(1000)); !errors.Is(err, ErrFull) {
		t.Errorf("beyond what may wait: %v", err)
	}
	if got, _ := drain(t, s, Cursor{}); !slices.Equal(got, want(0, 1000)) {
		t.Errorf("%d records after Close", len(got))
	}
}

func TestManyCallersAppendAtOnce(t *testing.T) {
	s := open(t, t.TempDir(), Options{SegmentBytes: 4 << 10})
	var callers sync.WaitGroup
	for c := range 8 {
		callers.Go(func() {
			for n := range 500 {
				if err := s.Append(text(c*500 + n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	callers.Wait()
	got, _ := drain(t, s, Cursor{})
	slices.Sort(got)
	expected := want(0, 4000)
	slices.Sort(expected)
	if !slices.Equal(got, expected) {
		t.Errorf("%d records", len(got))
	}
}

func BenchmarkAppend(b *testing.B) {
	s := open(b, b.TempDir(), Options{Sync: 50 * time.Millisecond, MaxWaiting: 1 << 30, MaxBytes: 1 << 40})
	record := []byte("a record of the usual length, which is about as long as this text is, give or take a little")
	make := func() []byte { return record }
	b.ReportAllocs()
	for b.Loop() {
		_ = s.Append(make)
	}
	_ = s.Close()
}

func TestFlushReturnsWhenEverythingBeforeWasDelivered(t *testing.T) {
	s := open(t, t.TempDir(), Options{Sync: time.Hour, Gather: time.Hour, SegmentBytes: 200})
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	got, done := 0, make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Deliver(ctx, Cursor{}, func(_ context.Context, b Batch) error {
			mu.Lock()
			defer mu.Unlock()
			got += len(b.Records)
			return nil
		})
	}()
	for round := range 10 {
		for n := range 20 {
			_ = s.Append(text(n))
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		if got != 20*(round+1) {
			t.Errorf("round %d: %d records were delivered", round, got)
		}
		mu.Unlock()
	}
	cancel()
	<-done
	_ = s.Append(text(1))
	flushing, stop := context.WithCancel(t.Context())
	defer stop()
	flushed := make(chan error, 1)
	go func() { flushed <- s.Flush(flushing) }()
	for pending := 0; pending != 1; time.Sleep(time.Millisecond) {
		pending = 0
		if err := s.Pending(func([]byte) bool { pending++; return true }); err != nil || pending > 1 {
			t.Fatalf("%d records are pending, %v", pending, err)
		}
	}
	select {
	case err := <-flushed:
		t.Errorf("nobody takes the record, and Flush returns %v", err)
	default:
	}
	stop()
	if err := <-flushed; !errors.Is(err, context.Canceled) {
		t.Errorf("nobody takes the record, and Flush says %v", err)
	}
	_ = s.Close()
}

func TestEntriesAreGatheredIntoFewerRecords(t *testing.T) {
	sum := 0
	s := open(t, t.TempDir(), Options{Sync: time.Hour, Rest: func() [][]byte {
		if sum == 0 {
			return nil
		}
		defer func() { sum = 0 }()
		return [][]byte{fmt.Appendf(nil, "%d", sum)}
	}})
	for n := range 100 {
		if err := s.Append(func() []byte { sum += n; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := drain(t, s, Cursor{}); !slices.Equal(got, []string{"4950"}) || s.Lost() != 0 {
		t.Errorf("%v, %d lost", got, s.Lost())
	}
}

// TestRetriedBatchesAreIdentical: a receiver that took a batch and could not say so gets it again as it was, so that it knows it.
func TestRetriedBatchesAreIdentical(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var ends []Cursor
	taken := make(chan struct{})
	go func() {
		done <- s.Deliver(ctx, Cursor{}, func(_ context.Context, b Batch) error {
			ends = append(ends, b.Next)
			switch len(ends) {
			case 1:
				_ = s.Append(text(1)) // more is written before the retry
				if _, err := s.WriteNow(t.Context()); err != nil {
					t.Error(err)
				}
				return errors.New("the answer is lost")
			case 3:
				close(taken)
			}
			return nil
		})
	}()
	_ = s.Append(text(0))
	<-taken
	cancel()
	<-done
	if ends[0] != ends[1] || !ends[1].Before(ends[2]) {
		t.Errorf("batches end at %v", ends)
	}
	_ = s.Close()
}

func TestOldestIsTheAgeOfWhatWasNotDelivered(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	if age := s.Oldest(); age != 0 {
		t.Errorf("an empty spool's is %s", age)
	}
	began := time.Now()
	for n := range 3 {
		if err := s.Append(text(n)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.WriteNow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(20 * time.Millisecond)
	if age := s.Oldest(); age < 20*time.Millisecond || age > time.Since(began) {
		t.Errorf("after %s it is %s", time.Since(began), age)
	}
	_, end := drain(t, s, Cursor{})

	s = open(t, dir, Options{})
	if s.Oldest() == 0 {
		t.Error("what waits from before a restart has no age")
	}
	s.Reached(end)
	if age := s.Oldest(); age != 0 {
		t.Errorf("with everything delivered it is %s", age)
	}
	// A torn record at the end is no record.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	torn, err := os.OpenFile(s.path(end.Segment), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = torn.WriteString("torn")
	_ = torn.Close()
	s = open(t, dir, Options{})
	s.Reached(end)
	if age := s.Oldest(); age != 0 {
		t.Errorf("with everything delivered but a torn record it is %s", age)
	}
	// A disk that takes nothing.
	_ = s.file.Close()
	if err := s.Append(text(4)); err != nil {
		t.Fatal(err)
	}
	_, _ = s.WriteNow(t.Context())
	time.Sleep(time.Millisecond)
	if s.Oldest() == 0 {
		t.Error("what cannot be written has no age")
	}
}

func TestDeliveryResumesWhenFilesCanBeReadAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	received := make(chan Batch, 10)
	f, err := Forward(t.Context(), dir, Options{}, Receiver{
		What: "records", Log: slog.New(slog.DiscardHandler), Patience: time.Minute,
		Cursor:  func(context.Context, string) (Cursor, error) { return Cursor{}, nil },
		Receive: func(_ context.Context, _ string, b Batch) error { received <- b; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write := func(n int) {
		t.Helper()
		if err := f.Append(text(n)); err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteNow(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Fatal(err)
	}
	write(1)
	time.Sleep(50 * time.Millisecond) // so that reading fails
	if err := os.Rename(dir+"-away", dir); err != nil {
		t.Fatal(err)
	}
	write(2)
	for got := 0; got < 2; {
		got += len((<-received).Records)
	}
}

// A folder that is put back to an earlier copy, with a machine say, is behind what its receiver has.
func TestRestoredSpoolsLoseNoNewRecords(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	cursors, received := map[string]Cursor{}, []string{}
	run := func(from, to int) {
		t.Helper()
		f, err := Forward(t.Context(), dir, Options{}, Receiver{
			What: "records", Log: slog.New(slog.DiscardHandler), Patience: time.Minute,
			Cursor: func(_ context.Context, id string) (Cursor, error) {
				mu.Lock()
				defer mu.Unlock()
				return cursors[id], nil
			},
			Receive: func(_ context.Context, id string, b Batch) error {
				mu.Lock()
				defer mu.Unlock()
				if at, found := cursors[id]; found && !at.Before(b.Next) {
					return nil
				}
				for _, r := range b.Records {
					received = append(received, string(r))
				}
				cursors[id] = b.Next
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for n := from; n < to; n++ {
			if err := f.Append(text(n)); err != nil {
				t.Fatal(err)
			}
		}
		f.Close()
	}
	run(0, 2)
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	run(2, 9)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(copied)); err != nil {
		t.Fatal(err)
	}
	run(9, 12)
	run(12, 13)
	want := make([]string, 13)
	for n := range want {
		want[n] = string(text(n)())
	}
	if !slices.Equal(received, want) {
		t.Errorf("received %q", received)
	}
}

func TestIncompleteLastRecordsAreNotWaitedFor(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile((&Spool{dir: dir}).path(3), []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, Options{})
	if age := s.Oldest(); age != 0 {
		t.Errorf("it has waited for %s", age)
	}
}

func TestMarksAreBounded(t *testing.T) {
	s := &Spool{}
	for n := range int64(3 * maxMarks) {
		s.mark(Cursor{1, n + 1}, time.Now())
	}
	if len(s.marks) != maxMarks {
		t.Errorf("%d marks", len(s.marks))
	}
	s.Reached(Cursor{1, 3*maxMarks - 1})
	if s.Oldest() == 0 {
		t.Error("the last record is forgotten")
	}
	s.Reached(Cursor{1, 3 * maxMarks})
	if s.Oldest() != 0 {
		t.Error("a record that was delivered is not forgotten")
	}
}
