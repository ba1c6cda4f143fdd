package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestProfilesAreServedOnlyToThisMachine(t *testing.T) {
	for _, row := range []struct {
		remote, host string
		want         int
	}{
		{"127.0.0.1:5000", "127.0.0.1:9464", http.StatusOK},
		{"[::1]:5000", "localhost:9464", http.StatusOK},
		{"192.0.2.1:5000", "127.0.0.1:9464", http.StatusForbidden},
		{"127.0.0.1:5000", "evil.example:9464", http.StatusForbidden},
	} {
		r := httptest.NewRequest(http.MethodGet, "/debug/pprof/goroutine?debug=1", nil)
		r.RemoteAddr, r.Host = row.remote, row.host
		w := httptest.NewRecorder()
		profiles().ServeHTTP(w, r)
		if w.Code != row.want {
			t.Errorf("from %s for %s: %d, want %d", row.remote, row.host, w.Code, row.want)
		}
	}
}
