package apply_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/apply"
	"keyless.dev/keyless/internal/world"
	"keyless.dev/keyless/keylesstest"
)

// caller is the administrator of a server, who counts requests.
type caller struct {
	*keylesstest.Server
	requests int
	tokens   map[string]string // by audience
}

const admin = "admin@many.test"

func (c *caller) ARM(ctx context.Context, method, path string, query url.Values, body, into any) error {
	return c.send(ctx, method, c.Server.ARM()+path+"?"+query.Encode(), c.Server.ARM(), body, into)
}

func (c *caller) Graph(ctx context.Context, method, path string, query url.Values, body, into any) error {
	return c.send(ctx, method, c.Server.Graph()+"/v1.0"+path+"?"+query.Encode(), c.Server.Graph(), body, into)
}

func (c *caller) ObjectID(ctx context.Context) (string, error) {
	var me struct {
		ID string `json:"id"`
	}
	err := c.Graph(ctx, http.MethodGet, "/me", nil, nil, &me)
	return me.ID, err
}

type refused int

func (r refused) Error() string   { return http.StatusText(int(r)) }
func (r refused) HTTPStatus() int { return int(r) }

func (c *caller) send(ctx context.Context, method, address, audience string, body, into any) error {
	c.requests++
	if c.tokens[audience] == "" {
		c.tokens[audience] = c.TokenFor(admin, audience)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+c.tokens[audience])
	response, err := c.Client().Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if text, err = io.ReadAll(response.Body); err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %w: %s", method, address, refused(response.StatusCode), text)
	}
	if into == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}

// many is a world of n users who are members of a group and have a role, from the first one on.
func many(first, n int) string {
	var b strings.Builder
	b.WriteString("tenants:\n  - domain: many.test\n    subscriptions: [{displayName: Lab, resourceGroups: [{name: rg, accounts: [{name: foundry}]}]}]\n")
	fmt.Fprintf(&b, "    users:\n      - {userPrincipalName: %s, password: Correct-horse-1}\n", admin)
	list := func(format string) {
		for i := first; i < first+n; i++ {
			fmt.Fprintf(&b, format, i)
		}
	}
	list("      - {userPrincipalName: u%d@many.test, disabled: true, password: Correct-horse-1}\n")
	b.WriteString("    groups:\n      - displayName: all\n        members:\n")
	list("          - u%d@many.test\n")
	fmt.Fprintf(&b, "    roleAssignments:\n      - {role: Owner, principal: %s, scope: Lab}\n", admin)
	list("      - {role: Reader, principal: u%d@many.test, scope: foundry}\n")
	return b.String()
}

// TestAPlanReadsEachListAndEachRoleOnce holds rows of each kind against a server that has half of them.
func TestAPlanReadsEachListAndEachRoleOnce(t *testing.T) {
	const n = 20
	as := &caller{Server: keylesstest.Start(t, keylesstest.World(many(0, n))), tokens: map[string]string{}}
	plan := func(first int) *apply.Plan {
		t.Helper()
		w, err := world.Parse([]byte(many(first, n)))
		if err != nil {
			t.Fatal(err)
		}
		as.requests = 0
		plan, err := apply.Make(t.Context(), as, w, apply.Options{Prune: true})
		if err != nil {
			t.Fatal(err)
		}
		if as.requests > n {
			t.Errorf("%d requests for %d rows of each kind", as.requests, n)
		}
		return plan
	}
	if same := plan(0); len(same.Changes) > 0 {
		t.Errorf("the server's own world has %d changes, the first is %+v", len(same.Changes), same.Changes[0])
	}
	half := plan(n / 2)
	if added, changed, removed := half.Counts(); added != 3*n/2 || changed != 0 || removed != 3*n/2 {
		t.Errorf("%d added, %d changed, %d removed, want half of each kind", added, changed, removed)
	}
	names := func(verb apply.Verb, kind string) (all []string) {
		for _, c := range half.Changes {
			if c.Verb == verb && c.Kind == kind {
				all = append(all, c.Name)
			}
		}
		return all
	}
	for _, c := range []struct {
		verb apply.Verb
		kind string
		want string
	}{
		{apply.Add, "user", "u29@many.test"},
		{apply.Add, "member", "u29@many.test of all"},
		{apply.Add, "role assignment", "Reader for u29@many.test on foundry"},
		{apply.Remove, "user", "u0@many.test"},
		{apply.Remove, "member", "u0@many.test of all"},
	} {
		if all := names(c.verb, c.kind); len(all) != n/2 || !slices.Contains(all, c.want) {
			t.Errorf("%s %s: %d changes, %q among them: %t", c.verb, c.kind, len(all), c.want, slices.Contains(all, c.want))
		}
	}
	gone := names(apply.Remove, "role assignment")
	if len(gone) != n/2 || !strings.HasPrefix(gone[0], "Reader for u") || !strings.Contains(gone[0], "@many.test on /subscriptions/") {
		t.Errorf("%d role assignments are removed: %.3q", len(gone), gone)
	}
}
