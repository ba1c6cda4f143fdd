package doctor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/shell"
)

// answer is what the endpoint said to a short call.
type answer struct {
	status   int
	code     string
	message  string
	decision string
	activate *rbac.Activation // what the caller may activate, or nil
}

// control is Resource Manager with the credential that was found; nil if there is none of our own.
func (p *diagnosis) control() *client.Control {
	if p.credential == nil {
		return nil
	}
	c := client.NewControl(p.cloud, p.client, p.credential)
	c.Instance = p.place
	return c
}

// checkResource finds the resource behind the endpoint and reads its settings, as far as whoever is signed in may.
func (p *diagnosis) checkResource() {
	to := p.control()
	if to == nil {
		p.say("resource", "skipped", "its settings are read with a credential, and only a token was given")
		return
	}
	found, err := p.findAccount(to)
	if err != nil {
		p.say("resource", "note", "%s", firstLine(err))
		return
	}
	p.account = found
	query := url.Values{"api-version": {client.AccountsVersion}}
	var list struct{ Value []client.Deployment }
	if err := to.ARM(p.ctx, http.MethodGet, found.ID+"/deployments", query, nil, &list); err == nil {
		found.Deployments = list.Value
	}
	settings := "keys work"
	if found.Properties.DisableLocalAuth {
		settings = "keys are switched off"
	}
	if ascii.EqualFold(found.Properties.PublicNetworkAccess, "Disabled") {
		settings += ", no access from public networks"
	} else if acls := found.Properties.NetworkACLs; acls != nil && ascii.EqualFold(acls.DefaultAction, "Deny") {
		settings += ", only from listed addresses"
	}
	p.say("resource", "ok", "%s; %s", found.ID, settings)
}

// findAccount looks through the subscriptions for the account whose endpoint this is.
func (p *diagnosis) findAccount(to *client.Control) (*client.AccountResource, error) {
	var subscriptions struct {
		Value []struct {
			ID string `json:"subscriptionId"`
		}
	}
	if err := to.ARM(p.ctx, http.MethodGet, "/subscriptions", url.Values{"api-version": {"2022-12-01"}}, nil, &subscriptions); err != nil {
		return nil, err
	}
	for _, s := range subscriptions.Value {
		var accounts struct{ Value []*client.AccountResource }
		err := to.ARM(p.ctx, http.MethodGet, "/subscriptions/"+s.ID+"/providers/Microsoft.CognitiveServices/accounts", url.Values{"api-version": {client.AccountsVersion}}, nil, &accounts)
		if err != nil {
			continue // another subscription may be readable
		}
		for _, a := range accounts.Value {
			if ascii.EqualFold(a.Properties.CustomSubDomainName, p.endpoint.name()) || strings.HasPrefix(a.Properties.Endpoint, p.endpoint.root+"/") {
				return a, nil
			}
		}
	}
	return nil, errors.New("whoever is signed in cannot read the resource: its settings are not known")
}

// checkDeployment sees whether the deployment is there.
func (p *diagnosis) checkDeployment() {
	if p.deployment == "" {
		p.deployment = p.guess()
	}
	if p.account == nil || len(p.account.Deployments) == 0 {
		p.say("deployment", "skipped", "%s; which there are is not known", p.deployment)
		return
	}
	at := slices.IndexFunc(p.account.Deployments, func(d client.Deployment) bool { return ascii.EqualFold(d.Name, p.deployment) })
	if at < 0 {
		p.noDeployment()
		return
	}
	d := p.account.Deployments[at]
	p.say("deployment", "ok", "%s is %s of %s, %s", d.Name, d.Properties.Model.Name, d.Properties.Model.Format, d.Properties.ProvisioningState)
}

