// Package peer is what the programs of this module share: the server's addresses, an administrator of its directory, and the
// lines that say what worked.
package peer

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"time"
)

// Works prints that a package in a version did something.
func Works(name, version, what string) { fmt.Printf("%s\t%s\t%s\n", name, version, what) }

// Dependency is the version of a module that this program contains.
func Dependency(module string) string {
	info, _ := debug.ReadBuildInfo()
	for _, m := range info.Deps {
		if m.Path == module {
			return m.Version
		}
	}
	Fail("%s is not a dependency of this program", module)
	return ""
}

// ToolVersion is the version of the module that the program at Tool(name) was built from.
func ToolVersion(name string) string {
	info, err := buildinfo.ReadFile(Tool(name))
	Check(err)
	return info.Main.Version
}

// Fail ends the program.
func Fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

// Check ends the program if err is not nil.
func Check(err error) {
	if err != nil {
		Fail("%v", err)
	}
}

// Env returns a variable that has to be set.
func Env(name string) string {
	value := os.Getenv(name)
	if value == "" {
		Fail("%s is not set", name)
	}
	return value
}

// Issuer is the v2 issuer of the tenant.
func Issuer() string { return Env("KEYLESS_LOGIN") + "/" + Env("KEYLESS_TENANT_ID") + "/v2.0" }

// Tool is the path of a program that test/peers.sh has built.
func Tool(name string) string { return Env("KEYLESS_PEERS") + "/" + name }

// Graph sends a request to Microsoft Graph as the administrator, and reads the answer into result unless that is nil.
func Graph(method, path string, body, result any) {
	var text bytes.Buffer
	if body != nil {
		Check(json.NewEncoder(&text).Encode(body))
	}
	request, err := http.NewRequest(method, Env("KEYLESS_GRAPH")+"/v1.0"+path, &text)
	Check(err)
	request.Header.Set("Authorization", "Bearer "+Env("KEYLESS_ADMIN_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := (&http.Client{Timeout: 30 * time.Second}).Do(request)
	Check(err)
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	Check(err)
	if response.StatusCode >= 300 {
		Fail("%s %s: %s: %s", method, path, response.Status, answer)
	}
	if result != nil {
		Check(json.Unmarshal(answer, result))
	}
}

// Application registers an application with its service principal, and returns its application id and a secret.
func Application(properties map[string]any) (appID, secret string) {
	var app struct{ ID, AppID string }
	Graph("POST", "/applications", properties, &app)
	Graph("POST", "/servicePrincipals", map[string]any{"appId": app.AppID}, nil)
	var password struct{ SecretText string }
	Graph("POST", "/applications/"+app.ID+"/addPassword", map[string]any{}, &password)
	return app.AppID, password.SecretText
}
