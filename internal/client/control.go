package client

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

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/rbac"
)

// Control is the control plane and the directory as a caller reaches them: Resource Manager and Graph by plain HTTP.
type Control struct {
	cloud                  Cloud
	ARMOrigin, GraphOrigin string
	// ARMScope and GraphScope are what tokens are asked for with.
	ARMScope, GraphScope string
	HTTP                 *http.Client
	Credential           azcore.TokenCredential
	Instance             *Instance // nil on Azure
	As                   string    // who asks, of the developer server
	tokens               map[string]azcore.AccessToken
}

// Connect reaches a server as somebody.
func Connect(p *Instance, as string) (*Control, error) {
	over, err := HTTPOf(p)
	if err != nil {
		return nil, err
	}
	credential, err := CredentialOf(p, over, as)
	if err != nil {
		return nil, err
	}
	o := p.Server.Origins
	c := NewControl(Cloud{Login: o.Login, ARM: o.ARM, Graph: o.Graph, ARMAudience: o.ARM}, over, credential)
	c.Instance, c.As = p, as
	return c, nil
}

// Token is an access token for a scope. One is used until shortly before its end.
func (c *Control) Token(ctx context.Context, scope string) (string, error) {
	if known, ok := c.tokens[scope]; ok && time.Until(known.ExpiresOn) > 2*time.Minute {
		return known.Token, nil
	}
	token, err := c.Credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		hint := "az login"
		if c.Instance != nil && c.Instance.Remote != nil {
			hint = SignInLine(c.Instance)
		} else if c.Instance != nil {
			hint = EvalLine(c.Instance) + "\n  az login\nor name somebody of the developer server with --as NAME"
		}
		return "", fmt.Errorf("nobody is signed in. Type:\n  %s\n\n%w", hint, err)
	}
	c.tokens[scope] = token
	return token.Token, nil
}

// RefusedError is an error answer of Resource Manager or Graph.
type RefusedError struct {
	Status        int
	Code, Message string
	Decision      string    // its id in the audit log, if it has one
	as            string    // who asked
	at            *Instance // whom
}

func (e *RefusedError) Error() string {
	text := fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
	if e.Decision != "" {
		text += "\nWhy: " + ExplainAt(e.at, e.Decision, e.as)
	}
	return text
}

// HTTPStatus is the answer's status.
func (e *RefusedError) HTTPStatus() int { return e.Status }

// maxAPI bounds what is read of one answer, in bytes.
const maxAPI = 32 << 20

// ARM asks Resource Manager; path starts with a slash. It fails with *refused where the server says no.
func (c *Control) ARM(ctx context.Context, method, path string, query url.Values, body, into any) error {
	return c.Call(ctx, method, c.ARMOrigin+path+"?"+query.Encode(), c.ARMScope, body, into)
}

// GraphOrigin asks Graph; path starts behind /v1.0.
func (c *Control) Graph(ctx context.Context, method, path string, query url.Values, body, into any) error {
	address := c.GraphOrigin + "/v1.0" + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return c.Call(ctx, method, address, c.GraphScope, body, into)
}

// ObjectID is the caller's.
func (c *Control) ObjectID(ctx context.Context) (string, error) {
	me, err := c.Me(ctx)
	return me.ID, err
}

func (c *Control) Call(ctx context.Context, method, address, scope string, body, into any) error {
	token, err := c.Token(ctx, scope)
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
	response, err := c.HTTP.Do(request)
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
		return &RefusedError{response.StatusCode, failure.Error.Code, failure.Error.Message, response.Header.Get("X-Keyless-Decision"), c.As, c.Instance}
	}
	if into == nil || len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, into)
}

// Principal is somebody or something that can be given a role.
type Principal struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// Find finds WHO: me, an object id, a user's name, or the name of a group or of a service principal; with user:, group: or
// servicePrincipal: in front, only among those.
func (c *Control) Find(ctx context.Context, who string) (Principal, error) {
	if ascii.EqualFold(who, "me") {
		return c.Me(ctx)
	}
	if id, ok := guid.Parse(who); ok {
		return c.ByID(ctx, id)
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
	var found []Principal
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
		if err := c.Graph(ctx, http.MethodGet, kind.path, query, nil, &answer); err != nil {
			var no *RefusedError
			if errors.As(err, &no) && no.Status == http.StatusForbidden {
				err = fmt.Errorf("you may not read the directory: give the object id of %s instead of the name\n%w", who, err)
			}
			return Principal{}, err
		}
		for _, one := range answer.Value {
			found = append(found, Principal{fmt.Sprint(one["id"]), fmt.Sprint(one[kind.name]), kind.kind})
		}
	}
	switch len(found) {
	case 0:
		return Principal{}, fmt.Errorf("there is no user, group or service principal called %s", who)
	case 1:
		return found[0], nil
	}
	text = fmt.Sprintf("%s is the name of more than one: choose by object id, or put user:, group: or servicePrincipal: in front", who)
	for _, p := range found {
		text += fmt.Sprintf("\n  %s  %s %s", p.ID, p.Type, p.Name)
	}
	return Principal{}, fmt.Errorf("%s", text)
}