func (p *diagnosis) noDeployment() {
	missing := p.deployment
	p.deployment = ""
	p.endpoint.deployment = ""
	if p.curl != nil {
		p.curl.Model = ""
	}
	there := p.names()
	p.deployment = p.guess()
	f := Finding{
		Code: "deployment", Sentence: fmt.Sprintf("There is no deployment called %s on %s%s.", jwt.Format("", missing), p.endpoint.name(), there), Type: []string{p.curlLine()},
	}
	p.wrong("deployment", fmt.Sprintf("%s is not there", jwt.Format("", missing)), f)
}

// names says which deployments there are.
func (p *diagnosis) names() string {
	if p.account == nil || len(p.account.Deployments) == 0 {
		return ""
	}
	var names []string
	for _, d := range p.account.Deployments {
		names = append(names, d.Name)
	}
	return "; there is " + strings.Join(names, ", ")
}

// checkForm sees whether the address is of the kind that the client takes. It comes last where the call itself works.
func (p *diagnosis) checkForm() {
	one, ok := sdkNamed(p.sdk)
	if !ok || p.endpoint.form == one.form && !p.endpoint.operation {
		if ok {
			p.say("form", "ok", "%s takes %s", one.name, one.form)
		}
		return
	}
	right := p.endpoint.of(one.form)
	p.wrong("form", fmt.Sprintf("%s, and %s takes %s", p.endpoint.form, one.name, one.form), Finding{
		Code:     "form",
		Sentence: fmt.Sprintf("The endpoint is %s, and %s takes %s: its calls end in 401 or 404.", p.endpoint.form, one.name, one.form),
		Type:     []string{"export " + one.variable + "=" + shell.Word(right)},
		Hint:     "Also: " + one.scope + ".",
	})
}

// checkCall makes one short call, and reads what the answer means.
func (p *diagnosis) checkCall() {
	if one, ok := sdkNamed(p.sdk); ok && p.endpoint.form != one.form {
		return // checkForm has it
	}
	if err := p.send(); err != nil {
		p.wrong("call", err.Error(), Finding{Code: "connect", Sentence: fmt.Sprintf("%s broke off the call.", p.endpoint.url.Host), Type: []string{p.curlLine()}})
		return
	}
	a := p.answer
	if a.status == http.StatusOK {
		p.say("call", "ok", "the model answers")
		return
	}
	said := fmt.Sprintf("%d %s %s", a.status, a.code, jwt.Format("", a.message))
	if policy, ok := policyFinding(a.message); ok && a.status == http.StatusUnauthorized {
		p.wrong("call", said, policy)
		return
	}
	switch {
	case a.status == http.StatusUnauthorized && (a.code == "PermissionDenied" || strings.Contains(a.message, "Principal does not have access")):
		p.say("call", "wrong", "%s", said)
		p.checkRole()
	case a.status == http.StatusUnauthorized && p.options.Key != "":
		p.wrong("call", said, p.tokenFinding("key", "The key does not fit this resource: it was regenerated, or is another resource's. A token needs none."))
	case a.status == http.StatusUnauthorized && p.openAIOnly():
		p.notOpenAI(said)
	case a.status == http.StatusUnauthorized:
		p.wrong("call", said, p.tokenFinding("token", "The endpoint does not accept the token although it looks right: it was revoked, or its tenant is not the resource's. Sign in again."))
	case a.code == "AuthenticationTypeDisabled":
		p.wrong("call", said, p.tokenFinding("keys-disabled", "Keys are switched off on this resource: send a token instead."))
	case a.status == http.StatusForbidden:
		p.network(said)
	case a.code == "DeploymentNotFound" || a.code == "unknown_model":
		p.say("call", "wrong", "%s", said)
		p.noDeployment()
	case a.status == http.StatusNotFound:
		p.notFound(said)
	case a.status == http.StatusTooManyRequests:
		p.wrong("call", said, Finding{Code: "throttled", Sentence: "The quota is used up for now: wait as long as Retry-After says.", Type: p.again(p.endpoint.url.String())})
	default:
		p.wrong("call", said, Finding{Code: "call", Sentence: fmt.Sprintf("The endpoint refuses the call with %d %s.", a.status, a.code), Type: []string{p.curlLine()}})
	}
}

