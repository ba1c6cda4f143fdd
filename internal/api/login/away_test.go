package login_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestUnavailableStoreShowsAPage(t *testing.T) {
	k := newRig(t)
	if err := k.db.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, k.server.URL+"/"+k.tenant.ID+"/oauth2/v2.0/authorize?client_id="+az, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "*/*")
	answer, err := k.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode < 500 || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the answer is %s with %s", answer.Status, answer.Header.Get("Content-Type"))
	}
}
