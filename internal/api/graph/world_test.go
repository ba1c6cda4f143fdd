package graph_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/graph"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/seal"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/token"
)

const (
	tenant = "11111111-1111-4111-8111-111111111111"
	login  = "https://login.test"
	origin = "https://graph.test"
)

// world is a real host over a real store, with a few people in it.
type world struct {
	t      *testing.T
	db     *store.DB
	host   *edge.Host
	server *httptest.Server
	now    atomic.Pointer[time.Time]
	signer *token.Signer
	scope  string // of the tokens of users
	known  atomic.Pointer[directory.Snapshot]
}

type transactions struct{ db *store.DB }

func (s transactions) View(ctx context.Context, do func(graph.Tx) error) error {
	return s.db.View(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (s transactions) Update(ctx context.Context, do func(graph.Tx) error) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return do(tx) })
}

// signIns is the store as sign-in uses it.
type signIns struct{ db *store.DB }

func (s signIns) View(ctx context.Context, do func(oauth.Tx) error) error {
	return s.db.View(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (s signIns) Update(ctx context.Context, do func(oauth.Tx) error) error {
	return s.db.UpdateRows(ctx, func(tx *store.Tx) error { return do(tx) })
}

func (s signIns) UpdateReplicated(ctx context.Context, do func(oauth.Tx) error) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return do(tx) })
}

// newWorld opens a host on a tenant with ada, who is Global Administrator, bob and cleo, who are nothing, the group
// developers with cleo in it, and the application ci-pipeline.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, scope: "Directory.AccessAsUser.All"}
	w.at(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	w.known.Store(new(directory.Snapshot))
	now := func() time.Time { return *w.now.Load() }
	db, err := store.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "keyless.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	db.OnCommit(w.learn)
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	keys := token.NewKeys(box, now)
	first, err := keys.Generate()
	w.must(err)
	w.must(db.UpdateRows(t.Context(), func(tx *store.Tx) error { return keys.Ensure(tx, first) }))
	w.signer = &token.Signer{Keys: keys, Login: login, Now: now}
	verifier := token.NewVerifier(token.VerifierConfig{Keys: keys, Login: login, Directory: w.known.Load, Now: now})
	passwords := oauth.New(oauth.Config{DB: signIns{db}, Now: now})
	w.host = graph.New(graph.Deps{
		Passwords: passwords.Passwords, CheckPassword: passwords.VerifyCurrentPassword,
		Store: transactions{db}, Verify: verifier.Verify, Origins: edge.Origins{Login: login, Graph: origin},
		Now: now, Log: slog.New(slog.DiscardHandler), Rand: rand.Reader,
		Reserved: oauth.NewResources(login+"/arm", origin, login).Reserved,
	})
	w.server = httptest.NewServer(w.host)
	t.Cleanup(w.server.Close)
	w.people()
	return w
}

func (w *world) at(t time.Time) { w.now.Store(&t) }

// learn keeps the snapshot that tokens are checked against.
func (w *world) learn(changes []store.Change) {
	known := w.known.Load()
	for _, c := range changes {
		if c.Kind != store.KindObject {
			continue
		}
		o, err := store.DecodeObject(c.Object, c.Body)
		w.must(err)
		if c.Deleted {
			known = known.Without(o.Head().Tenant, o.Head().ID)
		} else {
			known = known.With(o)
		}
	}
	w.known.Store(known)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func id(kind, name string) string { return guid.Derive(kind, tenant, name) }

func (w *world) people() {
	w.t.Helper()
	w.update(func(tx *store.Tx) {
		w.must(tx.PutTenant(&directory.Tenant{ID: tenant, DisplayName: "Keyless", DefaultDomain: "keyless.localhost", Domains: []string{"keyless.localhost"}, CreatedAt: *w.now.Load()}))
		for _, name := range []string{"ada", "bob", "cleo"} {
			w.user(tx, name)
		}
		w.group(tx, "developers")
		w.link(tx, "developers", directory.Member, id("user", "cleo"))
		w.must(directory.Create(tx, &directory.Application{Header: head("application", "ci-pipeline"), AppID: id("appId", "ci-pipeline"), IdentifierURIs: []string{"api://keyless.localhost/ci"}}, *w.now.Load()))
		w.must(directory.Create(tx, &directory.ServicePrincipal{Header: head("servicePrincipal", "ci-pipeline"), AppID: id("appId", "ci-pipeline"), AccountEnabled: true}, *w.now.Load()))
		w.role(tx, directory.GlobalAdministrator, id("user", "ada"))
		w.must(directory.PublishGraph(tx, tenant, *w.now.Load()))
	})
}

func (w *world) update(do func(*store.Tx)) {
	w.t.Helper()
	w.must(w.db.Update(w.t.Context(), func(tx *store.Tx) error { do(tx); return nil }))
}

func head(kind, name string) directory.Header {
	return directory.Header{Tenant: tenant, ID: id(kind, name), DisplayName: name}
}

func (w *world) user(tx *store.Tx, name string) {
	w.t.Helper()
	w.must(directory.Create(tx, &directory.User{Header: head("user", name), UserPrincipalName: name + "@keyless.localhost", MailNickname: name, AccountEnabled: true}, *w.now.Load()))
}

func (w *world) group(tx *store.Tx, name string) {
	w.t.Helper()
	w.must(directory.Create(tx, &directory.Group{Header: head("group", name), MailNickname: name, SecurityEnabled: true}, *w.now.Load()))
}

func (w *world) link(tx *store.Tx, group string, relation directory.Relation, to string) {
	w.t.Helper()
	w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: id("group", group), Relation: relation, To: to}))
}

