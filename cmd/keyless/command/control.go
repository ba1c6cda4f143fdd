package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/jwt"
)

// control is the control plane and the directory as a caller reaches them: Resource Manager and Graph by plain HTTP.
type control struct {
	cloud      client.Cloud
	arm, graph string // origins
	// armScope and graphScope are what tokens are asked for with.
	armScope, graphScope string
	client               *http.Client
	credential           azcore.TokenCredential
	place                *app.Place // nil on Azure
	as                   string     // who asks, of the developer server
	tokens               map[string]azcore.AccessToken
}

// openControl reaches the running server.
func (s *Session) openControl(as string) (*control, error) {
	p, err := s.findServer()
	if err != nil {
		return nil, err
	}
	return controlOf(p, as)
}

// openReader is openControl for commands that only read. On a developer server they need no sign-in of whoever owns the
// data folder: without one they act as the administrator whose password the folder holds, and say so.
func (s *Session) openReader(as string) (*control, error) {
	c, err := s.openControl(as)
	if err != nil || as != "" {
		return c, err
	}
	administrator, ok := administratorOf(c.place)
	if !ok {
		return c, nil
	}
	form, err := developerForm(c.place, administrator)
	if err != nil {
		return nil, err
	}
	c.credential = &ownerCredential{
		signedIn: c.credential,
		owner:    &developerCredential{c.place.Server.Origins.Login + "/" + c.place.Tenant.ID + "/oauth2/v2.0/token", c.client, form},
		say: func() {
			fmt.Fprintf(s.Err, "Nobody is signed in: this asks as %s, the administrator in %s.\n", administrator, c.place.Dir)
		},
	}
	return c, nil
}

// controlOf reaches a server as somebody.
func controlOf(p *app.Place, as string) (*control, error) {
	over, err := clientOf(p)
	if err != nil {
		return nil, err
	}
	credential, err := credentialOf(p, over, as)
	if err != nil {
		return nil, err
	}
	o := p.Server.Origins
	c := newControl(client.Cloud{Login: o.Login, ARM: o.ARM, Graph: o.Graph, ARMAudience: o.ARM}, over, credential)
	c.place, c.as = p, as
	return c, nil
}

// token is an access token for a scope. One is used until shortly before its end.
func (c *control) token(ctx context.Context, scope string) (string, error) {
	if known, ok := c.tokens[scope]; ok && time.Until(known.ExpiresOn) > 2*time.Minute {
		return known.Token, nil
	}
	token, err := c.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		hint := "az login"
		if c.place != nil && c.place.Remote != nil {
			hint = signInLine(c.place)
		} else if c.place != nil {
			hint = evalLine(c.place) + "\n  az login\nor name somebody of the developer server with --as NAME"
		}
		return "", fmt.Errorf("nobody is signed in. Type:\n  %s\n\n%w", hint, err)
	}
	c.tokens[scope] = token
	return token.Token, nil
}

// refused is an error answer of Resource Manager or Graph.
type refused struct {
	Status        int
	Code, Message string
	Decision      string     // its id in the audit log, if it has one
	as            string     // who asked
	at            *app.Place // whom
}

func (e *refused) Error() string {
	text := fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
	if e.Decision != "" {
		text += "\nWhy: " + explainAt(e.at, e.Decision, e.as)
	}
	return text
}

// HTTPStatus is the answer's status.
func (e *refused) HTTPStatus() int { return e.Status }

// maxAPI bounds what is read of one answer, in bytes.
const maxAPI = 32 << 20

// callARM asks Resource Manager; path starts with a slash. It fails with *refused where the server says no.
func (c *control) callARM(ctx context.Context, method, path string, query url.Values, body, into any) error {
	return c.call(ctx, method, c.arm+path+"?"+query.Encode(), c.armScope, body, into)
}

// getGraph asks Graph; path starts behind /v1.0.
func (c *control) getGraph(ctx context.Context, path string, query url.Values, into any) error {
	return c.call(ctx, http.MethodGet, c.graph+"/v1.0"+path+"?"+query.Encode(), c.graphScope, nil, into)
}

func (c *control) call(ctx context.Context, method, address, scope string, body, into any) error {
	token, err := c.token(ctx, scope)
	if err != nil {
		return err
	}
	var text []byte
	if body != nil {
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err = io.ReadAll(io.LimitReader(response.Body, maxAPI))
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		var failure struct {
			Error struct{ Code, Message string }
		}
		_ = json.Unmarshal(text, &failure) // what is no JSON has no code
		return &refused{response.StatusCode, failure.Error.Code, failure.Error.Message, response.Header.Get("X-Keyless-Decision"), c.as, c.place}
	}
	if into == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}

