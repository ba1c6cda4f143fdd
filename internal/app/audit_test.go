package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/keylesstest"
)

// twoTenants is a world with two tenants that must not see each other's data.
const twoTenants = `
tenants:
  - domain: red.test
    users: [{userPrincipalName: ann}, {userPrincipalName: bill}, {userPrincipalName: chris}]
    groups: [{displayName: crew, members: [bill@red.test]}]
    subscriptions: [{displayName: Red Lab, resourceGroups: [{name: rg, accounts: [{name: red, deployments: [{name: chat, model: {format: Keyless, name: keyless-chat}}]}]}]}]
    roleAssignments: [{role: Owner, principal: ann@red.test, scope: Red Lab}]
  - domain: blue.test
    users: [{userPrincipalName: olga, password: Olga-Olga-1, directoryRoles: [Global Administrator]}]
    subscriptions: [{displayName: Blue Lab, resourceGroups: [{name: rg, accounts: [{name: blue, deployments: [{name: chat, model: {format: Keyless, name: keyless-chat}}]}]}]}]
    roleAssignments: [{role: Owner, principal: olga@blue.test, scope: Blue Lab}]
`

type asker struct {
	t      *testing.T
	server *keylesstest.Server
}

func (a asker) send(method, address, token, body string, header ...string) (int, string, http.Header) {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := a.server.Client().Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

func (a asker) decision(token, scope, id string) (int, string) {
	status, body, _ := a.send(http.MethodGet, a.server.ARM()+scope+"/providers/Microsoft.Keyless/decisions/"+id+"?api-version=2026-01-01", token, "")
	return status, body
}

// keylesstest can sign in only to the first tenant, so this requests olga's token.
func (a asker) olga() string {
	a.t.Helper()
	form := url.Values{"grant_type": {"password"}, "client_id": {"04b07795-8ddb-461a-bbee-02f9e1bf7b46"}, "username": {"olga@blue.test"}, "password": {"Olga-Olga-1"}, "scope": {a.server.ARM() + "/.default"}}
	res, err := a.server.Client().PostForm(a.server.Login()+"/blue.test/oauth2/v2.0/token", form)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Token == "" {
		a.t.Fatalf("no token for olga: %v", err)
	}
	return answer.Token
}

func TestDecisionsAreShownOnlyToAuthorizedReaders(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(twoTenants))
	a := asker{t, server}
	chat := server.Account("red") + "/models/chat/completions?api-version=2024-05-01-preview"
	body := `{"model":"chat","messages":[{"role":"user","content":"hi"}]}`
	status, _, header := a.send(http.MethodPost, chat, server.Token("bill@red.test"), body)
	id := header.Get("X-Keyless-Decision")
	if _, ok := guid.Parse(id); status != http.StatusUnauthorized || !ok {
		t.Fatalf("bill's call: %d, decision %q", status, id)
	}
	arm := func(who string) string { return server.TokenFor(who, server.ARM()) }
	unknown := guid.New()
	account := server.ResourceID("red")
	for _, row := range []struct {
		name, token, scope, id string
		want                   int
	}{
		{"the caller is told", arm("bill@red.test"), "", id, 200},
		{"the caller is told at the scope", arm("bill@red.test"), account, id, 200},
		{"who may read assignments there is told", arm("ann@red.test"), "", id, 200},
		{"a scope that it was not at does not hold it", arm("ann@red.test"), account + "/deployments/chat", id, 404},
		{"another person is not told", arm("chris@red.test"), "", id, 404},
		{"another tenant's administrator is not told", a.olga(), "", id, 404},
		{"an unknown id is not there", arm("ann@red.test"), "", unknown, 404},
		{"what is no id is not there", arm("ann@red.test"), "", "nonsense", 404},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, body := a.decision(row.token, row.scope, row.id)
			if status != row.want {
				t.Errorf("%d %s", status, body)
			}
			if status == http.StatusNotFound {
				// The response must not reveal whether an id exists in another tenant.
				_, other := a.decision(row.token, row.scope, unknown)
				if strings.ReplaceAll(body, row.id, "ID") != strings.ReplaceAll(other, unknown, "ID") {
					t.Errorf("%s\nis not answered as\n%s", body, other)
				}
			}
			if status == http.StatusOK && (!strings.Contains(body, `"crew"`) || !strings.Contains(body, "Cognitive Services User")) {
				t.Errorf("neither group nor smallest role: %s", body)
			}
		})
	}
}

