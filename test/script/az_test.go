package script_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/rbac"
)

// azMain stands in for az where a story needs only Go: it understands the lines that keyless prints, and sends what az
// sends. The stories below e2e/ run the real one. Who is signed in is a file in the configuration folder, as with az.
//
//	az login --as ada
//	az account get-access-token --resource R [-o json | --query accessToken -o tsv]
//	az role assignment create --role R --assignee-object-id ID [--assignee-principal-type T] --scope S
//	az role assignment delete --ids ID
//	az resource update --ids ID --set properties.NAME=VALUE
//	az rest --method M --url /subscriptions/…
//	az version -o json
func azMain(args []string) int {
	a := &azDouble{flags: map[string]string{}}
	var words []string
	for i := 0; i < len(args); i++ {
		if strings.HasPrefix(args[i], "-") && i+1 < len(args) {
			a.flags[strings.TrimLeft(args[i], "-")] = args[i+1]
			i++
		} else {
			words = append(words, args[i])
		}
	}
	if err := a.run(strings.Join(words, " ")); err != nil {
		fmt.Fprintf(os.Stderr, "ERROR: %v\n", err)
		return 1
	}
	return 0
}

type azDouble struct {
	flags map[string]string
	place *client.Instance
	http  *http.Client
}

func (a *azDouble) run(verb string) error {
	if verb == "version" {
		version := os.Getenv("AZ_VERSION")
		if version == "" {
			version = "2.91.0"
		}
		fmt.Printf("{\"azure-cli\": %q, \"azure-cli-core\": %q}\n", version, version)
		return nil
	}
	var err error
	if a.place, err = client.FindInstance(os.Getenv("KEYLESS_DATA")); err != nil {
		return errors.New("Please run 'az login' to setup account.")
	}
	roots, err := os.ReadFile(a.place.Server.Roots)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(roots)
	a.http = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	arm := a.place.Server.Origins.ARM
	switch verb {
	case "login":
		return os.WriteFile(a.session(), []byte(a.flags["as"]), 0o600)
	case "account get-access-token":
		return a.accessToken()
	case "role assignment create":
		role, ok := rbac.BuiltinNamed(a.flags["role"])
		if !ok {
			return fmt.Errorf("role %q does not exist", a.flags["role"])
		}
		properties := map[string]string{
			"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + role.ID,
			"principalId":      a.flags["assignee-object-id"], "principalType": a.flags["assignee-principal-type"],
		}
		return a.send("PUT", arm+a.flags["scope"]+"/providers/Microsoft.Authorization/roleAssignments/"+guid.New()+"?api-version=2022-04-01", map[string]any{"properties": properties})
	case "role assignment delete":
		return a.send("DELETE", arm+a.flags["ids"]+"?api-version=2022-04-01", nil)
	case "rest":
		return a.send(strings.ToUpper(a.flags["method"]), arm+a.flags["url"], nil)
	case "resource update":
		name, value, _ := strings.Cut(strings.TrimPrefix(a.flags["set"], "properties."), "=")
		var set any
		if json.Unmarshal([]byte(value), &set) != nil {
			set = value
		}
		return a.send("PATCH", arm+a.flags["ids"]+"?api-version=2024-10-01", map[string]any{"properties": map[string]any{name: set}})
	}
	return fmt.Errorf("'%s' is misspelled or not recognized by the system.", verb)
}

func (a *azDouble) session() string { return filepath.Join(os.Getenv("AZURE_CONFIG_DIR"), "signed-in") }

func (a *azDouble) accessToken() error {
	resource := a.flags["resource"]
	if resource == "" {
		resource = strings.TrimSuffix(a.flags["scope"], "/.default")
	}
	if resource == "" {
		resource = a.place.Server.Origins.ARM
	}
	token, err := a.token(resource)
	if err != nil {
		return err
	}
	if a.flags["query"] == "accessToken" {
		fmt.Println(token)
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{"accessToken": token, "expires_on": 4102444800, "tokenType": "Bearer", "tenant": a.place.Tenant.ID})
}

func (a *azDouble) token(resource string) (string, error) {
	who, err := os.ReadFile(a.session())
	if err != nil {
		return "", errors.New("Please run 'az login' to setup account.")
	}
	form := url.Values{"grant_type": {"password"}, "client_id": {"04b07795-8ddb-461a-bbee-02f9e1bf7b46"}, "scope": {resource + "/.default"}}
	for _, u := range a.place.Tenant.Users {
		if strings.HasPrefix(u.UserPrincipalName, string(who)+"@") {
			form.Set("username", u.UserPrincipalName)
			form.Set("password", u.Password)
		}
	}
	response, err := a.http.PostForm(a.place.Server.Origins.Login+"/"+a.place.Tenant.ID+"/oauth2/v2.0/token", form)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
		Error string `json:"error_description"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.Token == "" {
		return "", errors.New(answer.Error)
	}
	return answer.Token, nil
}

func (a *azDouble) send(method, address string, body any) error {
	token, err := a.token(a.place.Server.Origins.ARM)
	if err != nil {
		return err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := a.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("(%d) %s", response.StatusCode, said)
	}
	return err
}