// Me is who the token speaks for.
func (c *Control) Me(ctx context.Context) (Principal, error) {
	raw, err := c.Token(ctx, c.ARMScope)
	if err != nil {
		return Principal{}, err
	}
	t, err := jwt.Parse(raw)
	if err != nil {
		return Principal{}, err
	}
	me := Principal{t.Text("oid"), "", "User"}
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

// ByID looks an object id up; also one that is an application's client id, which people take for it.
func (c *Control) ByID(ctx context.Context, id string) (Principal, error) {
	var object struct {
		Type        string `json:"@odata.type"`
		DisplayName string
		UPN         string `json:"userPrincipalName"`
	}
	if err := c.Graph(ctx, http.MethodGet, "/directoryObjects/"+id, nil, nil, &object); err != nil {
		var no *RefusedError
		if errors.As(err, &no) && no.Status == http.StatusForbidden {
			return Principal{ID: id, Name: id}, nil // an application without permissions in the directory knows ids only
		}
		var answer struct {
			Value []struct{ ID, DisplayName string }
		}
		query := url.Values{"$filter": {"appId eq '" + id + "'"}, "$select": {"id,displayName"}}
		if other := c.Graph(ctx, http.MethodGet, "/servicePrincipals", query, nil, &answer); other == nil && len(answer.Value) == 1 {
			return Principal{answer.Value[0].ID, answer.Value[0].DisplayName, "ServicePrincipal"}, nil
		}
		return Principal{}, fmt.Errorf("no principal has the object id %s: %w", id, err)
	}
	kind := strings.TrimPrefix(object.Type, "#microsoft.graph.")
	kind = ascii.ToUpper(kind[:min(1, len(kind))]) + kind[min(1, len(kind)):]
	if object.UPN != "" {
		return Principal{id, object.UPN, kind}, nil
	}
	return Principal{id, object.DisplayName, kind}, nil
}

// Scope reads --scope: a resource id, the name of an account that the server was started with, or "" for the first.
func (c *Control) Scope(ctx context.Context, text string) (string, error) {
	if strings.HasPrefix(text, "/") {
		if text == "/" {
			return "", nil
		}
		return strings.TrimSuffix(text, "/"), nil
	}
	account, err := c.Account(ctx, text)
	if err != nil {
		return "", err
	}
	if account.ResourceID == "" {
		return "", Misused("--scope is a resource id, as /subscriptions/…, or the name of an account that you may see, not %s", text)
	}
	return account.ResourceID, nil
}

// OwnVersion is the query parameter api-version of our own routes.
func OwnVersion() url.Values { return url.Values{"api-version": {"2026-01-01"}} }

// AccessDecision is an answer of our checkAccess.
type AccessDecision struct {
	ActionID       string            `json:"actionId"`
	IsDataAction   bool              `json:"isDataAction"`
	AccessDecision string            `json:"accessDecision"`
	Explanation    rbac.Explanation  `json:"explanation"`
	Scope          string            `json:"scope"`
	Principal      edge.CallerRecord `json:"principal"`
	Names          map[string]string `json:"names"`
}

// CheckAccess asks the server whether somebody may do something, and why. The answer is given as it was read and as it
// was written.
func (c *Control) CheckAccess(ctx context.Context, who Principal, scope, action string, data bool) ([]AccessDecision, []json.RawMessage, error) {
	body := map[string]any{
		"Subject": map[string]any{"Attributes": map[string]any{"ObjectId": who.ID}},
		"Actions": []map[string]any{{"Id": action, "IsDataAction": data}},
	}
	var raw []json.RawMessage
	if err := c.ARM(ctx, http.MethodPost, scope+"/providers/Microsoft.Keyless/checkAccess", OwnVersion(), body, &raw); err != nil {
		return nil, nil, err
	}
	if len(raw) == 0 {
		return nil, nil, errors.New("the server answered nothing")
	}
	answers := make([]AccessDecision, len(raw))
	for i := range raw {
		if err := json.Unmarshal(raw[i], &answers[i]); err != nil {
			return nil, nil, fmt.Errorf("the answer cannot be read: %w", err)
		}
		if p := &answers[i].Principal; p.Name == "" {
			p.Name, p.Type = who.Name, rbac.PrincipalType(who.Type)
		}
	}
	return answers, raw, nil
}
