package target

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/accesstest"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/rbac"
)

// Runner is the user as whom the tests ask a fresh server: one that no test names.
const Runner = "keyless-test-runner"

// Server asks a keyless server for its decisions, and makes the calls that tests name.
type Server struct {
	*client.Names
	// Fresh says that the server was started for this run, with Runner in its world.
	Fresh bool
}

// Ask implements accesstest.Target.
func (t *Server) Ask(ctx context.Context, test *accesstest.Test) (*accesstest.Answer, error) {
	who, err := t.Who(ctx, test.Who)
	if err != nil {
		return nil, err
	}
	scope, err := t.Names.Place(ctx, test.Scope)
	if err != nil {
		return nil, err
	}
	action := test.Action
	if test.Call != nil {
		action = test.Call.Action
	}
	answer, err := t.check(ctx, who, scope, action)
	if err != nil || test.Call == nil {
		return answer, err
	}
	allowed, err := t.call(ctx, test.Call, who, scope)
	if err != nil {
		return nil, err
	}
	if allowed != answer.Allowed {
		return nil, fmt.Errorf("the call was answered as if allowed is %t, and the role assignments say %t: this is a fault of the server, or they changed just now", allowed, answer.Allowed)
	}
	return answer, nil
}

// check asks the server for its decision about anyone.
func (t *Server) check(ctx context.Context, who client.Principal, scope, action string) (*accesstest.Answer, error) {
	data := rbac.PlaneOf(action) == rbac.Data
	answers, _, err := t.CheckAccess(ctx, who, scope, action, data)
	if err != nil {
		return nil, err
	}
	a := answers[0]
	name := func(id string) string {
		if known := a.Names[id]; known != "" {
			return known
		}
		return id
	}
	return &accesstest.Answer{
		Allowed: ascii.EqualFold(a.AccessDecision, "Allowed"), Reasons: accesstest.Reasons(&a.Explanation, name),
		PrincipalID: who.ID, PrincipalName: who.Name, PrincipalType: who.Type, Scope: a.Scope, Action: action, Data: data,
		Explanation: &a.Explanation, Names: a.Names,
	}, nil
}

// call makes a call as somebody, and reports whether it was let through.
func (t *Server) call(ctx context.Context, call *accesstest.Call, who client.Principal, scope string) (bool, error) {
	p := t.Control.Instance
	var at *accountAddress
	for _, a := range p.Tenant.Accounts {
		if ascii.EqualFold(a.ResourceID, scope) {
			at = &accountAddress{p.Server.Origins.Account(a.Subdomain), a.Deployments}
		}
	}
	if at == nil {
		return false, fmt.Errorf("a call goes to an account that the server started with, not to %s: test the action there", scope)
	}
	credential, err := t.credentialFor(who.Name)
	if err != nil {
		return false, fmt.Errorf("%w\nThe call cannot be made as them: test the action instead\n  action: %s", err, call.Action)
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://cognitiveservices.azure.com/.default"}})
	if err != nil {
		return false, err
	}
	return t.send(ctx, call, at, token.Token)
}

// accountAddress is where an account is called, and the deployments it began with.
type accountAddress struct {
	url         string
	deployments []string
}

// deployment is the one that a call is made to.
func (a *accountAddress) deployment(call *accesstest.Call) string {
	for _, name := range a.deployments {
		if strings.Contains(ascii.ToLower(name), "embed") == call.Embeds() {
			return name
		}
	}
	if len(a.deployments) > 0 {
		return a.deployments[0]
	}
	return "chat"
}

func (t *Server) send(ctx context.Context, call *accesstest.Call, at *accountAddress, token string) (bool, error) {
	model, err := json.Marshal(at.deployment(call))
	if err != nil {
		return false, err
	}
	body := strings.ReplaceAll(call.Body, `"MODEL"`, string(model))
	request, err := http.NewRequestWithContext(ctx, call.Method, at.url+call.Path, strings.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := t.HTTP.Do(request)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, client.MaxRefusal))
	// What goes wrong once a call is let through is no matter of access.
	return response.StatusCode != http.StatusUnauthorized && response.StatusCode != http.StatusForbidden, nil
}

// credentialFor signs in as somebody whose password or secret the developer server wrote down, or as a managed identity.
func (t *Server) credentialFor(name string) (azcore.TokenCredential, error) {
	p := t.Control.Instance
	if identity, err := p.Identity(name); err == nil {
		vars, err := p.Environment(client.As{Identity: identity.Name})
		if err != nil {
			return nil, err
		}
		c := &identityCredential{client: t.HTTP}
		for _, v := range vars {
			switch v.Name {
			case "IDENTITY_ENDPOINT":
				c.endpoint = v.Value
			case "IDENTITY_HEADER":
				c.header = v.Value
			}
		}
		return c, nil
	}
	return client.CredentialOf(p, t.HTTP, name)
}

// identityCredential gets tokens from the endpoint of a managed identity, in the App Service form.
type identityCredential struct {
	client           *http.Client
	endpoint, header string
}

// GetToken implements azcore.TokenCredential.
func (c *identityCredential) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	query := url.Values{"api-version": {"2019-08-01"}, "resource": {strings.TrimSuffix(strings.Join(options.Scopes, " "), "/.default")}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.endpoint+"?"+query.Encode(), nil)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	request.Header.Set("X-IDENTITY-HEADER", c.header)
	return client.ReadToken(c.client, request)
}

// Assignments implements accesstest.Target.
func (t *Server) Assignments(ctx context.Context) ([]accesstest.Assignment, error) {
	if err := t.ReadPlaces(ctx); err != nil {
		return nil, err
	}
	var all []accesstest.Assignment
	for _, at := range t.Visible {
		found, err := assignmentsAt(ctx, t.Names, at)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return t.withoutRunner(all), nil
}

// withoutRunner takes out what a fresh server has for this run alone, and what was listed twice.
func (t *Server) withoutRunner(all []accesstest.Assignment) []accesstest.Assignment {
	var out []accesstest.Assignment
	seen := map[string]bool{}
	for _, a := range all {
		if key := ascii.ToLower(a.ID); !seen[key] && !(t.Fresh && strings.HasPrefix(a.Principal, Runner+"@")) {
			seen[key] = true
			out = append(out, a)
		}
	}
	return out
}
