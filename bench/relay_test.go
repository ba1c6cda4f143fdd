package bench_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkCall measures sequential chat calls, alternating between direct ones and ones through the host.
func BenchmarkCall(b *testing.B) {
	w := newWorld(b)
	var direct, host []time.Duration
	for b.Loop() {
		direct = append(direct, w.timed(b, w.direct))
		host = append(host, w.timed(b, w.host))
	}
	report(b, "direct", direct)
	report(b, "host", host)
	b.ReportMetric(micros(at(host, 50)-at(direct, 50)), "added-p50-µs")
	b.ReportMetric(micros(at(host, 99)-at(direct, 99)), "added-p99-µs")
}

// BenchmarkThroughput measures 32 clients without pauses, direct and through the host.
func BenchmarkThroughput(b *testing.B) {
	const clients = 32
	w := newWorld(b)
	run := func(target string) float64 {
		var group sync.WaitGroup
		started := time.Now()
		for range clients {
			group.Go(func() {
				for range b.N {
					w.timed(b, target)
				}
			})
		}
		group.Wait()
		return float64(clients*b.N) / time.Since(started).Seconds()
	}
	run(w.host) // fills connection pools and caches
	b.ResetTimer()
	direct, host := run(w.direct), run(w.host)
	b.ReportMetric(direct, "direct-calls/s")
	b.ReportMetric(host, "host-calls/s")
	b.ReportMetric(host/direct, "ratio")
}

// BenchmarkHost measures the time and allocations of only the host for one call: the model is a function.
func BenchmarkHost(b *testing.B) {
	w := newWorld(b)
	host := w.handler(instant{})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/foundry/openai/v1/chat/completions", strings.NewReader(question))
		r.Header.Set("Authorization", "Bearer "+w.token)
		out := httptest.NewRecorder()
		if host.ServeHTTP(out, r); out.Code != http.StatusOK {
			b.Fatalf("%d %s", out.Code, out.Body)
		}
	}
}

// BenchmarkFrame measures the cost of BenchmarkHost without the host: creating the request and reading the response.
func BenchmarkFrame(b *testing.B) {
	w := newWorld(b)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/foundry/openai/v1/chat/completions", strings.NewReader(question))
		r.Header.Set("Authorization", "Bearer "+w.token)
		out := httptest.NewRecorder()
		response, err := instant{}.RoundTrip(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(out, response.Body)
	}
}

// BenchmarkEvent measures the time from the model's write of a stream event to the client's read.
func BenchmarkEvent(b *testing.B) {
	w := newWorld(b)
	var direct, host []time.Duration
	for b.Loop() {
		direct = append(direct, w.events(b, w.direct)...)
		host = append(host, w.events(b, w.host)...)
	}
	report(b, "direct", direct)
	report(b, "host", host)
}

// BenchmarkStreams measures the memory of 1,000 open streams, of client, host and model together.
func BenchmarkStreams(b *testing.B) {
	const streams = 1000
	w := newWorld(b)
	for b.Loop() {
		used := func(target string) float64 {
			before := memory()
			var open []*http.Response
			for range streams {
				open = append(open, w.open(b, target, "hold"))
			}
			held := memory() - before
			for _, response := range open {
				_ = response.Body.Close()
			}
			w.client.CloseIdleConnections()
			return held / streams / 1024
		}
		direct := used(w.direct)
		b.ReportMetric(direct, "direct-KiB/stream")
		b.ReportMetric(used(w.host), "host-KiB/stream")
	}
}

func memory() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse + m.StackInuse)
}

// timed makes one call and returns its duration, to the last byte.
func (w *world) timed(b *testing.B, target string) time.Duration {
	started := time.Now()
	response := w.open(b, target, "")
	body, err := io.ReadAll(response.Body)
	took := time.Since(started)
	_ = response.Body.Close()
	if err != nil || !bytes.Equal(body, []byte(answer)) {
		b.Errorf("%d bytes, %v", len(body), err)
	}
	return took
}

// events reads one stream and returns the latency of each event.
func (w *world) events(b *testing.B, target string) []time.Duration {
	response := w.open(b, target, "stream")
	defer func() { _ = response.Body.Close() }()
	var delays []time.Duration
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			sent, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			delays = append(delays, time.Since(start().Add(time.Duration(sent))))
		}
	}
	if len(delays) != eventsEach {
		b.Fatalf("%d events, %v", len(delays), lines.Err())
	}
	return delays
}

func (w *world) open(b *testing.B, target, mode string) *http.Response {
	r, err := http.NewRequest(http.MethodPost, target+"/chat/completions", strings.NewReader(question))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Openai-Beta", mode)
	response, err := w.client.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%v %v", response, err)
	}
	return response
}

func report(b *testing.B, name string, took []time.Duration) {
	for _, p := range []int{50, 99} {
		b.ReportMetric(micros(at(took, p)), fmt.Sprintf("%s-p%d-µs", name, p))
	}
}

func at(took []time.Duration, percent int) time.Duration {
	slices.Sort(took)
	return took[(len(took)-1)*percent/100]
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