// send makes the call that the client would make: to the very address of a curl line, or to where the endpoint's kind
// of client sends a chat.
func (p *diagnosis) send() error {
	address, model := p.endpoint.chat(p.endpoint.form, p.deployment)
	if p.endpoint.form == formOther {
		address, model = p.endpoint.root+p.endpoint.rest+"/chat/completions?api-version="+client.ModelsVersion, p.deployment
	}
	if p.curl != nil && (p.endpoint.operation || p.endpoint.form == formOther) {
		address = p.endpoint.url.String()
		if p.curl.Model != "" {
			model = p.deployment
		}
	}
	body := map[string]any{"messages": []map[string]string{{"role": "user", "content": "hi"}}, "max_tokens": 1}
	if model != "" {
		body["model"] = model
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(p.ctx, http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if p.options.Key != "" {
		request.Header.Set("Api-Key", p.options.Key)
	} else {
		request.Header.Set("Authorization", "Bearer "+p.jwt.Raw)
	}
	response, err := p.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, _ = io.ReadAll(io.LimitReader(response.Body, client.MaxRefusal))
	p.answer = &answer{status: response.StatusCode, message: strings.TrimSpace(string(text)), decision: response.Header.Get("X-Keyless-Decision")}
	var said struct {
		Error   *client.ServerError
		Message string
	}
	if json.Unmarshal(text, &said) == nil {
		switch {
		case said.Error != nil:
			p.answer.code, p.answer.message, p.answer.activate = fmt.Sprint(said.Error.Code), said.Error.Message, said.Error.Activate
		case said.Message != "":
			p.answer.message = said.Message
		}
	}
	return nil
}

// openAIOnly reports whether the call went to a route for OpenAI's models and the deployment is of another's.
func (p *diagnosis) openAIOnly() bool {
	if p.endpoint.form != formRoot && p.endpoint.form != formOpenAI && p.endpoint.form != formV1 || p.account == nil {
		return false
	}
	return slices.ContainsFunc(p.account.Deployments, func(d client.Deployment) bool {
		return ascii.EqualFold(d.Name, p.deployment) && d.Properties.Model.Format != "OpenAI"
	})
}

func (p *diagnosis) notOpenAI(said string) {
	p.wrong("call", said, Finding{
		Code:     "not-openai",
		Sentence: fmt.Sprintf("%s is no model of OpenAI's: the OpenAI clients cannot call it, azure-ai-inference can.", p.deployment),
		Type:     []string{"export AZURE_INFERENCE_ENDPOINT=" + shell.Word(p.endpoint.of(formModels))},
		Hint:     "Also: " + sdks()[0].scope + ".",
	})
}

func (p *diagnosis) network(said string) {
	line := "az cognitiveservices account list -o table"
	if p.account != nil {
		scope, err := resource.ParseScope(p.account.ID)
		if err == nil && ascii.EqualFold(p.account.Properties.PublicNetworkAccess, "Disabled") {
			line = "az resource update --ids " + shell.Word(p.account.ID) + " --set properties.publicNetworkAccess=Enabled"
		} else if err == nil {
			line = fmt.Sprintf("az cognitiveservices account network-rule add -g %s -n %s --ip-address YOUR-ADDRESS", shell.Word(scope.ResourceGroup()), shell.Word(p.account.Name))
		}
	}
	p.wrong("call", said, Finding{Code: "network", Sentence: "The resource's network rules keep this machine out, whoever you are.", Type: []string{line}})
}

func (p *diagnosis) notFound(said string) {
	if p.answer.code == "ResourceNotFound" {
		p.wrong("call", said, Finding{
			Code: "resource", Sentence: fmt.Sprintf("There is no resource called %s at this host.", p.endpoint.name()),
			Type: []string{`az cognitiveservices account list --query "[].properties.endpoint" -o tsv`},
		})
		return
	}
	p.wrong("call", said, Finding{
		Code:     "path",
		Sentence: fmt.Sprintf("Nothing is served at %s: the inference SDK takes …/models, AzureOpenAI the resource's root, the OpenAI SDK …/openai/v1.", p.endpoint.rest),
		Type:     []string{p.curlLine()},
	})
}

// spread is how long Azure may take until an assignment counts.
const spread = 10 * time.Minute

// checkRole says why the caller's roles do not do: it asks Resource Manager for them, and decides as Azure does.
func (p *diagnosis) checkRole() {
	action := "Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action"
	if _, after, ok := strings.Cut(p.answer.message, "data action `"); ok {
		action, _, _ = strings.Cut(after, "`")
	} else if p.endpoint.form != formModels {
		action = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"
	}
	scope := "RESOURCE-ID"
	if p.account != nil {
		scope = p.account.ID
	} else if p.place != nil {
		if a, err := p.place.Account(p.endpoint.name()); err == nil && a.ResourceID != "" {
			scope = a.ResourceID
		}
	}
	kind := "User"
	if p.jwt.Text("idtyp") == "app" {
		kind = "ServicePrincipal"
	}
	who, role := holder(p.jwt), "Cognitive Services User"
	f := Finding{Code: "role", Sentence: fmt.Sprintf("%s has no role with the data action %s there.", who, action)}
	if p.answer.decision != "" {
		f.Hint = "Why, in full: " + client.ExplainLine(p.answer.decision, p.options.As)
	}
	if a := p.answer.activate; a != nil {
		p.say("role", "wrong", "%s at %s: eligible, not active", a.Role, a.Scope)
		f.Code = "eligible"
		f.Sentence = fmt.Sprintf("%s is eligible, not active, for %s at %s. Activate it for an hour, and say why.", who, a.Role, a.Scope)
		f.Type = []string{client.ActivateLine(a.RoleID, p.jwt.Text("oid"), a.Scope.String())}
		p.found = &f
		return
	}
	e, err := p.decide(scope, action)
	switch {
	case err != nil:
		p.say("role", "note", "roles cannot be read: %s", firstLine(err))
	case e.Allowed:
		p.fresh(e, f)
		return
	case len(e.Matches) > 0:
		n := e.Matches[0]
		f.Sentence = fmt.Sprintf("%s has %s at %s, which does not count: %s.", who, n.Role, n.Assignment.Scope, n.WhyNot)
		p.say("role", "wrong", "%s at %s", n.Role, n.Assignment.Scope)
	default:
		p.say("role", "wrong", "%s holds no role there, nor a group of theirs", who)
	}
	if err == nil && e.Smallest != nil {
		role = e.Smallest.Name
	}
	f.Sentence += fmt.Sprintf(" Someone who may assign roles gives %s; on Azure it takes up to five minutes to spread.", role)
	f.Type = []string{client.AssignLine(role, p.jwt.Text("oid"), kind, scope)}
	p.found = &f
}

// fresh is a role that would do, and a call that is refused all the same: the assignment has not spread yet.
func (p *diagnosis) fresh(e *rbac.Explanation, f Finding) {
	grant := e.Because.Grant
	since := p.now().Sub(grant.Assignment.CreatedOn)
	if since > spread {
		f.Code = "stale"
		f.Sentence = fmt.Sprintf("%s has been assigned since %s and should count: sign in again, so that the token is new.", grant.Role, grant.Assignment.CreatedOn.Local().Format(time.DateTime))
		f.Type = []string{"az login"}
	} else {
		f.Code = "spread"
		f.Sentence = fmt.Sprintf("%s was assigned %s ago and is not in force yet: it takes up to five minutes. Wait, and look again.", grant.Role, humantime.Age(since))
		f.Type = append([]string(nil), p.again(p.endpoint.url.String())...)
	}
	p.wrong("role", fmt.Sprintf("%s at %s, since %s", grant.Role, grant.Assignment.Scope, grant.Assignment.CreatedOn.Local().Format(time.DateTime)), f)
}
