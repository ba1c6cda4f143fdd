package inference_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/inference"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// rows are the routes with concrete requests, and the expected texts of refusals.
func rows() []row {
	const version = "?api-version=2024-10-21"
	accounts, projects := cognitive, foundry
	return []row{
		{"POST", "/models/chat/completions", version, "chat", "MaaS/chat/completions/action", "/models/chat/completions", accounts},
		{"POST", "/models/completions", version, "chat", "MaaS/completions/action", "/models/completions", accounts},
		{"POST", "/models/embeddings", version, "embed", "MaaS/embeddings/action", "/models/embeddings", accounts},
		{"POST", "/models/images/embeddings", version, "embed", "MaaS/images/embeddings/action", "/models/images/embeddings", accounts},
		{"GET", "/models/info", version + "&model=chat", "", "MaaS/info/read", "/models/info", accounts},
		{"POST", "/openai/deployments/chat/chat/completions", version, "chat", "OpenAI/deployments/chat/completions/action", "/openai/deployments/{deployment-id}/chat/completions", accounts},
		{"POST", "/openai/deployments/chat/completions", version, "chat", "OpenAI/deployments/completions/action", "/openai/deployments/{deployment-id}/completions", accounts},
		{"POST", "/openai/deployments/embed/embeddings", version, "embed", "OpenAI/deployments/embeddings/action", "/openai/deployments/{deployment-id}/embeddings", accounts},
		{"POST", "/openai/v1/chat/completions", "", "chat", "OpenAI/deployments/chat/completions/action", "/openai/v1/chat/completions", accounts},
		{"POST", "/openai/v1/completions", "", "chat", "OpenAI/deployments/completions/action", "/openai/v1/completions", accounts},
		{"POST", "/openai/v1/embeddings", "", "embed", "OpenAI/deployments/embeddings/action", "/openai/v1/embeddings", accounts},
		{"GET", "/openai/v1/models", "", "", "OpenAI/models/read", "/openai/v1/models", accounts},
		{"GET", "/openai/v1/models/chat", "", "", "OpenAI/models/read", "/openai/v1/models/{model}", accounts},
		{"GET", "/openai/models", version, "", "OpenAI/models/read", "/openai/models", accounts},
		{"GET", "/openai/deployments", version, "", "OpenAI/deployments/read", "/openai/deployments", accounts},
		{"GET", "/api/projects/p/deployments", "?api-version=v1", "", "AIServices/deployments/read", "/api/projects/{projectName}/deployments", projects},
		{"GET", "/api/projects/p/deployments/chat", "?api-version=v1", "", "AIServices/deployments/read", "/api/projects/{projectName}/deployments/{name}", projects},
		{"GET", "/api/projects/p/connections", "?api-version=v1", "", "AIServices/connections/read", "/api/projects/{projectName}/connections", projects},
		{"POST", "/api/projects/p/connections/foundry/getConnectionWithCredentials", "?api-version=v1", "chat", "AIServices/connections/listSecrets/action", "/api/projects/{projectName}/connections/{name}/getConnectionWithCredentials", projects},
		{"POST", "/api/projects/p/openai/v1/chat/completions", "", "chat", "AIServices/agents/write", "/api/projects/{projectName}/openai/*", projects},
		{"POST", "/anthropic/v1/messages", "", "chat", "AIServices/providers/action", "/anthropic/v1/*", projects},
	}
}

type row struct{ method, path, query, model, action, printed, audience string }

// both reports whether the row takes tokens for Cognitive Services as well as for Foundry.
func (r row) both() bool { return r.audience == cognitive || r.path == "/anthropic/v1/messages" }

func (r row) suffix() string {
	if strings.HasPrefix(r.path, "/api/") {
		return " For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions."
	}
	return ""
}

func (r row) url() string { return "/foundry" + r.path + r.query }

func (r row) body() string {
	switch {
	case r.method == "GET":
		return ""
	case strings.Contains(r.action, "/completions/") && !strings.Contains(r.action, "/chat/"):
		return `{"model":"chat","prompt":"say hello"}`
	}
	return `{"model":"` + r.model + `",` + map[string]string{"chat": hello + `}`, "embed": `"input":"x"}`}[r.model]
}

