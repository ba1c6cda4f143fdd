package doctor

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/shell"
)

// checkCredential finds out whose token is sent: one that was given, or that of the first credential of
// DefaultAzureCredential's chain that answers; and why those before it do not.
func (p *diagnosis) checkCredential() {
	switch {
	case p.curl != nil:
		p.checkHeaders()
	case p.options.Key != "":
		p.say("credential", "note", "an account key, which needs no role")
	case p.token != "":
		p.say("credential", "ok", "the token that was given")
	case p.place != nil && p.place.Remote != nil:
		var err error
		if p.credential, err = client.CredentialOf(p.place, p.client, p.options.As); err == nil {
			p.token, err = p.ask(p.credential)
		}
		if err != nil {
			p.wrong("credential", firstLine(err), Finding{Code: "credential", Sentence: "Nobody is signed in to " + p.place.Server.Origins.Login + ".", Type: []string{client.EvalLine(p.place), "az login"}, Hint: "Or add --sign-in browser, or --sign-in device-code."})
			return
		}
		p.say("credential", "ok", "who is signed in to %s", p.place.Server.Origins.Login)
	case p.options.As != "" && p.place != nil:
		over, err := client.HTTPOf(p.place)
		if err == nil {
			p.credential, err = client.CredentialOf(p.place, over, p.options.As)
		}
		if err == nil {
			p.token, err = p.ask(p.credential)
		}
		if err != nil {
			p.wrong("credential", err.Error(), Finding{Code: "credential", Sentence: fmt.Sprintf("Nobody called %s can sign in here.", p.options.As), Type: []string{"keyless env --json"}})
			return
		}
		p.say("credential", "ok", "%s, with what the developer server wrote down", p.options.As)
	default:
		p.walkChain()
	}
}

// link is one credential of the chain.
type link struct {
	name string
	make func() (azcore.TokenCredential, error)
}

// chain is DefaultAzureCredential's, in its order. Source: azidentity's documentation.
func (p *diagnosis) chain() []link {
	options := azcore.ClientOptions{Transport: p.client}
	if p.options.Cloud != "" {
		options = p.cloud.Options(p.client)
	}
	ours := !p.cloud.Microsoft
	return []link{
		{"EnvironmentCredential", func() (azcore.TokenCredential, error) {
			return made(azidentity.NewEnvironmentCredential(&azidentity.EnvironmentCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: ours}))
		}},
		{"WorkloadIdentityCredential", func() (azcore.TokenCredential, error) {
			return made(azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: ours}))
		}},
		{"ManagedIdentityCredential", func() (azcore.TokenCredential, error) {
			if os.Getenv("IDENTITY_ENDPOINT")+os.Getenv("MSI_ENDPOINT") == "" {
				connection, err := net.DialTimeout("tcp", "169.254.169.254:80", 500*time.Millisecond)
				if err != nil {
					return nil, fmt.Errorf("this machine has no endpoint for managed identities")
				}
				_ = connection.Close()
			}
			return made(azidentity.NewManagedIdentityCredential(nil))
		}},
		{"AzureCLICredential", func() (azcore.TokenCredential, error) { return made(azidentity.NewAzureCLICredential(nil)) }},
		{"AzureDeveloperCLICredential", func() (azcore.TokenCredential, error) { return made(azidentity.NewAzureDeveloperCLICredential(nil)) }},
	}
}

// made keeps a credential that could not be made from looking like one.
func made[C azcore.TokenCredential](credential C, err error) (azcore.TokenCredential, error) {
	if err != nil {
		return nil, err
	}
	return credential, nil
}

// skip reports whether AZURE_TOKEN_CREDENTIALS takes a link out of the chain.
func skip(name string) bool {
	developer := strings.HasSuffix(name, "CLICredential")
	switch chosen := os.Getenv("AZURE_TOKEN_CREDENTIALS"); ascii.ToLower(chosen) {
	case "":
		return false
	case "dev":
		return !developer
	case "prod":
		return developer
	default:
		return !ascii.EqualFold(chosen, name)
	}
}

