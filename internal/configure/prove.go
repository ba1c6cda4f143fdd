package configure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
)

// errNotYet is the refusal of somebody whose role is not in force yet.
var errNotYet = errors.New("the role is not in force yet")

// prove calls a model as the assignee until the call works. Where it cannot act for the assignee, it says how the
// assignee can see for themselves.
func (r *configuration) prove() error {
	credential, who := r.actor()
	if credential == nil {
		r.progress("proof      %s has to see for themselves: it may take up to five minutes.\n           keyless doctor --endpoint %s", r.result.Principal.Name, r.result.Endpoint)
		return nil
	}
	model, err := r.model()
	if err != nil || model == "" {
		r.progress("proof      there is no deployment to call yet")
		return err
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(r.ctx, r.options.Wait)
	defer cancel()
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := r.call(ctx, credential, model)
		if err == nil {
			break
		}
		if !errors.Is(err, errNotYet) {
			return err
		}
		if r.options.Waiting != nil {
			r.options.Waiting(time.Since(began))
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("the role is assigned and not in force after %s\nLook again with: keyless doctor --endpoint %s", r.options.Wait, r.result.Endpoint)
		}
	}
	r.result.Proved, r.result.InForceAfter = true, time.Since(began).Round(time.Millisecond).String()
	r.progress("proof      %s called %s at %s", who, model, r.result.Endpoint)
	return nil
}

// actor is a credential that calls as the assignee: the caller's own if the assignee is the caller or a group of theirs,
// or one that the developer server wrote down.
func (r *configuration) actor() (azcore.TokenCredential, string) {
	me, err := r.to.Me(r.ctx)
	if err == nil && ascii.EqualFold(me.ID, r.result.Principal.ID) {
		return r.to.Credential, me.Name
	}
	candidates := []client.Principal{r.result.Principal}
	if r.result.Principal.Type == "Group" {
		candidates = r.members()
	}
	for _, c := range candidates {
		if err == nil && ascii.EqualFold(c.ID, me.ID) {
			return r.to.Credential, me.Name
		}
	}
	if r.to.Instance == nil {
		return nil, ""
	}
	for _, c := range candidates {
		if credential, err := client.DeveloperCredential(r.to.Instance, r.to.HTTP, c.Name); err == nil {
			return credential, c.Name
		}
	}
	return nil, ""
}

// members are those of the group, through other groups too.
func (r *configuration) members() []client.Principal {
	var answer struct {
		Value []struct{ ID, DisplayName, UserPrincipalName string }
	}
	query := url.Values{"$select": {"id,displayName,userPrincipalName"}}
	if err := r.to.Graph(r.ctx, http.MethodGet, "/groups/"+r.result.Principal.ID+"/transitiveMembers", query, nil, &answer); err != nil {
		return nil
	}
	var all []client.Principal
	for _, m := range answer.Value {
		one := client.Principal{ID: m.ID, Name: m.UserPrincipalName}
		if one.Name == "" {
			one.Name = m.DisplayName
		}
		all = append(all, one)
	}
	return all
}

// model is a deployment that can chat; "" if there is none.
func (r *configuration) model() (string, error) {
	var list struct{ Value []client.Deployment }
	err := r.to.ARM(r.ctx, http.MethodGet, r.result.ResourceID+"/deployments", url.Values{"api-version": {client.AccountsVersion}}, nil, &list)
	for _, d := range list.Value {
		if !strings.Contains(d.Properties.Model.Name, "embed") {
			return d.Name, nil
		}
	}
	return "", err
}

// call makes one short call. It fails with errNotYet while the role does not count.
func (r *configuration) call(ctx context.Context, credential azcore.TokenCredential, model string) error {
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{client.InferenceScope}})
	if err != nil {
		return err
	}
	talk := &client.Conversation{Endpoint: r.result.Endpoint, Deployment: model, HTTP: r.to.HTTP, Instance: r.to.Instance, ResourceID: r.result.ResourceID}
	response, err := talk.Post(ctx, token.Token, map[string]any{
		"model": model, "max_tokens": 1, "messages": []map[string]string{{"role": "user", "content": "hi"}},
	})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return nil
	}
	if response.StatusCode == http.StatusUnauthorized {
		return errNotYet
	}
	return talk.Refusal(response, token.Token)
}
