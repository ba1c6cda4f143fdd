//go:build e2e

package app_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/client"
)

// claude is a model server that speaks the Messages API and answers one question; its models are of the format Anthropic.
func claude(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		text, _ := io.ReadAll(r.Body)
		switch {
		case r.Method == http.MethodGet && r.URL.Path == "/v1/models":
			_, _ = io.WriteString(w, `{"object":"list","data":[{"id":"claude","object":"model","owned_by":"anthropic"}]}`)
		case r.Method == http.MethodPost && r.URL.Path == "/v1/messages" && strings.Contains(string(text), "6*7"):
			_, _ = io.WriteString(w, `{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"It is 42."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":4}}`)
		default:
			http.Error(w, `{"type":"error","error":{"type":"not_found_error","message":"not found"}}`, http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// runner runs the code that the page shows, as a program that may call the model.
type runner struct {
	t           *testing.T
	folder      string
	environment []string
}

// newRunner gives a program of the default world the role for models.
func newRunner(t *testing.T, place *client.Instance, admin *admin, account string) *runner {
	t.Helper()
	vars, err := place.Environment(client.As{ServicePrincipal: "ci-pipeline"})
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	environment := append(os.Environ(), "PATH="+filepath.Join(tools(t), "bin")+":"+os.Getenv("PATH"))
	known := map[string]string{}
	for _, v := range vars {
		environment = append(environment, v.Name+"="+v.Value)
		known[v.Name] = v.Value
	}
	trust := filepath.Join(folder, "trust.p12")
	keytool := exec.CommandContext(t.Context(), "keytool", "-importcert", "-noprompt", "-alias", "keyless", "-file", known["NODE_EXTRA_CA_CERTS"], "-keystore", trust, "-storepass", "keyless")
	if out, err := keytool.CombinedOutput(); err != nil {
		t.Fatalf("keytool: %v\n%s", err, out)
	}
	environment = append(environment, "JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore="+trust+" -Djavax.net.ssl.trustStorePassword=keyless")
	found := admin.send(http.MethodGet, place.Server.Origins.Graph+"/v1.0/servicePrincipals?$filter=appId%20eq%20'"+known["AZURE_CLIENT_ID"]+"'", "https://graph.microsoft.com", nil)
	admin.give(account, found["value"].([]any)[0].(map[string]any)["id"].(string), "ServicePrincipal", "")
	return &runner{t, folder, environment}
}

// run fails the test unless a command, with the file that text goes to, prints 42. The folder of the file holds what prepare
// puts there.
func (r *runner) run(what, file, text string, prepare func(folder string) error, command ...string) {
	r.t.Helper()
	folder, err := os.MkdirTemp(r.folder, "sample")
	if err == nil && prepare != nil {
		err = prepare(folder)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, command[0], append(command[1:], file)...)
	c.Env, c.Dir = r.environment, folder
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "42") {
		r.t.Errorf("%s: %v\n%s\n%s", what, err, out, text)
	}
}

// modules puts the packages of a tool's folder beside a program.
func modules(from string) func(string) error {
	return func(folder string) error {
		return os.Symlink(filepath.Join(from, "node_modules"), filepath.Join(folder, "node_modules"))
	}
}

// goModule makes a folder a module with the dependencies of one of test/clients, which are there already.
func goModule(from string) func(string) error {
	return func(folder string) error {
		for _, name := range []string{"go.mod", "go.sum"} {
			text, err := os.ReadFile(filepath.Join("../../test/clients", from, name))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestPortalSamplesRunInChromium runs the code that Home shows, as it is shown, in each language but C#, for which there is
// no compiler here.
func TestPortalSamplesRunInChromium(t *testing.T) {
	_, place, over := startedWith(t, func(config *app.Config) {
		config.Upstreams = []app.Upstream{{Name: "claude", URL: claude(t)}}
	})
	account := foundryAt("", place.Tenant.Subscriptions[0].ID, "")[2:]
	admin := newAdmin(t, place, over)
	admin.give(account, place.Tenant.Users[0].ID, "User", "")
	r := newRunner(t, place, admin, account)
	p := openPortal(t, place)
	p.signIn("ada@keyless.localhost")
	p.sees("Ready to run")
	python, node := filepath.Join(tools(t), "python"), filepath.Join(tools(t), "javascript")
	anthropic := filepath.Join(tools(t), "anthropic")
	jars := func(from string) string { return filepath.Join(tools(t), from, "target", "lib", "*") }
	signedIn := false
	for _, row := range []struct{ library, target, python, modules, jars, module string }{
		{"Azure AI Inference", "foundry/chat", python, node, jars("java"), "go"},
		{"OpenAI SDK", "foundry/chat", python, node, jars("java"), "go"},
		{"Anthropic SDK", "foundry/claude", anthropic, anthropic, jars("anthropic-java"), "anthropic"},
	} {
		p.choose("target", row.target)
		p.press(row.library)
		languages := inPage[[]string](p, `[...document.querySelectorAll('[aria-label="Language"] button')].map((b) => b.innerText)`)
		if got := strings.Join(languages, " "); got != "Python JavaScript C# Java Go REST az" {
			t.Errorf("%s is shown in %s", row.library, got)
		}
		for _, language := range languages {
			p.press(language)
			text := inPage[string](p, `document.querySelector("kl-samples pre").innerText`)
			what := row.library + " in " + language
			switch language {
			case "Python":
				r.run(what, "sample.py", text, nil, filepath.Join(row.python, "bin", "python"))
			case "JavaScript":
				r.run(what, "sample.mjs", text, modules(row.modules), "node")
			case "Java":
				r.run(what, "Sample.java", text, nil, "java", "-XX:TieredStopAtLevel=1", "-cp", row.jars)
			case "Go":
				r.run(what, "sample.go", text, goModule(row.module), "go", "run")
			case "REST", "az":
				if !signedIn { // az keeps it
					text = "az login --service-principal --username \"$AZURE_CLIENT_ID\" --password \"$AZURE_CLIENT_SECRET\" --tenant adfs --allow-no-subscriptions --output none\n" + text
					signedIn = true
				}
				r.run(what, "sample.sh", text, nil, "bash", "-euo", "pipefail")
			case "C#":
			default:
				t.Errorf("%s: no way to run it", what)
			}
		}
	}

	t.Log("the call that the playground made, as code")
	p.open("#/playground?account=foundry&deployment=chat")
	p.enter("system", "You're brief.")
	p.say("What is 6*7?")
	p.hears("42")
	for language, how := range map[string]func(what, text string){
		"curl":       func(what, text string) { r.run(what, "sample.sh", text, nil, "bash", "-euo", "pipefail") },
		"Python":     func(what, text string) { r.run(what, "sample.py", text, nil, filepath.Join(python, "bin", "python")) },
		"JavaScript": func(what, text string) { r.run(what, "sample.mjs", text, modules(node), "node") },
	} {
		p.press(language)
		text := inPage[string](p, `document.querySelector("kl-same-call pre").innerText`)
		if !strings.Contains(strings.ReplaceAll(text, `'\''`, "'"), "You're brief.") || strings.Contains(text, "stream") {
			t.Errorf("the call in %s is another one:\n%s", language, text)
		}
		how("the call in "+language, text)
	}
}
