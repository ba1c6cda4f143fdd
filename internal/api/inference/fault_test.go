package inference_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/upstream"
)

// pooled puts a pool in front of one server.
func (w *world) pooled(t *testing.T, url string, c upstream.Config, g upstream.GuardConfig) {
	t.Helper()
	c.URL = url
	next, err := upstream.OpenAI(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(next.Close)
	g.Name, g.Next = "one", next
	pool, err := upstream.NewPool(upstream.PoolConfig{Members: []upstream.Member{{Guard: upstream.NewGuard(g)}}})
	if err != nil {
		t.Fatal(err)
	}
	w.backend = pool
}

// echo responds with the request's "user", so that mixed-up responses are noticed.
func echo(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, rest, _ := strings.Cut(string(body), `"user":"`)
	user, _, _ := strings.Cut(rest, `"`)
	out.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(out, `{"echo":%q}`, user)
}

// restarting is a server that stops and starts again at the same address, until stop is called.
func restarting(t *testing.T) (url string, starts *atomic.Int64, stop func()) {
	t.Helper()
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := first.Addr().String()
	starts = &atomic.Int64{}
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for l := first; ; {
			starts.Add(1)
			s := &http.Server{Handler: http.HandlerFunc(echo), ReadHeaderTimeout: time.Second}
			go func() { _ = s.Serve(l) }()
			select {
			case <-ended:
				_ = s.Close()
				return
			case <-time.After(600 * time.Millisecond):
			}
			_ = s.Close() // like a crash: it cuts running calls
			time.Sleep(30 * time.Millisecond)
			for {
				if l, err = net.Listen("tcp", address); err == nil {
					break
				}
				time.Sleep(time.Millisecond)
			}
		}
	}()
	return "http://" + address, starts, func() { close(ended); <-stopped }
}

// Every call must return its own response, or a failure that its caller can see.
func TestCallsSurviveServerRestarts(t *testing.T) {
	const calls, most, workers = 6_000, 200_000, 32 // minimum, and maximum until the server has restarted three times
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	url, starts, stop := restarting(t)
	defer stop()
	w.pooled(t, url, upstream.Config{}, upstream.GuardConfig{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	defer client.CloseIdleConnections()
	var next, asked, good, failed atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for n := next.Add(1); n <= calls || n <= most && starts.Load() < 4; n = next.Add(1) {
				asked.Add(1)
				mine := strconv.FormatInt(n, 10)
				r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+"/foundry/openai/v1/chat/completions", strings.NewReader(`{"model":"chat","user":"`+mine+`"}`))
				r.Header.Set("Authorization", bearer(bob)[1])
				response, err := client.Do(r)
				if err != nil {
					failed.Add(1) // the response broke off
					continue
				}
				text, err := io.ReadAll(response.Body)
				_ = response.Body.Close()
				switch {
				case err != nil:
					failed.Add(1)
				case response.StatusCode == http.StatusOK:
					if good.Add(1); string(text) != `{"echo":"`+mine+`"}` {
						t.Errorf("call %s was answered %s", mine, text)
					}
				case (response.StatusCode == 502 || response.StatusCode == 503) && strings.HasPrefix(string(text), `{"error":{"code":`):
					failed.Add(1)
					time.Sleep(5 * time.Millisecond)
				default:
					t.Errorf("call %s: %d %s", mine, response.StatusCode, text)
				}
			}
		})
	}
	wg.Wait()
	if good.Load()+failed.Load() != asked.Load() || good.Load() == 0 || starts.Load() < 4 {
		t.Errorf("%d good, %d failed of %d, over %d starts", good.Load(), failed.Load(), asked.Load(), starts.Load())
	}
	t.Logf("%d good, %d failed over %d starts", good.Load(), failed.Load(), starts.Load())
}

func TestWorkingServersCauseNoFailures(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: http.HandlerFunc(echo), ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	defer s.Close()
	w.pooled(t, "http://"+l.Addr().String(), upstream.Config{}, upstream.GuardConfig{Concurrency: 4})
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 100 {
				if status, body, _ := w.call(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","user":"x"}`, bearer(bob)...); status != 200 {
					t.Errorf("%d %s", status, body)
				}
			}
		})
	}
	wg.Wait()
}

func TestMisbehavingServers(t *testing.T) {
	const event = "data: {\"choices\":[{}]}\n\n"
	for _, row := range []struct {
		because string
		serve   http.HandlerFunc
		status  int
		want    string // prefix of the body, if the response breaks off
		broken  bool
	}{
		{"slow headers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 504, `{"error":{"code":"Timeout"`, false},
		{"a stall in the middle of a stream", func(out http.ResponseWriter, r *http.Request) {
			out.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(out, event)
			_ = http.NewResponseController(out).Flush()
			<-r.Context().Done()
		}, 200, event, true},
		{"half an event, then silence", func(out http.ResponseWriter, r *http.Request) {
			out.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(out, event+"data: {\"cho")
			_ = http.NewResponseController(out).Flush()
			<-r.Context().Done()
		}, 200, event, true},
		{"a death in the middle", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(out, event)
			_ = http.NewResponseController(out).Flush()
			panic(http.ErrAbortHandler)
		}, 200, event, true},
		{"a line of 10 MB", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(out, "data: "+strings.Repeat("x", 10<<20)+"\n\n"+event)
		}, 200, "data: " + strings.Repeat("x", 10<<20) + "\n\n" + event, false},
		{"JSON where a stream was asked for", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(out, `{"a":1}`)
		}, 200, `{"a":1}`, false},
		{"a stream that is not said to be one", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(out, event)
		}, 200, event, false},
		{"a length that is not kept", func(out http.ResponseWriter, _ *http.Request) {
			out.Header().Set("Content-Type", "application/json")
			out.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(out, strings.Repeat("x", 50000))
		}, 200, "xxx", true},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			w.behind(t, func(out http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // only then does net/http notice that the caller disconnects
				row.serve(out, r)
			})
			w.pooled(t, w.backendURL, upstream.Config{FirstByte: 200 * time.Millisecond}, upstream.GuardConfig{Idle: 200 * time.Millisecond})
			response := w.request(t, "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
			text, err := io.ReadAll(response.Body)
			if response.StatusCode != row.status || !strings.HasPrefix(string(text), row.want) || (err != nil) != row.broken {
				t.Errorf("%d %.100q, %v", response.StatusCode, text, err)
			}
		})
	}
}

// A stream without end must be stopped when its client disconnects.
func TestEndlessResponsesEndWithTheClient(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	ended := make(chan error, 1)
	w.behind(t, func(out http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		out.Header().Set("Content-Type", "text/event-stream")
		for {
			if _, err := io.WriteString(out, "data: "+strings.Repeat("x", 4000)+"\n\n"); err != nil {
				ended <- err
				return
			}
		}
	})
	w.pooled(t, w.backendURL, upstream.Config{}, upstream.GuardConfig{})
	response := w.request(t, "POST", chatPath, `{"model":"chat","stream":true,`+hello+`}`, bearer(bob)...)
	if _, err := io.CopyN(io.Discard, response.Body, 50<<20); err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	select {
	case err := <-ended:
		if errors.Is(err, nil) {
			t.Error("it ended by itself")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it still floods")
	}
}