func TestEveryRouteRejectsCallersWithoutAToken(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, r := range rows() {
		bare := `{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (` + r.audience + `), or have expired."}`
		for _, how := range []struct {
			because string
			header  []string
		}{
			{"no credential", nil},
			{"garbage", []string{"Authorization", "Bearer a.b.c"}},
			{"another scheme", []string{"Authorization", "Basic Ym9iOmJvYg=="}},
			{"a token for the control plane", []string{"Authorization", "Bearer " + signed(bob, "https://management.azure.com")}},
			{"a token for the default scope of azure-ai-inference", []string{"Authorization", "Bearer " + signed(bob, "https://ml.azure.com")}},
			{"a resource that only begins like ours", []string{"Authorization", "Bearer " + signed(bob, foundry+".evil.example")}},
			{"two Authorization headers", []string{"Authorization", "Bearer " + signed(bob, foundry), "Authorization", "Bearer " + signed(bob, foundry)}},
		} {
			status, body, header := w.call(t, r.method, r.url(), r.body(), how.header...)
			if status != 401 || body != bare {
				t.Errorf("%s %s with %s: %d %s", r.method, r.path, how.because, status, body)
			}
			if header.Get("X-Ms-Client-Request-Id") != "Not-Set" || header.Get("Www-Authenticate") != "" {
				t.Errorf("%s %s with %s: %v", r.method, r.path, how.because, header)
			}
		}
	}
}

func TestEveryRouteRequiresTheRole(t *testing.T) {
	w := newWorld(t)
	for _, r := range rows() {
		status, body, header := w.call(t, r.method, r.url(), r.body(), bearer(bob)...)
		want := "{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"The principal `" + bob + "` lacks the required data action `Microsoft.CognitiveServices/accounts/" +
			r.action + "` to perform `" + r.method + " " + r.printed + "` operation." + r.suffix() + "\"}}"
		if status != 401 || body != want {
			t.Errorf("%s %s: %d %s, want %s", r.method, r.path, status, body, want)
		}
		if id, ok := guid.Parse(header.Get("X-Keyless-Decision")); !ok || header.Get("X-Ms-Error-Code") != "PermissionDenied" {
			t.Errorf("%s %s: decision %q", r.method, r.path, id)
		}
	}
	w.grant(t, bob, user, accountID)
	w.grant(t, cleo, openAIUser, accountID)
	for _, r := range rows() {
		if status, body, header := w.call(t, r.method, r.url(), r.body(), bearer(bob)...); status != 200 && r.path != "/anthropic/v1/messages" || header.Get("X-Keyless-Decision") != "" {
			t.Errorf("%s %s with the role: %d %s", r.method, r.path, status, body)
		}
		if status, body, _ := w.call(t, r.method, r.url(), r.body(), bearer(cleo)...); (status == 401) == strings.HasPrefix(r.path, "/openai") {
			t.Errorf("%s %s with a role for OpenAI only: %d %s", r.method, r.path, status, body)
		}
	}
}

func TestRoutesCheckTheAudience(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, r := range rows() {
		for audience, ok := range map[string]bool{cognitive: r.both(), cognitive + "/": r.both(), foundry: true, foundry + "/": true, strings.ToUpper(foundry[:5]) + foundry[5:]: false, foundry + "//": false, "https://ai.azure.com#": false, "https://a\u0131.azure.com": false} {
			status, body, _ := w.call(t, r.method, r.url(), r.body(), "Authorization", "Bearer "+signed(bob, audience))
			if ok == (status == 401) {
				t.Errorf("%s with %s: %d %s", r.path, audience, status, body)
			}
		}
	}
}

