package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// sample is the result of one contender in one round.
type sample struct {
	perSecond, cpu, p50, p99, rss float64
	failed                        int
}

// load calls a contender on all connections for some time.
func (l *lab) load(ctx context.Context, c contender, size int, each time.Duration) (sample, error) {
	body, path := l.bodies[size], c.path(size)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: l.roots, MinVersion: tls.VersionTLS13}, MaxIdleConnsPerHost: l.options.connections, DisableCompression: true,
	}
	defer transport.CloseIdleConnections()
	var mu sync.Mutex
	var all []time.Duration
	failed, why := 0, error(nil)
	before, _ := usedBy(c.pid)
	started := time.Now()
	var busy sync.WaitGroup
	for range l.options.connections {
		busy.Go(func() {
			var mine []time.Duration
			for time.Since(started) < each && ctx.Err() == nil {
				began := time.Now()
				err := l.call(ctx, transport, c.url+path, body)
				if err != nil {
					mu.Lock()
					failed, why = failed+1, err
					mu.Unlock()
					if failed > 100 {
						return
					}
					continue
				}
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			all = append(all, mine...)
			mu.Unlock()
		})
	}
	busy.Wait()
	took := time.Since(started)
	time.Sleep(250 * time.Millisecond) // includes the cost of what it writes after the responses
	after, rss := usedBy(c.pid)
	if len(all) == 0 {
		return sample{}, fmt.Errorf("no call succeeded: %w", why)
	}
	slices.Sort(all)
	at := func(percent int) float64 { return float64(all[(len(all)-1)*percent/100].Microseconds()) / 1000 }
	return sample{
		perSecond: float64(len(all)) / took.Seconds(), cpu: float64((after - before).Microseconds()) / float64(len(all)),
		p50: at(50), p99: at(99), rss: float64(rss) / (1 << 20), failed: failed,
	}, nil
}

func (l *lab) call(ctx context.Context, transport *http.Transport, url string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+l.token)
	response, err := transport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // the body has been read
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || n < 512) {
		err = fmt.Errorf("status %d with %d bytes", response.StatusCode, n)
	}
	return err
}

// usedBy returns the processor time, and the resident memory in bytes, of a process and its children. It reads /proc.
func usedBy(pid int) (time.Duration, int64) {
	const tick = 10 * time.Millisecond // Linux's USER_HZ is 100 everywhere that Go runs
	var cpu time.Duration
	var rss int64
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has exited
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		own := filepath.Base(filepath.Dir(file)) == strconv.Itoa(pid)
		if len(fields) < 22 || !own && fields[1] != strconv.Itoa(pid) {
			continue
		}
		for _, i := range []int{11, 12} {
			n, _ := strconv.ParseInt(fields[i], 10, 64)
			cpu += time.Duration(n) * tick
		}
		pages, _ := strconv.ParseInt(fields[21], 10, 64)
		rss += pages * int64(os.Getpagesize())
	}
	return cpu, rss
}