func (w *world) role(tx *store.Tx, template, holder string) {
	w.t.Helper()
	role, err := directory.ActivateRole(tx, tenant, template, id("directoryRole", template), *w.now.Load())
	w.must(err)
	w.must(directory.AddLink(tx, directory.Link{Tenant: tenant, From: role.ID, Relation: directory.Member, To: holder}))
}

// administrator makes a new user who holds one role.
func (w *world) administrator(name, template string) {
	w.t.Helper()
	w.update(func(tx *store.Tx) {
		w.user(tx, name)
		w.role(tx, template, id("user", name))
	})
}

// token is an access token of the living user or service principal with an id.
func (w *world) token(object, audience string) string {
	w.t.Helper()
	var raw string
	w.must(w.db.View(w.t.Context(), func(tx *store.Tx) error {
		o, err := tx.Object(tenant, object)
		if err == nil {
			raw, _, err = w.signer.Access(token.Access{
				Tenant: tenant, Version: token.V1, Audience: audience, Principal: o, Client: "04b07795-8ddb-461a-bbee-02f9e1bf7b46", Scope: w.scope, Lifetime: time.Hour,
			})
		}
		return err
	}))
	return raw
}

// as is a caller: a user by name.
func (w *world) as(name string) string { return w.token(id("user", name), origin) }

type answer struct {
	status int
	header http.Header
	raw    []byte
	body   map[string]any
}

// call sends a request with a token and an optional JSON body.
func (w *world) call(raw, method, path, body string, headers ...string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	w.must(err)
	if raw != "" {
		r.Header.Set("Authorization", "Bearer "+raw)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := w.server.Client().Do(r)
	w.must(err)
	defer func() { _ = response.Body.Close() }()
	out := answer{status: response.StatusCode, header: response.Header}
	out.raw, err = io.ReadAll(response.Body)
	w.must(err)
	_ = json.Unmarshal(out.raw, &out.body)
	return out
}

// want fails unless the answer has that status.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("got %d, want %d: %s", a.status, status, a.raw)
	}
	return a
}

// text is a member of the body, by its path.
func (a answer) text(path ...string) string {
	value := any(a.body)
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	text, _ := value.(string)
	return text
}

// ids are the ids of a list.
func (a answer) ids() []string {
	out := []string{}
	values, _ := a.body["value"].([]any)
	for _, v := range values {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case map[string]any:
			name, _ := v["id"].(string)
			out = append(out, name)
		}
	}
	return out
}

// refused fails unless the answer is an error of Graph's shape with that status and code.
func (a answer) refused(t *testing.T, status int, code string) answer {
	t.Helper()
	a.want(t, status)
	if got := a.text("error", "code"); got != code {
		t.Fatalf("code %q, want %q: %s", got, code, a.raw)
	}
	if a.text("error", "message") == "" || a.text("error", "innerError", "request-id") == "" || a.header.Get("request-id") == "" {
		t.Fatalf("the error lacks what Graph's have: %s", a.raw)
	}
	return a
}
