package edge_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
)

func TestAccountsAreFoundByEachOfTheirHostNames(t *testing.T) {
	for _, row := range []struct {
		accounts string
		host     string
		path     string
		want     string // the path that the host sees; "" is no host
	}{
		{"https://*.example.com", "foundry.example.com", "/models/info", "/foundry/models/info"},
		{"https://*.example.com", "foundry.services.ai.example.com", "/models/info", "/foundry/models/info"},
		{"https://*.example.com", "FOUNDRY.openai.Example.com:8443", "/openai/v1/models", "/FOUNDRY/openai/v1/models"},
		{"https://*.example.com", "foundry.cognitiveservices.example.com", "/", "/foundry/"},
		{"https://*.example.com", "a.b.example.com", "/", ""},
		{"https://*.example.com", "foundry.services.ai.evil.com", "/", ""},
		{"https://*.example.com", "openai.example.com.evil.com", "/", ""},
		{"https://*.example.com", "login.example.com", "/x", "login /x"},
		{"https://*.services.ai.example.com", "foundry.services.ai.example.com", "/x", "/foundry/x"},
		{"https://*.services.ai.example.com", "foundry.openai.example.com", "/x", "/foundry/x"},
		{"https://*.services.ai.example.com", "foundry.cognitiveservices.example.com", "/x", "/foundry/x"},
		{"https://*.services.ai.example.com", "foundry.example.com", "/x", ""},
		{"https://localhost:8443/accounts/*", "localhost:8443", "/accounts/foundry/x", "/foundry/x"},
		{"https://localhost:8443/accounts/*", "foundry.openai.localhost", "/x", ""},
	} {
		t.Run(row.accounts+" "+row.host, func(t *testing.T) {
			host := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })
			mounts := []edge.Mount{{Origin: "https://login.example.com", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "login "+r.URL.Path) })}}
			for _, origin := range (edge.Origins{Accounts: row.accounts}).AccountOrigins() {
				mounts = append(mounts, edge.Mount{Origin: origin, Handler: host})
			}
			served := edge.Dispatch(mounts, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			r := httptest.NewRequest(http.MethodGet, row.path, nil)
			r.Host = row.host
			w := httptest.NewRecorder()
			served.ServeHTTP(w, r)
			if got := w.Body.String(); !strings.EqualFold(got, row.want) {
				t.Errorf("the host saw %q, want %q", got, row.want)
			}
		})
	}
	if got := fmt.Sprint((edge.Origins{Accounts: "https://localhost/accounts/*"}).AccountOrigins()); got != "[https://localhost/accounts/*]" {
		t.Errorf("%s", got)
	}
}

func TestIsLoopbackHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:8443": true, "localhost.": true, "127.0.0.1": true, "127.8.9.1:80": true, "[::1]:8443": true, "::1": true, "[::1]": true,
		"": false, ":8443": false, "localhost.example.com": false, "127.0.0.1.example.com": false, "0.0.0.0:80": false, "10.0.0.1": false,
		"localhoſt": false, "[::]:80": false, "::ffff:10.0.0.1": false, "2130706433": false,
	} {
		if got := edge.IsLoopbackHost(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
