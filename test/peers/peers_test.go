//go:build peers

// Package peers_test runs published clients and frameworks of others against a server, and keeps the table of docs/peers.md.
package peers_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/keylesstest"
)

var update = flag.Bool("update", false, "write the table of docs/peers.md")

const (
	pipeline      = "ci-pipeline"
	administrator = "ada@keyless.localhost"
	person        = "cleo@keyless.localhost"
	group         = "developers"
	graph         = "https://graph.microsoft.com"

	page  = "../../docs/peers.md"
	begin = "<!-- made by make peers -->\n"
	end   = "<!-- end -->\n"
)

// script has a reply that the built-in model cannot generate: a grade in the format of azure-ai-evaluation.
const script = `
replies:
  - when: {contains: "assessment for the previous RESPONSE"}
    text: '{"reason": "Short and correct.", "score": 4, "status": "completed"}'
`

// TestPublishedClientsWorkUnchanged runs each program of this folder. A program prints a line for each thing that its client
// did: package, version, and what was done, with tabs between them.
func TestPublishedClientsWorkUnchanged(t *testing.T) {
	tools := os.Getenv("KEYLESS_TOOLS")
	if tools == "" {
		t.Fatal("KEYLESS_TOOLS is not set: run this with `make peers`, which installs what it needs")
	}
	server := keylesstest.Start(t, keylesstest.Script(script))
	server.Grant(pipeline, "Cognitive Services User", "foundry")
	env := environment(t, server, tools)

	var rows []string
	all := true
	for _, p := range programs(t, tools) {
		all = t.Run(p.name, func(t *testing.T) {
			for _, line := range p.run(t, env) {
				columns := strings.Split(line, "\t")
				rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |", p.language, columns[0], columns[1], columns[2]))
			}
		}) && all
	}
	if !all {
		t.Fatal("the table is not compared, since a client failed")
	}
	if strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		t.Logf("some clients only, so that the table is not compared:\n%s", strings.Join(rows, "\n"))
		return
	}
	slices.Sort(rows)
	compareTable(t, rows)
}

// program is a client and the command that runs it.
type program struct {
	name, language string
	command        []string
}

// programs lists the programs in the folders of the languages.
func programs(t *testing.T, tools string) []program {
	t.Helper()
	var all []program
	for _, language := range []struct {
		name, files string
		command     []string
	}{
		{"Python", "python/*_*.py", []string{filepath.Join(tools, "peers", "uv", "bin", "uv"), "run", "--quiet", "--script"}},
		{"JavaScript", filepath.Join(tools, "peers", "javascript", "*.mjs"), []string{filepath.Join(tools, "peers", "javascript", "node_modules", ".bin", "node")}},
	} {
		files, err := filepath.Glob(language.files)
		if err != nil || len(files) == 0 {
			t.Fatalf("no programs in %s: %v", language.files, err)
		}
		for _, file := range files {
			absolute, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, program{filepath.Base(file), language.name, append(slices.Clone(language.command), absolute)})
		}
	}
	for _, name := range []string{"kubernetes", "oauth2proxy"} {
		all = append(all, program{name, "Go", []string{filepath.Join(tools, "peers", "go", name)}})
	}
	return all
}

// run returns the lines of what the program did: package, version, and what it was, with tabs between them.
func (p program) run(t *testing.T, env []string) []string {
	t.Helper()
	// The first run installs the client.
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, p.command[0], p.command[1:]...)
	child.Env, child.Dir = env, t.TempDir()
	var out, said bytes.Buffer
	child.Stdout, child.Stderr = &out, &said
	if err := child.Run(); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), said.String())
	}
	// Some packages print to standard output too.
	var rows []string
	for line := range strings.Lines(out.String()) {
		if strings.Count(line, "\t") == 2 {
			rows = append(rows, strings.TrimSuffix(line, "\n"))
		}
	}
	if len(rows) == 0 {
		t.Fatalf("it printed nothing of what it did:\n%s%s", out.String(), said.String())
	}
	return rows
}

// environment is what the clients get to know: what keyless env sets, and who they are. The tools that sign people in get to
// know a person in a group, and an administrator of the directory who registers their applications.
func environment(t *testing.T, server *keylesstest.Server, tools string) []string {
	t.Helper()
	id, secret := server.Secret(pipeline)
	env := []string{
		"AZURE_CLIENT_ID=" + id, "AZURE_CLIENT_SECRET=" + secret, "KEYLESS_TENANT_ID=" + server.TenantID(),
		"KEYLESS_PEERS=" + filepath.Join(tools, "peers", "go"), "KEYLESS_LOGIN=" + server.Login(), "KEYLESS_GRAPH=" + server.Graph(),
		"KEYLESS_SERVICE_PRINCIPAL=" + server.ObjectID(pipeline), "KEYLESS_ADMIN_TOKEN=" + server.TokenFor(administrator, graph),
		"KEYLESS_PERSON=" + person, "KEYLESS_PERSON_PASSWORD=" + server.Password(person), "KEYLESS_PERSON_ID=" + server.ObjectID(person),
		"KEYLESS_GROUP_ID=" + server.ObjectID(group),
		// Telemetry of the clients is disabled.
		"DO_NOT_TRACK=1", "LITELLM_LOCAL_MODEL_COST_MAP=True", "ANONYMIZED_TELEMETRY=False",
	}
	// Package installers need the machine's folders and settings, but no variables of another cloud.
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "AZURE_") {
			env = append(env, pair)
		}
	}
	for name, value := range server.Env() {
		env = append(env, name+"="+value)
	}
	return env
}

// compareTable compares the rows with the page, or updates the page.
func compareTable(t *testing.T, rows []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	table, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	want := "| language | package | version | what was run, and works |\n|---|---|---|---|\n" + strings.Join(rows, "\n") + "\n"
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("%s differs from what ran. `make peers PEERS=-update` writes it:\n%s", page, want)
	}
	if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