func TestRolesThatUseAModelDoNotReadDecisionsOfOthers(t *testing.T) {
	server := keylesstest.Start(t)
	a := asker{t, server}
	chat := server.Account("foundry") + "/models/chat/completions?api-version=2024-05-01-preview"
	_, _, header := a.send(http.MethodPost, chat, server.Token("bob@keyless.localhost"), `{"model":"chat","messages":[{"role":"user","content":"hi"}]}`)
	id := header.Get("X-Keyless-Decision")
	cleo := server.TokenFor("cleo@keyless.localhost", server.ARM())
	for role, want := range map[string]int{"Cognitive Services OpenAI User": http.StatusNotFound, "Cognitive Services User": http.StatusNotFound} {
		server.Grant("cleo@keyless.localhost", role, "foundry")
		if status, body := a.decision(cleo, "", id); status != want {
			t.Errorf("%s reads bob's decision: %d %s", role, status, body)
		}
	}
	server.Grant("cleo@keyless.localhost", "Reader", "foundry")
	if status, body := a.decision(cleo, "", id); status != http.StatusOK {
		t.Errorf("Reader: %d %s", status, body)
	}
}

func TestLogShowsOnlyRecordsTheCallerMayRead(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(twoTenants))
	a := asker{t, server}
	body := `{"model":"chat","messages":[{"role":"user","content":"hi"}]}`
	for _, account := range []string{"red", "blue"} {
		a.send(http.MethodPost, server.Account(account)+"/models/chat/completions?api-version=2024-05-01-preview", server.Token("bill@red.test"), body)
		a.send(http.MethodPost, server.Account(account)+"/models/chat/completions?api-version=2024-05-01-preview", "", body, "Api-Key", "wrong")
	}
	list := func(token, scope, query string) (int, string) {
		status, body, _ := a.send(http.MethodGet, server.ARM()+scope+"/providers/Microsoft.Keyless/decisions?api-version=2026-01-01&"+query, token, "")
		return status, body
	}
	ann, chris := server.TokenFor("ann@red.test", server.ARM()), server.TokenFor("chris@red.test", server.ARM())
	red := server.ResourceID("red")
	for _, row := range []struct {
		name, token, scope, query string
		want, not                 []string
	}{
		{"an Owner sees what happened in the subscription", ann, "", "kind=decision", []string{"bill@red.test", "accounts/red", "invalid subscription key"}, []string{"accounts/blue"}},
		{"an Owner of a subscription does not see the directory's sign-ins", ann, "", "kind=signIn", []string{"ann@red.test"}, []string{"bill@red.test", "olga"}},
		{"at a scope, what was there", ann, red, "", []string{"accounts/red"}, []string{"accounts/blue"}},
		{"who has no role sees their own doings", chris, "", "", []string{"chris@red.test"}, []string{"bill", "ann", "accounts/"}},
		{"another tenant sees its own", a.olga(), "", "", []string{"olga@blue.test", "accounts/blue"}, []string{"ann@", "accounts/red", server.ObjectID("crew")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			status, body := list(row.token, row.scope, row.query)
			// Records of allowed requests are written within a second.
			for end := time.Now().Add(2 * time.Second); !containsAll(body, row.want) && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				status, body = list(row.token, row.scope, row.query)
			}
			if status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
			for _, want := range row.want {
				if !strings.Contains(body, want) {
					t.Errorf("it does not tell of %s: %s", want, body)
				}
			}
			for _, not := range row.not {
				if strings.Contains(body, not) {
					t.Errorf("it tells of %s: %s", not, body)
				}
			}
		})
	}
	for _, query := range []string{"kind=gossip", "since=yesterday", "after=-1", "until=x"} {
		if status, body := list(ann, "", query); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	pages(t, a, ann)
}

func containsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// pages follows the links of a paged list, and checks that it is complete.
func pages(t *testing.T, a asker, token string) {
	t.Helper()
	type page struct {
		Value    []struct{ ID string }
		NextLink string
	}
	get := func(address string) (p page) {
		_, body, _ := a.send(http.MethodGet, address, token, "")
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := a.server.ARM() + "/providers/Microsoft.Keyless/decisions?api-version=2026-01-01&kind=decision&until=2090-01-01T00:00:00Z"
	whole := get(first)
	var ids []string
	for next, n := first+"&$top=1", 0; next != "" && n < 20; n++ {
		p := get(next)
		for _, v := range p.Value {
			ids = append(ids, v.ID)
		}
		next = p.NextLink
	}
	if len(whole.Value) < 2 || len(ids) != len(whole.Value) {
		t.Errorf("%d records on pages of one, %d on one page", len(ids), len(whole.Value))
	}
	for i := range min(len(ids), len(whole.Value)) {
		if ids[i] != whole.Value[i].ID {
			t.Errorf("record %d is %s on pages, %s in the list", i, ids[i], whole.Value[i].ID)
		}
	}
}

func TestAnonymousRefusalsAreRateLimited(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(twoTenants))
	a := asker{t, server}
	recorded := 0
	for range 400 {
		_, _, header := a.send(http.MethodPost, server.Account("red")+"/models/chat/completions?api-version=2024-05-01-preview", "a.b.c", "{}")
		if header.Get("X-Keyless-Decision") != "" {
			recorded++
		}
	}
	if recorded < 100 || recorded == 400 {
		t.Errorf("%d of 400 refusals of anonymous callers were written down", recorded)
	}
}

func TestAnonymousSignInFailuresAreRateLimited(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(strings.Replace(twoTenants, "{userPrincipalName: ann}", "{userPrincipalName: ann, directoryRoles: [Global Administrator]}", 1)))
	a := asker{t, server}
	for range 400 {
		a.send(http.MethodPost, server.Login()+"/red.test/oauth2/v2.0/token", "", "{}")
	}
	wrong := url.Values{"grant_type": {"password"}, "client_id": {"04b07795-8ddb-461a-bbee-02f9e1bf7b46"}, "username": {"bill@red.test"}, "password": {"wrong"}, "scope": {server.ARM() + "/.default"}}
	a.send(http.MethodPost, server.Login()+"/red.test/oauth2/v2.0/token", "", wrong.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	ann := server.TokenFor("ann@red.test", server.Graph())
	status, body, _ := a.send(http.MethodGet, server.Graph()+"/v1.0/auditLogs/signIns?$top=999", ann, "")
	if status != http.StatusOK || !strings.Contains(body, `"errorCode":50126`) {
		t.Fatalf("a wrong password is not in the log: %d %.300s", status, body)
	}
	if n := strings.Count(body, `"errorCode":900144`); n < 100 || n == 400 {
		t.Errorf("%d of 400 requests of nobody were written down", n)
	}
}

func TestChangesAndRefusalsAreInTheLog(t *testing.T) {
	server := keylesstest.Start(t, keylesstest.World(twoTenants))
	a := asker{t, server}
	server.Grant("bill@red.test", "Cognitive Services User", "red") // by ann
	ann := server.TokenFor("ann@red.test", server.ARM())
	graph := server.TokenFor("bill@red.test", server.Graph())
	if status, body, _ := a.send(http.MethodPatch, server.Graph()+"/v1.0/users/"+server.ObjectID("ann@red.test"), graph, `{"displayName":"x"}`); status != http.StatusForbidden {
		t.Fatalf("%d %s", status, body)
	}
	// A change that fails leaves no record of a change.
	a.send(http.MethodPut, server.ARM()+server.ResourceID("red")+"/deployments/bad?api-version=2024-10-01", ann, `{"properties":{"model":{}}}`)
	_, changes, _ := a.send(http.MethodGet, server.ARM()+"/providers/Microsoft.Keyless/decisions?api-version=2026-01-01&kind=change", ann, "")
	if n := strings.Count(changes, `"kind":"change"`); n != 1 || !strings.Contains(changes, server.ObjectID("bill@red.test")) || !strings.Contains(changes, "Microsoft.Authorization/roleAssignments/write") {
		t.Errorf("%d changes: %s", n, changes)
	}
	bill := server.TokenFor("bill@red.test", server.ARM())
	_, own, _ := a.send(http.MethodGet, server.ARM()+"/providers/Microsoft.Keyless/decisions?api-version=2026-01-01&kind=decision", bill, "")
	if !strings.Contains(own, "microsoft.directory/users/") || !strings.Contains(own, "no directory role grants it") {
		t.Errorf("bill is not told of the refusal: %s", own)
	}
}