func (p *diagnosis) walkChain() {
	for _, l := range p.chain() {
		if skip(l.name) {
			p.say("credential", "skipped", "%s: AZURE_TOKEN_CREDENTIALS leaves it out", l.name)
			continue
		}
		credential, err := l.make()
		if err == nil {
			p.token, err = p.ask(credential)
		}
		if err == nil {
			p.credential = credential
			p.say("credential", "ok", "%s answers", l.name)
			return
		}
		said := firstLine(err)
		if credential != nil && (l.name == "EnvironmentCredential" || l.name == "WorkloadIdentityCredential") {
			p.wrong("credential", l.name+": "+said, Finding{
				Code:     "credential",
				Sentence: fmt.Sprintf("%s is set up and refused, and DefaultAzureCredential asks no other then: %s", l.name, aadsts(err)),
				Type:     []string{"unset AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_PATH AZURE_FEDERATED_TOKEN_FILE && az login"},
				Hint:     "Or set AZURE_CLIENT_ID and its secret to what the application really has.",
			})
			return
		}
		p.say("credential", "note", "%s does not answer: %s", l.name, said)
	}
	f := Finding{Code: "nobody", Sentence: "Nobody is signed in: no credential of DefaultAzureCredential's chain answers.", Type: []string{"az login"}}
	if _, err := exec.LookPath("az"); err != nil {
		f.Hint = "az is not on the PATH: install the Azure CLI"
		if p.place != nil && p.place.Remote == nil {
			f.Hint += ", or sign in as a service principal or user of this server by its name: keyless env --as NAME"
		}
		f.Hint += "."
	}
	p.wrong("credential", "none answers", f)
}

// ask gets a token for inference.
func (p *diagnosis) ask(credential azcore.TokenCredential) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{client.InferenceScope}})
	if err == nil {
		p.refusal = ""
	} else if _, blocked := policyFinding(err.Error()); blocked || p.refusal == "" {
		p.refusal = err.Error()
	}
	return token.Token, err
}

// firstLine is what an error says, without the transcript that the SDK puts below it.
func firstLine(err error) string {
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			if len(line) > 200 {
				line = line[:200] + "…"
			}
			return line
		}
	}
	return "no reason given"
}

// aadsts is the sentence of Entra in an error, if there is one.
func aadsts(err error) string {
	text := err.Error()
	at := strings.Index(text, "AADSTS")
	if at < 0 {
		return firstLine(err)
	}
	text = text[at:]
	if end := strings.IndexAny(text, "\n\"\r"); end >= 0 {
		text = text[:end]
	}
	text, _, _ = strings.Cut(text, " Trace ID")
	return text
}

