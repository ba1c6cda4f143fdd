package app

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/recorder"
	"keyless.dev/keyless/internal/spool"
)

func TestReadinessNamesEveryReason(t *testing.T) {
	for _, row := range []struct {
		because string
		change  func(a *App, l *lease)
		reason  string // part of the only reason; "" means ready
		warning string
	}{
		{"a view that was just confirmed", func(*App, *lease) {}, "", ""},
		{"a server that has not started", func(a *App, _ *lease) { a.ready = make(chan struct{}) }, "starting", ""},
		{"a server that is told to stop", func(a *App, _ *lease) { a.draining.Store(true) }, "draining", ""},
		{"a view past its bound", func(_ *App, l *lease) { l.renew(ago(l, time.Minute)) }, "cannot confirm its view of role assignments since ", ""},
		{"a view that may be older", func(a *App, l *lease) {
			a.config.StaleFor = time.Hour
			l.renew(ago(l, time.Minute))
		}, "", "a view that is 1m0s old"},
		{"a view that may be older, but not as old", func(a *App, l *lease) {
			a.config.StaleFor = time.Second
			l.renew(ago(l, time.Minute))
		}, "cannot confirm its view", ""},
		{"a view that is loaded", func(_ *App, l *lease) { l.revoke(loading) }, "is loading its view of role assignments. ", ""},
		{"a store with another history, whatever age is allowed", func(a *App, l *lease) {
			a.config.StaleFor = time.Hour
			l.revoke(otherHistory)
		}, "put back to an earlier state", ""},
		{"a full spool, where calls are refused then", func(a *App, _ *lease) {
			a.config.AuditRefuseWhenFull = true
			fill(t, a)
		}, "the spool of audit records is full", ""},
		{"a full spool, where records are lost then", func(a *App, _ *lease) { fill(t, a) }, "", "1 records were lost"},
	} {
		l := newLease(2 * time.Second)
		l.renew(l.now())
		s, err := spool.Open(t.TempDir(), spool.Options{MaxBytes: 1})
		if err != nil {
			t.Fatal(err)
		}
		a := &App{config: Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}, replica: "here", ready: make(chan struct{}), state: &State{lease: l}, recorder: &recorder.Recorder{Spooled: &audit.Spooled{Forwarder: &spool.Forwarder{Spool: s}}}}
		close(a.ready)
		row.change(a, l)
		got := a.readiness()
		if got.Ready != (row.reason == "") || row.reason != "" && (len(got.Reasons) != 1 || !strings.Contains(got.Reasons[0], row.reason)) {
			t.Errorf("%s: %+v", row.because, got)
		}
		if (row.warning == "") != (len(got.Warnings) == 0) || !slices.ContainsFunc(append(got.Warnings, ""), func(w string) bool { return strings.Contains(w, row.warning) }) {
			t.Errorf("%s: warnings %q", row.because, got.Warnings)
		}
		_ = s.Close()
	}
}

// ago returns the instant of the lease d before now.
func ago(l *lease, d time.Duration) instant {
	now := l.now()
	return instant{now.mono - int64(d), now.wall - int64(d)}
}

// fill makes the spool of audit records full, and rejects one record.
func fill(t *testing.T, a *App) {
	t.Helper()
	record := func() []byte { return []byte("a record") }
	s := a.recorder.Spool
	if err := s.Append(record); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(record); err == nil {
		t.Fatal("a full spool takes a record")
	}
}
