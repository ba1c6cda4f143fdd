package client

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDiscoverRejectsOtherServices(t *testing.T) {
	for _, row := range []struct{ name, answer, says string }{
		{"a page", "<html>", "is no Resource Manager"},
		{"no audience", `{"authentication":{"loginEndpoint":"https://login.test"}}`, "is no Resource Manager"},
		{"a sign-in host in the clear", `{"microsoftGraphResourceId":"https://graph.test","authentication":{"loginEndpoint":"http://login.test","audiences":["https://arm.test"]}}`, `"http://login.test", which is no https address`},
		{"a Graph in the clear", `{"microsoftGraphResourceId":"http://graph.test","authentication":{"loginEndpoint":"https://login.test","audiences":["https://arm.test"]}}`, `"http://graph.test", which is no https address`},
	} {
		t.Run(row.name, func(t *testing.T) {
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(row.answer)) }))
			defer server.Close()
			if _, err := Discover(t.Context(), server.Client(), server.URL); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v, want %q", err, row.says)
			}
		})
	}
}

func TestDiscoverRefusesAddresses(t *testing.T) {
	for _, address := range []string{"", "arm.test", "http://arm.test", "https://user@arm.test", "https://arm.test?x=1", "https://arm.test#x"} {
		if _, err := Discover(t.Context(), http.DefaultClient, address); err == nil || !strings.Contains(err.Error(), "no https address") {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestServersWithAPrivateAuthorityRequireItsFile(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	_, err := Find(t.Context(), &Context{Server: server.URL}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "--ca FILE") {
		t.Errorf("%v", err)
	}
}