// principal is somebody or something that can be given a role.
type principal struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// find finds WHO: me, an object id, a user's name, or the name of a group or of a service principal; with user:, group: or
// servicePrincipal: in front, only among those.
func (c *control) find(ctx context.Context, who string) (principal, error) {
	if ascii.EqualFold(who, "me") {
		return c.me(ctx)
	}
	if id, ok := guid.Parse(who); ok {
		return c.byID(ctx, id)
	}
	only := ""
	if kind, name, ok := strings.Cut(who, ":"); ok && slices.ContainsFunc([]string{"user", "group", "servicePrincipal"}, func(k string) bool { return ascii.EqualFold(k, kind) }) {
		only, who = kind, name
	}
	text := strings.ReplaceAll(who, "'", "''")
	users := "userPrincipalName eq '" + text + "'"
	if !strings.Contains(who, "@") {
		users = "startswith(userPrincipalName,'" + text + "@')"
	}
	var found []principal
	for _, kind := range []struct{ path, filter, name, kind string }{
		{"/users", users, "userPrincipalName", "User"},
		{"/groups", "displayName eq '" + text + "'", "displayName", "Group"},
		{"/servicePrincipals", "displayName eq '" + text + "'", "displayName", "ServicePrincipal"},
	} {
		if only != "" && !ascii.EqualFold(only, kind.kind) {
			continue
		}
		var answer struct{ Value []map[string]any }
		query := url.Values{"$filter": {kind.filter}, "$select": {"id," + kind.name}, "$top": {"5"}}
		if err := c.getGraph(ctx, kind.path, query, &answer); err != nil {
			var no *refused
			if errors.As(err, &no) && no.Status == http.StatusForbidden {
				err = fmt.Errorf("you may not read the directory: give the object id of %s instead of the name\n%w", who, err)
			}
			return principal{}, err
		}
		for _, one := range answer.Value {
			found = append(found, principal{fmt.Sprint(one["id"]), fmt.Sprint(one[kind.name]), kind.kind})
		}
	}
	switch len(found) {
	case 0:
		return principal{}, fmt.Errorf("there is no user, group or service principal called %s", who)
	case 1:
		return found[0], nil
	}
	text = fmt.Sprintf("%s is the name of more than one: choose by object id, or put user:, group: or servicePrincipal: in front", who)
	for _, p := range found {
		text += fmt.Sprintf("\n  %s  %s %s", p.ID, p.Type, p.Name)
	}
	return principal{}, fmt.Errorf("%s", text)
}

// me is who the token speaks for.
func (c *control) me(ctx context.Context) (principal, error) {
	raw, err := c.token(ctx, c.armScope)
	if err != nil {
		return principal{}, err
	}
	t, err := jwt.Parse(raw)
	if err != nil {
		return principal{}, err
	}
	me := principal{t.Text("oid"), "", "User"}
	if t.Text("idtyp") == "app" {
		me.Type = "ServicePrincipal"
	}
	for _, claim := range []string{"upn", "preferred_username", "unique_name", "app_displayname", "appid", "azp"} {
		if me.Name = t.Text(claim); me.Name != "" {
			break
		}
	}
	return me, nil
}

// byID looks an object id up; also one that is an application's client id, which people take for it.
func (c *control) byID(ctx context.Context, id string) (principal, error) {
	var object struct {
		Type        string `json:"@odata.type"`
		DisplayName string
		UPN         string `json:"userPrincipalName"`
	}
	if err := c.getGraph(ctx, "/directoryObjects/"+id, nil, &object); err != nil {
		var no *refused
		if errors.As(err, &no) && no.Status == http.StatusForbidden {
			return principal{ID: id, Name: id}, nil // an application without permissions in the directory knows ids only
		}
		var answer struct {
			Value []struct{ ID, DisplayName string }
		}
		query := url.Values{"$filter": {"appId eq '" + id + "'"}, "$select": {"id,displayName"}}
		if other := c.getGraph(ctx, "/servicePrincipals", query, &answer); other == nil && len(answer.Value) == 1 {
			return principal{answer.Value[0].ID, answer.Value[0].DisplayName, "ServicePrincipal"}, nil
		}
		return principal{}, fmt.Errorf("no principal has the object id %s: %w", id, err)
	}
	kind := strings.TrimPrefix(object.Type, "#microsoft.graph.")
	kind = ascii.ToUpper(kind[:min(1, len(kind))]) + kind[min(1, len(kind)):]
	if object.UPN != "" {
		return principal{id, object.UPN, kind}, nil
	}
	return principal{id, object.DisplayName, kind}, nil
}

// scope reads --scope: a resource id, the name of an account that the server was started with, or "" for the first.
func (c *control) scope(ctx context.Context, text string) (string, error) {
	if strings.HasPrefix(text, "/") {
		if text == "/" {
			return "", nil
		}
		return strings.TrimSuffix(text, "/"), nil
	}
	account, err := c.account(ctx, text)
	if err != nil {
		return "", err
	}
	if account.ResourceID == "" {
		return "", misused("--scope is a resource id, as /subscriptions/…, or the name of an account that you may see, not %s", text)
	}
	return account.ResourceID, nil
}

// The api-version of our own routes.
func ours() url.Values { return url.Values{"api-version": {"2026-01-01"}} }