func TestOwnersAndSiblingScopesAreDenied(t *testing.T) {
	for _, row := range []struct{ because, role, scope string }{
		{"Owner has no data action", "Owner", "/subscriptions/11111111-0000-0000-0000-000000000000"},
		{"Contributor has no data action", "Contributor", accountID},
		{"a sibling whose name begins alike", user, accountID + "2"},
		{"a project below the account", user, accountID + "/projects/p"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, row.role, row.scope)
			if status, body, _ := w.post(t, `{"model":"chat",`+hello+`}`); status != 401 || !strings.Contains(body, "PermissionDenied") {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestKeys(t *testing.T) {
	v1 := "/foundry/openai/v1/chat/completions"
	deployments := "/foundry/openai/deployments/chat/chat/completions?api-version=2024-10-21"
	for _, row := range []struct {
		because, path string
		account       resource.AccountProperties
		header        []string
		status        int
		has           string
	}{
		{"the first key", deployments, resource.AccountProperties{}, []string{"api-key", "first-key"}, 200, "hello"},
		{"the second key", chatPath, resource.AccountProperties{}, []string{"api-key", "second-key"}, 200, "hello"},
		{"a wrong key", chatPath, resource.AccountProperties{}, []string{"api-key", "third-key"}, 401, `{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint.`},
		{"a key as bearer on v1", v1, resource.AccountProperties{}, []string{"Authorization", "Bearer first-key"}, 200, "hello"},
		{"a key as bearer on /models, and as api-key", chatPath, resource.AccountProperties{}, []string{"Authorization", "Bearer first-key", "api-key", "first-key"}, 200, "hello"},
		{"a wrong key as bearer beside a right api-key", chatPath, resource.AccountProperties{}, []string{"Authorization", "Bearer other", "api-key", "first-key"}, 401, `"code":"401"`},
		{"a key as bearer where none is taken", deployments, resource.AccountProperties{}, []string{"Authorization", "Bearer first-key"}, 401, `"statusCode":401`},
		{"keys are disabled", chatPath, resource.AccountProperties{DisableLocalAuth: true}, []string{"api-key", "first-key"}, 403, `{"error":{"code":"AuthenticationTypeDisabled","message":"Key based authentication is disabled for this resource."}}`},
		{"keys are disabled, as bearer", v1, resource.AccountProperties{DisableLocalAuth: true}, []string{"Authorization", "Bearer first-key"}, 403, "AuthenticationTypeDisabled"},
		{"a bad token beside a right key", chatPath, resource.AccountProperties{}, []string{"api-key", "first-key", "Authorization", "Bearer a.b.c"}, 401, `"statusCode":401`},
		{"a token without a role beside a right key", chatPath, resource.AccountProperties{}, append([]string{"api-key", "first-key"}, bearer(cleo)...), 401, "PermissionDenied"},
		{"an empty key", chatPath, resource.AccountProperties{}, []string{"api-key", ""}, 401, `"statusCode":401`},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.keys(t, row.account)
			status, body, _ := w.call(t, "POST", row.path, `{"model":"chat",`+hello+`}`, row.header...)
			if status != row.status || !strings.Contains(body, row.has) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestAccountsWithoutKeysRejectKeys(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"", "x", "null"} {
		if status, body, _ := w.call(t, "POST", chatPath, `{}`, "api-key", key); status != 401 {
			t.Errorf("%q: %d %s", key, status, body)
		}
	}
}

func TestNetworkRulesRestrictCallers(t *testing.T) {
	rules := func(action string, values ...string) resource.AccountProperties {
		acl := &resource.NetworkACLs{DefaultAction: action}
		for _, v := range values {
			acl.IPRules = append(acl.IPRules, resource.IPRule{Value: v})
		}
		return resource.AccountProperties{NetworkACLs: acl}
	}
	for _, row := range []struct {
		because string
		account resource.AccountProperties
		status  int
	}{
		{"no rules", resource.AccountProperties{PublicNetworkAccess: "Enabled"}, 200},
		{"public access disabled", resource.AccountProperties{PublicNetworkAccess: "Disabled"}, 403},
		{"rules that allow by default", rules("Allow"), 200},
		{"rules that deny by default", rules("Deny"), 403},
		{"an address that is listed", rules("Deny", "127.0.0.1"), 200},
		{"a range that is listed", rules("Deny", "192.0.2.0/24", "127.0.0.0/8"), 200},
		{"another range", rules("Deny", "192.0.2.0/24", "garbage"), 403},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.keys(t, row.account)
			if status, body, _ := w.call(t, "POST", chatPath, `{"model":"chat",`+hello+`}`, "api-key", "first-key", "X-Forwarded-For", "127.0.0.1"); status != row.status {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestInvalidRequestsAreRejectedAfterAuthorization(t *testing.T) {
	const deploymentNotFound = `{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}}`
	const noModel = `{"error":{"code":"no_model_name","details":"No model specified in request. Please provide a model name in the request body or as a x-ms-model-mesh-model-name header.","message":"No model specified in request. Please provide a model name in the request body or as a x-ms-model-mesh-model-name header."}}`
	const notFound = `{"error":{"code":"404","message":"Resource not found"}}`
	for _, row := range []struct {
		because, method, path, body string
		header                      []string
		status                      int
		want                        string
	}{
		{"/openai/deployments without a version", "POST", "/foundry/openai/deployments/chat/chat/completions", `{}`, nil, 404, notFound},
		{"/models without a version", "POST", "/foundry/models/chat/completions", `{}`, nil, 400, "Missing required query parameter: api-version"},
		{"a version that is none", "POST", "/foundry/models/chat/completions?api-version=1", `{}`, nil, 400, "API version not supported"},
		{"a date on v1", "POST", "/foundry/openai/v1/chat/completions?api-version=2024-10-21", `{}`, nil, 400, `{"error":{"code":"BadRequest","message":"API version not supported"}}`},
		{"a date on the v1 of a project", "POST", "/foundry/api/projects/p/openai/v1/chat/completions?api-version=2024-10-21", `{}`, nil, 400, `{"error":{"code":"BadRequest","message":"api-version query parameter is not allowed when using /v1 path"}}`},
		{"preview on the v1 of a project", "POST", "/foundry/api/projects/p/openai/v1/chat/completions?api-version=preview", `{}`, nil, 400, "is not allowed when using /v1 path"},
		{"a version of Azure that was never published", "POST", "/foundry/openai/deployments/chat/chat/completions?api-version=2023-11-01-preview", `{}`, nil, 404, notFound},
		{"a malformed version of Azure", "POST", "/foundry/openai/deployments/chat/chat/completions?api-version=0613", `{}`, nil, 404, notFound},
		{"preview where Azure has dates", "POST", "/foundry/openai/deployments/chat/chat/completions?api-version=preview", `{}`, nil, 404, notFound},
		{"responses before their version", "POST", "/foundry/openai/responses?api-version=2024-10-21", `{"model":"chat"}`, nil, 400, "enabled only for api-version 2025-03-01-preview and later"},
		{"an unknown deployment", "POST", "/foundry/openai/deployments/nope/chat/completions?api-version=2024-10-21", `{}`, nil, 404, deploymentNotFound},
		{"a deployment that is being made", "POST", "/foundry/openai/deployments/making/chat/completions?api-version=2024-10-21", `{}`, nil, 404, deploymentNotFound},
		{"an unknown deployment on v1", "POST", "/foundry/openai/v1/chat/completions", `{"model":"gpt-up"}`, nil, 404, "The nearest deployment is 'chat'."},
		{"no model on v1", "POST", "/foundry/openai/v1/chat/completions", `{}`, nil, 400, "must provide a model"},
		{"no model on /models", "POST", chatPath, `{` + hello + `}`, nil, 400, noModel},
		{"an unknown model on /models", "POST", chatPath, `{"model":"nope",` + hello + `}`, nil, 400, `{"error":{"code":"unknown_model","details":"Unknown model: nope","message":"Unknown model: nope"}}`},
		{"a model that is no string", "POST", chatPath, `{"model":1}`, nil, 400, "must be a string"},
		{"two models", "POST", chatPath, `{"model":"chat","Model":"embed"}`, nil, 400, "must name 'model' once"},
		{"a model twice", "POST", chatPath, `{"model":"chat","model":"embed"}`, nil, 400, "must name 'model' once"},
		{"a second model behind an escape", "POST", "/foundry/openai/v1/chat/completions", `{"model":"chat","\u006dodel":"embed"}`, nil, 400, "must name 'model' once"},
		{"a case variant in a deployment's body", "POST", "/foundry/openai/deployments/chat/chat/completions?api-version=2024-10-21", `{"MODEL":"embed"}`, nil, 400, "must name 'model' once"},
		{"a header against the body", "POST", chatPath, `{"model":"chat",` + hello + `}`, []string{"x-ms-model-mesh-model-name", "embed"}, 400, "differ"},
		{"malformed JSON", "POST", chatPath, `{"model":"chat",}`, nil, 400, "could not be read"},
		{"no body", "POST", chatPath, ``, nil, 400, "could not be read"},
		{"a body in an encoding", "POST", chatPath, `{}`, []string{"Content-Encoding", "br"}, 415, "UnsupportedMediaType"},
		{"an undeclared member", "POST", chatPath, `{"model":"chat","logit_bias":1,"n":2,` + hello + `}`, nil, 400, `{"detail":"Extra parameters ['logit_bias', 'n'] are not allowed when extra-parameters is not set or set to be 'error'. Set extra-parameters to 'pass-through' to pass to the model."}`},
		{"an extra-parameters that is none", "POST", chatPath, `{"model":"chat",` + hello + `}`, []string{"extra-parameters", "maybe"}, 400, "extra-parameters header"},
		{"an unknown path", "GET", "/foundry/openai/v2/models", ``, nil, 404, notFound},
		{"an unknown path below nothing", "GET", "/foundry", ``, nil, 404, notFound},
		{"a path with an escape too many", "GET", "/foundry/openai/v1/models/a%2Fb", ``, nil, 400, "BadRequest"},
		{"another method", "DELETE", chatPath, ``, nil, 405, "MethodNotAllowed"},
		{"an unknown account", "POST", "/nobody/openai/v1/chat/completions", `{}`, nil, 404, `{"error":{"code":"ResourceNotFound","message":"Subdomain does not map to a resource."}}`},
		{"an unknown account and path", "POST", "/nobody/x", `{}`, nil, 404, `{"error":{"code":"ResourceNotFound","message":"Subdomain does not map to a resource."}}`},
		{"an unknown model to read", "GET", "/foundry/openai/v1/models/nope", ``, nil, 404, notFound},
		{"info of nothing", "GET", "/foundry/models/info?api-version=2024-05-01-preview", ``, nil, 400, noModel},
	} {
		t.Run(row.because, func(t *testing.T) {
			w := newWorld(t)
			w.grant(t, bob, user, accountID)
			status, body, header := w.call(t, row.method, row.path, row.body, append(row.header, bearer(bob)...)...)
			if status != row.status || !strings.Contains(body, row.want) {
				t.Errorf("%d %s, want %d %s", status, body, row.status, row.want)
			}
			if !strings.HasPrefix(header.Get("Content-Type"), "application/json") || !json.Valid([]byte(body)) {
				t.Errorf("%s: %s", header.Get("Content-Type"), body)
			}
		})
	}
}

func TestTokensRequireASubdomain(t *testing.T) {
	w := newWorld(t)
	w.put(t, resource.TypeAccount, accountID, resource.AccountProperties{})
	w.grant(t, bob, user, accountID)
	if status, body, _ := w.post(t, `{}`); status != 400 || !strings.Contains(body, "Please provide a custom subdomain for token authentication, otherwise API key is required.") {
		t.Errorf("%d %s", status, body)
	}
}

func TestEveryResponseSetsTheServicesHeaders(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, path := range []string{chatPath, "/foundry/nothing", "/nobody/models/info"} {
		for _, sent := range []string{"", "my-request"} {
			_, _, h := w.call(t, "POST", path, `{"model":"chat",`+hello+`}`, append(bearer(bob), "x-ms-client-request-id", sent)...)
			id := h.Get("Apim-Request-Id")
			want := sent
			if sent == "" {
				want = id
			}
			if _, ok := guid.Parse(id); !ok || h.Get("X-Ms-Client-Request-Id") != want || h.Get("X-Request-Id") != id || h.Get("X-Ms-Region") == "" ||
				h.Get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains; preload" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %v", path, h)
			}
		}
	}
}

func TestDecisionsAreRecordedBeforeTheResponse(t *testing.T) {
	w := newWorld(t)
	w.keys(t, resource.AccountProperties{})
	_, _, h := w.post(t, `{"model":"chat",`+hello+`}`)
	w.grant(t, bob, user, accountID)
	w.post(t, `{"model":"chat",`+hello+`}`)
	w.call(t, "POST", chatPath, `{"model":"chat",`+hello+`}`, "api-key", "second-key")
	if len(w.decided) != 3 {
		t.Fatalf("%d decisions", len(w.decided))
	}
	first := w.decided[0]
	if first.ID != h.Get("X-Keyless-Decision") || first.Decision.Allowed || first.Question.Principal != (rbac.Principal{Tenant: tenant, Object: bob}) ||
		first.Question.Scope.String() != accountID || first.Operation != "POST /models/chat/completions" || first.Remote == "" {
		t.Errorf("%+v", first)
	}
	if !w.decided[1].Decision.Allowed || w.decided[1].Decision.Because.Grant == nil {
		t.Errorf("%+v", w.decided[1])
	}
	if d := w.decided[2]; d.Caller.Key != "key2" || d.Decision.Because.Verdict != inference.WithKey {
		t.Errorf("%+v", d)
	}
	w.refuse = fault.New(fault.Unavailable, "ServiceUnavailable", "The audit log cannot be written, so the request is not answered.")
	if status, body, _ := w.post(t, `{"model":"chat",`+hello+`}`); status != 503 || !strings.Contains(body, "ServiceUnavailable") {
		t.Errorf("%d %s", status, body)
	}
}

func TestListings(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID)
	for _, row := range []struct{ because, path, want string }{
		{"models are the deployments that serve", "/openai/v1/models", `{"object":"list","data":[{"id":"chat","object":"model","created":0,"owned_by":"OpenAI",`},
		{"one model, in any case", "/openai/v1/models/CHAT", `{"id":"chat","object":"model"`},
		{"the older list", "/openai/deployments?api-version=2022-12-01", `{"object":"list","data":[{"id":"chat","object":"deployment","model":"gpt-up"`},
		{"what a model is", "/models/info?api-version=2024-05-01-preview&model=embed", `{"model_name":"text-embed-up","model_provider_name":"OpenAI","model_type":"embeddings"}`},
	} {
		t.Run(row.because, func(t *testing.T) {
			status, body, _ := w.call(t, "GET", "/foundry"+row.path, "", bearer(bob)...)
			if status != 200 || !strings.HasPrefix(body, row.want) || strings.Contains(body, "making") {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

func TestOversizedHeadersAreRejected(t *testing.T) {
	w := newWorld(t)
	r, _ := http.NewRequestWithContext(t.Context(), "POST", w.server.URL+chatPath, strings.NewReader("{}"))
	r.Header.Set("Authorization", "Bearer "+strings.Repeat("a", 2<<20))
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return // the server closed the connection while the client was still writing
	}
	defer response.Body.Close()
	if response.StatusCode != 431 {
		t.Errorf("%d", response.StatusCode)
	}
}

func TestProjectsAreTheirOwnScope(t *testing.T) {
	w := newWorld(t)
	w.grant(t, bob, user, accountID+"/projects/p")
	w.keys(t, resource.AccountProperties{})
	for _, row := range []struct {
		because, path string
		header        []string
		status        int
		has           string
	}{
		{"a role on the project opens it", "/foundry/api/projects/P/deployments?api-version=v1&modelName=GPT-up", bearer(bob), 200, `{"value":[{"type":"ModelDeployment","name":"chat","modelName":"gpt-up",`},
		{"a filter that fits nothing", "/foundry/api/projects/p/deployments?api-version=v1&deploymentType=x", bearer(bob), 200, `{"value":[]}`},
		{"its connection", "/foundry/api/projects/p/connections/FOUNDRY?api-version=v1", bearer(bob), 200, `"target":"https://localhost:8443/accounts/foundry","isDefault":true,"credentials":{"type":"AAD"}`},
		{"the default connection", "/foundry/api/projects/p/connections?api-version=v1&connectionType=AzureOpenAI&defaultConnection=true", bearer(bob), 200, `{"value":[{"name":"foundry",`},
		{"another connection", "/foundry/api/projects/p/connections/x?api-version=v1", bearer(bob), 404, "404"},
		{"but not another project", "/foundry/api/projects/q/deployments?api-version=v1", bearer(bob), 401, "PermissionDenied"},
		{"nor the account", "/foundry/openai/v1/models", bearer(bob), 401, "PermissionDenied"},
		{"a version is needed", "/foundry/api/projects/p/deployments", bearer(bob), 400, "Missing required query parameter: api-version"},
		{"a name that no project has", "/foundry/api/projects/a%3Fb/deployments?api-version=v1", bearer(bob), 404, "404"},
		{"keys do not count", "/foundry/api/projects/p/deployments?api-version=v1", []string{"api-key", "first-key"}, 401, foundry},
	} {
		t.Run(row.because, func(t *testing.T) {
			if status, body, _ := w.call(t, "GET", row.path, "", row.header...); status != row.status || !strings.Contains(body, row.has) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	w.grant(t, cleo, user, accountID)
	if status, body, _ := w.call(t, "GET", "/foundry/api/projects/q/deployments?api-version=v1", "", bearer(cleo)...); status != 404 {
		t.Errorf("a project that is not there: %d %s", status, body)
	}
}
