package inference_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/upstream"
)

const otherAccount = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/other"

// atOnce stores in the foreground what a server stores in the background.
type atOnce struct{ *store.DB }

func (a atOnce) PutKeptSoon(k resource.Kept) { _ = a.PutKept(context.Background(), k) }

// replicaWith returns a host with two accounts, on the given store and a server that stores objects.
func replicaWith(t *testing.T, kept inference.KeptStore, server *httptest.Server) *world {
	t.Helper()
	w := newReplica(t, 0, kept)
	w.put(t, resource.TypeAccount, otherAccount, resource.AccountProperties{CustomSubDomainName: "other"})
	w.put(t, resource.TypeDeployment, otherAccount+"/deployments/chat", resource.DeploymentProperties{Model: resource.Model{Name: "m"}, ProvisioningState: "Succeeded"})
	w.grant(t, bob, user, accountID)
	w.grant(t, bob, user, otherAccount)
	next, err := upstream.OpenAI(upstream.Config{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(next.Close)
	guard := upstream.NewGuard(upstream.GuardConfig{Name: "one", Next: next})
	w.backend = guard
	w.keepers = []inference.Keeper{{Name: "one", Backend: guard, Files: true, Model: func(d *resource.Deployment) (string, bool) { return d.Name, true }}}
	return w
}

// shelf is a server that assigns each file the next id, and lists all files.
func shelf(t *testing.T) *httptest.Server {
	t.Helper()
	ids := []string{"file-strange"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/files", func(out http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		id := "file-" + string(rune('a'+len(ids)-1))
		ids = append(ids, id)
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{"id":"`+id+`","object":"file"}`)
	})
	mux.HandleFunc("GET /v1/files", func(out http.ResponseWriter, _ *http.Request) {
		data := []map[string]string{}
		for _, id := range ids {
			data = append(data, map[string]string{"id": id, "filename": "secret plans of " + id})
		}
		out.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(out).Encode(map[string]any{"object": "list", "data": data, "first_id": ids[0], "last_id": ids[len(ids)-1], "has_more": false})
	})
	mux.HandleFunc("POST /v1/responses", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{"id":"resp_one","object":"response"}`)
	})
	mux.HandleFunc("/", func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, `{"id":"`+r.URL.Path+`"}`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestOwnersOfStoredObjectsAreSharedByReplicasAndSurviveRestarts(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "k.db")), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	server := shelf(t)
	first := replicaWith(t, atOnce{db}, server)
	body, header := upload("assistants", "x")
	for _, account := range []string{"foundry", "other", "foundry"} {
		if status, text, _ := first.call(t, "POST", "/"+account+"/openai/v1/files", body, header...); status != 200 {
			t.Fatalf("%d %s", status, text)
		}
	}
	if status, text, _ := first.call(t, "POST", "/foundry/openai/v1/responses", `{"model":"chat","input":"x"}`, bearer(bob)...); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	for name, w := range map[string]*world{"the replica itself": first, "another replica, or a later one": replicaWith(t, atOnce{db}, server)} {
		for path, want := range map[string]int{
			"/foundry/openai/v1/files/file-a": 200, "/foundry/openai/v1/files/file-a/content": 200, "/foundry/openai/v1/files/file-b": 404,
			"/other/openai/v1/files/file-a": 404, "/other/openai/v1/files/file-a/content": 404, "/other/openai/v1/files/file-b": 200,
			"/foundry/openai/v1/responses/resp_one": 200, "/other/openai/v1/responses/resp_one": 404,
		} {
			if status, text, _ := w.call(t, "GET", path, "", bearer(bob)...); status != want {
				t.Errorf("%s: %s is answered %d %s", name, path, status, text)
			}
		}
		if status, text, _ := w.call(t, "POST", "/other/openai/v1/responses", `{"model":"chat","input":"x","previous_response_id":"resp_one"}`, bearer(bob)...); status != 400 {
			t.Errorf("%s: another account goes on from a response: %d %s", name, status, text)
		}
		for account, want := range map[string]string{"foundry": "file-a file-c", "other": "file-b"} {
			status, text, _ := w.call(t, "GET", "/"+account+"/openai/v1/files", "", bearer(bob)...)
			var list struct {
				Data []struct{ ID string }
				Last string `json:"last_id"`
			}
			if err := json.Unmarshal([]byte(text), &list); err != nil || status != 200 {
				t.Fatalf("%s: the list of %s: %d %s", name, account, status, text)
			}
			var ids []string
			for _, one := range list.Data {
				ids = append(ids, one.ID)
			}
			if got := strings.Join(ids, " "); got != want || !strings.HasSuffix(want, list.Last) || strings.Contains(text, "strange") {
				t.Errorf("%s: %s lists %s", name, account, text)
			}
		}
	}
}

func TestStoredObjectsAreUnavailableWithoutTheStore(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite://"+filepath.ToSlash(filepath.Join(t.TempDir(), "k.db")), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := replicaWith(t, atOnce{db}, shelf(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if status, text, _ := w.call(t, "GET", "/foundry/openai/v1/files/file-a", "", bearer(bob)...); status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", status, text)
	}
}