// checkHeaders takes the proof out of a curl line.
func (p *diagnosis) checkHeaders() {
	sent := p.curl.Headers["Authorization"]
	key := p.curl.Headers.Get("Api-Key")
	switch {
	case len(sent) == 0 && key != "":
		p.options.Key = key
		p.say("credential", "note", "an account key, which needs no role")
		return
	case len(sent) == 0:
		p.wrong("credential", "no Authorization header", p.tokenFinding("no-token", "The request carries no token: the Authorization header is missing."))
		return
	}
	scheme, token, _ := strings.Cut(sent[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case !ascii.EqualFold(scheme, "Bearer"):
		p.wrong("credential", "the Authorization header begins with "+jwt.Format("", scheme), p.tokenFinding("no-bearer", "The Authorization header has no Bearer in front of the token."))
	case strings.HasPrefix(token, "$") || strings.Contains(token, "$("):
		if strings.HasPrefix(token, "$(") {
			p.checkSubstitution(token)
			return
		}
		value := os.Getenv(strings.Trim(token, "${}"))
		if value == "" {
			p.wrong("credential", "the header says "+jwt.Format("", token), p.tokenFinding("unexpanded", fmt.Sprintf("%s holds nothing here: single quotes keep a shell from putting a token in, or it was never set.", token)))
			return
		}
		p.token = value
		p.say("credential", "ok", "the token in %s", token)
	case token == "":
		p.wrong("credential", "nothing behind Bearer", p.tokenFinding("no-token", "There is nothing behind Bearer: what should have printed the token failed."))
	default:
		p.token = token
		p.say("credential", "ok", "the token of the curl line")
	}
}

// checkSubstitution judges the command that would print the token by its text: it is not run.
func (p *diagnosis) checkSubstitution(text string) {
	asked := ""
	fields := strings.Fields(strings.TrimSuffix(text, ")"))
	for i, word := range fields {
		if (word == "--resource" || word == "--scope" || word == "--scopes") && i+1 < len(fields) {
			asked = strings.Trim(fields[i+1], `"'`)
		}
	}
	resource := strings.TrimSuffix(asked, "/.default")
	if jwt.AudienceMeaning(resource) == "inference" {
		p.say("credential", "note", "the token that %s prints; your own is looked at instead", jwt.Format("", text))
		p.walkChain()
		return
	}
	what := "names no resource, so that the token is for Resource Manager"
	if asked != "" {
		what = "asks for " + jwt.Format("", asked)
	}
	p.wrong("credential", "az account get-access-token "+what, p.tokenFinding("audience", "The token is for something else: az account get-access-token "+what+"."))
}

// tokenFinding is a finding that a call with the right token cures.
func (p *diagnosis) tokenFinding(code, sentence string) Finding {
	f := Finding{Code: code, Sentence: sentence, Type: []string{p.curlLine()}}
	if one, ok := sdkNamed(p.sdk); ok {
		f.Hint = "In code: " + one.scope + "."
	}
	return f
}

// curlLine is a whole call that is right.
func (p *diagnosis) curlLine() string {
	form := p.endpoint.form
	if one, ok := sdkNamed(p.sdk); ok {
		form = one.form
	}
	if form == formOther {
		form = formModels
	}
	deployment := p.deployment
	if deployment == "" {
		deployment = p.guess()
	}
	address, model := p.endpoint.chat(form, deployment)
	body := `{"messages":[{"role":"user","content":"Hello"}]}`
	if model != "" {
		body = `{"model":"` + model + `",` + body[1:]
	}
	resource := strings.TrimSuffix(client.InferenceScope, "/.default")
	if form == formProject {
		resource = "https://ai.azure.com"
	}
	return fmt.Sprintf(`curl -sS --fail-with-body %s -H "Authorization: Bearer $(az account get-access-token --resource %s --query accessToken -o tsv)" -H "Content-Type: application/json" -d '%s'`,
		shell.DoubleQuoted(address), resource, body)
}

// guess is the deployment that is asked where none is named.
func (p *diagnosis) guess() string {
	switch {
	case p.endpoint.deployment != "":
		return p.endpoint.deployment
	case p.curl != nil && p.curl.Model != "":
		return p.curl.Model
	}
	if p.account != nil {
		for _, d := range p.account.Deployments {
			if !strings.Contains(d.Properties.Model.Name, "embed") {
				return d.Name
			}
		}
	}
	return "chat"
}

// checkToken reads what the token says of itself.
func (p *diagnosis) checkToken() {
	if p.token == "" {
		return
	}
	t, err := jwt.Parse(p.token)
	if err != nil {
		p.wrong("token", err.Error(), p.tokenFinding("no-jwt", "What is sent as a token is none: "+err.Error()+"."))
		return
	}
	p.jwt = t
	audience, end := t.Text("aud"), time.Time{}
	if at, ok := t.Time("exp"); ok {
		end = at
	}
	begin, _ := t.Time("nbf")
	project := p.endpoint.form == formProject
	said := fmt.Sprintf("for %s, of %s in tenant %s, good until %s", jwt.Format("aud", t.Claims["aud"]), holder(t), t.Text("tid"), end.Local().Format("15:04:05"))
	switch {
	case strings.HasPrefix(audience, "https://ml.azure.com"):
		f := p.tokenFinding("audience", "The token is for https://ml.azure.com, which is what azure-ai-inference asks for unless it is told another scope.")
		f.Hint = `In code: credential_scopes=["https://cognitiveservices.azure.com/.default"].`
		p.wrong("token", said, f)
	case jwt.AudienceMeaning(audience) != "inference":
		p.wrong("token", said, p.tokenFinding("audience", fmt.Sprintf("The token is for %s (%s): ask for one with the scope https://cognitiveservices.azure.com/.default.", jwt.Format("aud", audience), strings.TrimPrefix(jwt.AudienceMeaning(audience), "inference takes "))))
	case project && !strings.HasPrefix(audience, "https://ai.azure.com"):
		p.wrong("token", said, p.tokenFinding("audience", "Project endpoints take tokens for https://ai.azure.com only, and this one is for "+jwt.Format("aud", audience)+"."))
	case end.IsZero() || !p.now().Before(end):
		p.wrong("token", said, p.tokenFinding("expired", fmt.Sprintf("The token ended %s: get a new one.", humantime.Relative(end.Sub(p.now())))))
	case begin.After(p.now().Add(maxSkew)):
		p.wrong("token", said, Finding{Code: "clock", Sentence: "The token is not valid yet: one of the clocks is wrong.", Type: []string{setClock()}})
	case p.place != nil && p.place.Remote == nil && t.Text("tid") != p.place.Tenant.ID:
		p.wrong("token", said, Finding{Code: "tenant", Sentence: fmt.Sprintf("The token is of tenant %s, and this server's is %s: sign in there.", jwt.Format("tid", t.Text("tid")), p.place.Tenant.ID), Type: []string{client.EvalLine(p.place), "az login"}})
	default:
		p.say("token", "ok", "%s", said)
	}
}

// holder is whom a token speaks for.
func holder(t *jwt.Token) string {
	for _, claim := range []string{"upn", "preferred_username", "unique_name", "app_displayname", "appid", "azp", "oid"} {
		if text := t.Text(claim); text != "" {
			return jwt.Format(claim, text)
		}
	}
	return "nobody"
}
