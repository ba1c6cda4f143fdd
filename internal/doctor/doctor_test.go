package doctor

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"keyless.dev/keyless/internal/client"
)

// otherHost is a host with the faults that Azure has and keyless does not.
type otherHost struct {
	date        time.Time // its clock; zero is the real one
	status      int       // of the chat
	answer      string
	format      string // of the deployment's model
	assigned    time.Time
	retryAfter  string
	assignments string // instead of the usual one
}

const otherAccount = "/subscriptions/20000000-0000-4000-8000-000000000002/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/far"

func (f *otherHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !f.date.IsZero() {
		w.Header().Set("Date", f.date.UTC().Format(http.TimeFormat))
	}
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/chat/completions"):
		if f.retryAfter != "" {
			w.Header().Set("Retry-After", f.retryAfter)
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.answer)
	case path == "/subscriptions":
		_, _ = io.WriteString(w, `{"value":[{"subscriptionId":"20000000-0000-4000-8000-000000000002"}]}`)
	case strings.HasSuffix(path, "/accounts"):
		fmt.Fprintf(w, `{"value":[{"id":%q,"name":"far","properties":{"customSubDomainName":"127"}}]}`, otherAccount)
	case strings.HasSuffix(path, "/deployments"):
		fmt.Fprintf(w, `{"value":[{"name":"big","properties":{"provisioningState":"Succeeded","model":{"format":%q,"name":"big-model"}}}]}`, f.format)
	case strings.HasSuffix(path, "/roleAssignments"):
		if f.assignments != "" {
			_, _ = io.WriteString(w, f.assignments)
			return
		}
		fmt.Fprintf(w, `{"value":[{"name":"30000000-0000-4000-8000-000000000003","properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/a97b65f3-24c7-4388-baec-2e87135dc908",
			"principalId":"40000000-0000-4000-8000-000000000004","principalType":"User","scope":%q,"createdOn":%q}}]}`, otherAccount, f.assigned.Format(time.RFC3339))
	case strings.Contains(path, "/roleDefinitions/"):
		_, _ = io.WriteString(w, `{"properties":{"roleName":"Cognitive Services User","permissions":[{"dataActions":["Microsoft.CognitiveServices/*"]}]}}`)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// fixed is a credential with one token for everything.
type fixed string

func (f fixed) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(f), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

func unsigned(claims string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".AAAA"
}

// examine runs the checks from the connection on, with a valid token.
func examine(t *testing.T, host *otherHost, path, sdk string) *Report {
	t.Helper()
	server := httptest.NewTLSServer(host)
	t.Cleanup(server.Close)
	e, err := readEndpoint(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	token := unsigned(fmt.Sprintf(`{"aud":"https://cognitiveservices.azure.com","exp":%d,"oid":"40000000-0000-4000-8000-000000000004","tid":"50000000-0000-4000-8000-000000000005","upn":"eve@far.test"}`,
		time.Now().Add(time.Hour).Unix()))
	p := &diagnosis{
		ctx: t.Context(), options: Options{Endpoint: server.URL}, sdk: sdk,
		client: server.Client(), now: time.Now, endpoint: e, token: token, credential: fixed(token), cloud: client.Cloud{ARM: server.URL, Graph: server.URL, ARMAudience: server.URL},
	}
	p.checkAll(p.checkEndpoint, p.checkTrust, p.checkClock, p.checkToken, p.checkResource, p.checkDeployment, p.checkCall, p.checkForm)
	return p.report()
}

// printed returns a report as text.
func printed(r *Report) string {
	var out strings.Builder
	for _, step := range r.Steps {
		fmt.Fprintf(&out, "%s %s: %s\n", step.State, step.Name, step.Said)
	}
	if f := r.Finding; f != nil {
		fmt.Fprintf(&out, "%s\n%s\n%s\n", f.Sentence, strings.Join(f.Type, "\n"), f.Hint)
	}
	return out.String()
}

func TestRunFindsFaultsOfOtherClouds(t *testing.T) {
	const noAccess = `{"error":{"code":"PermissionDenied","message":"Principal does not have access to API/Operation."}}`
	const noToken = `{"statusCode":401,"message":"Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."}`
	for _, row := range []struct {
		name      string
		host      otherHost
		path, sdk string
		code      string
		says      []string
	}{
		{"all is well", otherHost{status: 200, format: "OpenAI"}, "/models", "inference", "", []string{"ok call: the model answers"}},
		{"a clock that is fast", otherHost{date: time.Now().Add(-time.Hour)}, "/models", "", "clock", []string{"This machine's clock is 1 h 0 min fast"}},
		{"a clock that is slow", otherHost{date: time.Now().Add(20 * time.Minute)}, "/models", "", "clock", []string{"slow: tokens seem expired"}},
		{"Azure's short 401, with a role of a moment ago", otherHost{status: 401, answer: noAccess, format: "OpenAI", assigned: time.Now().Add(-time.Minute)}, "/models", "", "spread", []string{"Cognitive Services User was assigned 1 min ago and is not in force yet", "keyless doctor --endpoint"}},
		{"with a role that should count for long", otherHost{status: 401, answer: noAccess, format: "OpenAI", assigned: time.Now().Add(-24 * time.Hour)}, "/models", "", "stale", []string{"sign in again", "az login"}},
		{"with no role at all", otherHost{status: 401, answer: noAccess, format: "OpenAI", assignments: `{"value":[]}`}, "/models", "", "role", []string{"eve@far.test has no role with the data action Microsoft.CognitiveServices/accounts/MaaS/chat/completions/action", "az role assignment create --role \"Cognitive Services User\" --assignee-object-id 40000000-0000-4000-8000-000000000004 --assignee-principal-type User --scope " + otherAccount}},
		{"AzureOpenAI with a model that is not OpenAI's", otherHost{status: 401, answer: noToken, format: "Mistral AI"}, "", "azure-openai", "not-openai", []string{"big is no model of OpenAI's", "export AZURE_INFERENCE_ENDPOINT=https://127.0.0.1", "/models"}},
		{"a token that is not accepted although it looks right", otherHost{status: 401, answer: noToken, format: "OpenAI"}, "/models", "", "token", []string{"it was revoked, or its tenant is not the resource's", "curl -sS"}},
		{"network rules", otherHost{status: 403, answer: `{"error":{"code":"403","message":"Access denied due to Virtual Network/Firewall rules."}}`, format: "OpenAI"}, "/models", "", "network", []string{"network rules keep this machine out", "az cognitiveservices account network-rule add -g rg -n far"}},
		{"quota", otherHost{status: 429, answer: `{"error":{"code":"429","message":"slow"}}`, format: "OpenAI", retryAfter: "60"}, "/models", "", "throttled", []string{"The quota is used up for now"}},
		{"a deployment that went away meanwhile", otherHost{status: 404, answer: `{"error":{"code":"DeploymentNotFound","message":"gone"}}`, format: "OpenAI"}, "", "azure-openai", "deployment", []string{"There is no deployment called big"}},
		{"what nobody has seen", otherHost{status: 500, answer: `oops`, format: "OpenAI"}, "/models", "", "call", []string{"refuses the call with 500"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			report := examine(t, &row.host, row.path, row.sdk)
			out := printed(report)
			code := ""
			if report.Finding != nil {
				code = report.Finding.Code
			}
			if code != row.code {
				t.Errorf("found %q, want %q:\n%s", code, row.code, out)
			}
			for _, want := range row.says {
				if !strings.Contains(out, want) {
					t.Errorf("it does not say %q:\n%s", want, out)
				}
			}
		})
	}
}

func TestCheckEndpointRefusesAddressesWithoutAConnection(t *testing.T) {
	for _, row := range []struct{ address, code string }{
		{"http://r.services.ai.azure.com/models", "plain-http"},
		{"https://eastus.api.cognitive.microsoft.com/", "regional"},
	} {
		e, err := readEndpoint(row.address)
		if err != nil {
			t.Fatal(err)
		}
		p := &diagnosis{ctx: t.Context(), endpoint: e}
		if p.checkEndpoint(); p.found == nil || p.found.Code != row.code {
			t.Errorf("%s: %+v", row.address, p.found)
		}
	}
}
