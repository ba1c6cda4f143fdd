package quotastore_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/quota"
	"keyless.dev/keyless/internal/quotastore"
)

// answering is a server that answers every connection with the same text, whatever it is asked.
func answering(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				r := bufio.NewReader(c)
				if _, err := r.ReadByte(); err == nil {
					_, _ = io.WriteString(c, text)
					_, _ = io.Copy(io.Discard, r)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// TestInvalidQuotaStoreRepliesCountAsUnavailable has a server that is none answer: calls go on by the replica's own count, and the
// limit is kept.
func TestInvalidQuotaStoreRepliesCountAsUnavailable(t *testing.T) {
	for because, text := range map[string]string{
		"nothing":                       "",
		"another protocol":              "HTTP/1.1 400 Bad Request\r\n\r\n",
		"a string that fills memory":    "$9223372036854775807\r\n",
		"endless":                       strings.Repeat("x", 1<<20),
		"answers that nobody asked for": strings.Repeat("+OK\r\n", 1000),
		"a refusal":                     "-NOAUTH Authentication required.\r\n",
	} {
		t.Run(because, func(t *testing.T) {
			t.Parallel()
			store := quotastore.Open(t.Context(), quotastore.Config{Address: answering(t, text), Replica: "a", Replicas: 3, Log: slog.New(slog.DiscardHandler)})
			defer store.Close()
			if _, err := store.Ask(t.Context(), []quota.Ask{{Key: "k", Limit: 6, Need: 1}}); err == nil {
				t.Fatal("it is believed")
			}
			if s := store.Status(); s.Away == 0 || s.Why == "" || s.Replicas != 3 {
				t.Errorf("status: %+v", s)
			}
			if n := allowed(t, meter(store), 6, 20); n != 2 {
				t.Errorf("%d calls of 6 a minute were allowed to one of three replicas", n)
			}
		})
	}
}

func TestFailedSignInsDoNotRevealThePassword(t *testing.T) {
	address := answering(t, "-ERR unknown command `AUTH`, with args beginning with: `bob`, `hunter2`, \r\n")
	store := quotastore.Open(t.Context(), quotastore.Config{Address: address, User: "bob", Password: "hunter2", Replica: "a", Log: slog.New(slog.DiscardHandler)})
	defer store.Close()
	if why := store.Status().Why; strings.Contains(why, "hunter2") || !strings.Contains(why, "ERR") {
		t.Errorf("why it is away: %s", why)
	}
}

// meter is a replica's.
func meter(store *quotastore.Store) *quota.Meter {
	m := quota.NewMeter(time.Now)
	m.Share(store)
	return m
}

// allowed is how many of n calls are allowed at a deployment that may be called so often in a minute.
func allowed(t *testing.T, m *quota.Meter, limit int64, n int) (count int64) {
	t.Helper()
	p := plan(m, quota.Limits{Requests: limit})
	for range n {
		if _, _, ok := p.Take(t.Context(), time.Now(), 0); ok {
			count++
		}
	}
	return count
}

func plan(m *quota.Meter, limits quota.Limits) *quota.Plan {
	return m.Make(quota.Key{Principal: quota.Principal{Tenant: "t", Object: "bob"}, Deployment: "/d"}, quota.Version{}, limits, nil, func(string) bool { return false })
}
