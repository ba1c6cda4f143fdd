package doctor

import (
	"testing"
)

func TestCurlCommandsAreParsedLikeAShellDoes(t *testing.T) {
	for _, row := range []struct {
		name, line                 string
		url, method, header, model string // header is Authorization
	}{
		{"double quotes", `curl "https://x.test/models/chat/completions?api-version=1" -H "Authorization: Bearer abc" -d "{\"model\":\"m\"}"`, "https://x.test/models/chat/completions?api-version=1", "POST", "Bearer abc", "m"},
		{"single quotes and lines that go on", "curl -X POST 'https://x.test/openai/v1/chat/completions' \\\n  -H 'Authorization: Bearer abc' \\\n  -d '{\n  \"model\": \"m\"\n}'", "https://x.test/openai/v1/chat/completions", "POST", "Bearer abc", "m"},
		{"lines of Windows", "curl https://x.test \\\r\n -H 'Authorization: Bearer abc'", "https://x.test", "GET", "Bearer abc", ""},
		{"flags with their values attached", "curl -XPUT -HAuthorization:Bearer\\ abc --url https://x.test", "https://x.test", "PUT", "Bearer abc", ""},
		{"a variable stays as it is", `curl https://x.test -H "Authorization: Bearer $TOKEN"`, "https://x.test", "GET", "Bearer $TOKEN", ""},
		{"a command in place of the token stays whole", `curl https://x.test -H "Authorization: Bearer $(az account get-access-token --query "accessToken" -o tsv)" -d '{}'`, "https://x.test", "POST", `Bearer $(az account get-access-token --query "accessToken" -o tsv)`, ""},
		{"what stands behind a pipe does not count", `curl -s https://x.test | jq -H nonsense`, "https://x.test", "GET", "", ""},
		{"a prompt and assignments in front", `$ TOKEN=x curl https://x.test`, "https://x.test", "GET", "", ""},
		{"the flag for bearer tokens", `curl --oauth2-bearer abc https://x.test`, "https://x.test", "GET", "Bearer abc", ""},
		{"flags that nobody knows", `curl --frobnicate -sSL --json '{"model":"m"}' https://x.test`, "https://x.test", "POST", "", "m"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := ReadCurl(row.line)
			if err != nil {
				t.Fatal(err)
			}
			if got.URL != row.url || got.Method != row.method || got.Headers.Get("Authorization") != row.header || got.Model != row.model {
				t.Errorf("got %+v", got)
			}
		})
	}
	for _, line := range []string{"", "wget https://x.test", "curl", "curl -H 'open https://x.test", `curl "open`, "curl -s -X POST"} {
		if got, err := ReadCurl(line); err == nil {
			t.Errorf("%q was read as %+v", line, got)
		}
	}
}

func FuzzReadCurl(f *testing.F) {
	f.Add(`curl "https://x.test" -H 'A: b' -d "$(x (y))" \` + "\n")
	f.Add(`curl $'a' \`)
	f.Fuzz(func(t *testing.T, line string) {
		if got, err := ReadCurl(line); err == nil && got.URL == "" {
			t.Errorf("%q names no address and was read", line)
		}
	})
}

func TestEndpointsAreParsed(t *testing.T) {
	for _, row := range []struct {
		address, root string
		form          endpointForm
		operation     bool
	}{
		{"https://r.services.ai.azure.com/models", "https://r.services.ai.azure.com", formModels, false},
		{"https://r.services.ai.azure.com/models/", "https://r.services.ai.azure.com", formModels, false},
		{"https://r.services.ai.azure.com//models/chat/completions?api-version=1", "https://r.services.ai.azure.com", formModels, true},
		{"https://r.openai.azure.com", "https://r.openai.azure.com", formRoot, false},
		{"https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com", formV1, false},
		{"https://r.openai.azure.com/openai/deployments/d/chat/completions", "https://r.openai.azure.com", formOpenAI, true},
		{"https://r.services.ai.azure.com/api/projects/p", "https://r.services.ai.azure.com", formProject, false},
		{"https://localhost:8443/accounts/foundry/models", "https://localhost:8443/accounts/foundry", formModels, false},
		{"https://localhost:8443/accounts/foundry", "https://localhost:8443/accounts/foundry", formRoot, false},
		{"https://r.services.ai.azure.com/chat/completions", "https://r.services.ai.azure.com", formOther, false},
	} {
		got, err := readEndpoint(row.address)
		if err != nil || got.root != row.root || got.form != row.form || got.operation != row.operation {
			t.Errorf("%s: %+v, %v", row.address, got, err)
		}
	}
	for _, address := range []string{"", "foundry", "ftp://x.test", "://", "https://"} {
		if got, err := readEndpoint(address); err == nil {
			t.Errorf("%q was taken for %+v", address, got)
		}
	}
	e, _ := readEndpoint("https://r.services.ai.azure.com/models")
	if got := e.of(formRoot); got != "https://r.openai.azure.com" {
		t.Errorf("AzureOpenAI is sent to %s", got)
	}
	e, _ = readEndpoint("https://r.openai.azure.com")
	if got := e.of(formModels); got != "https://r.services.ai.azure.com/models" {
		t.Errorf("azure-ai-inference is sent to %s", got)
	}
}

func TestVersionsAreComparedByTheirNumbers(t *testing.T) {
	for _, row := range []struct {
		version, than string
		want          bool
	}{
		{"1.0.0b1", "1.0.0b9", true},
		{"1.0.0b10", "1.0.0b9", false},
		{"1.0.0b9", "1.0.0b9", false},
		{"1.0.0", "1.0.0b9", false},
		{"1.0.0-beta.2", "1.0.0-beta.6", true},
		{"0.28.1", "1.0.0", true},
		{"1.109.1", "1.0.0", false},
		{"4.9.0", "4.42.0", true},
		{"2.91.0", "2.30.0", false},
		{"2.9", "2.30.0", true},
		{"1.0.0rc1", "1.0.0", true},
		{"", "1.0", true},
	} {
		if got := older(row.version, row.than); got != row.want {
			t.Errorf("%q older than %q: %v", row.version, row.than, got)
		}
	}
}
