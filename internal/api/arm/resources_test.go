package arm_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// stored is an account as the store keeps it.
func (w *world) stored(id string) (r *resource.Resource, p resource.AccountProperties, keys resource.AccountKeys) {
	w.t.Helper()
	w.must(w.db.View(w.t.Context(), func(tx *store.Tx) (err error) {
		r, err = tx.Resource(resource.MustScope(id))
		return err
	}))
	w.must(json.Unmarshal(r.Properties, &p))
	w.must(json.Unmarshal(r.Secrets, &keys))
	return r, p, keys
}

func (w *world) principalThere(id string) bool {
	w.t.Helper()
	there := false
	w.must(w.db.View(w.t.Context(), func(tx *store.Tx) error {
		_, err := directory.Find[*directory.ServicePrincipal](tx, tenant, id)
		there = err == nil
		return nil
	}))
	return there
}

func TestKeysAreSealedAndReplacedOneByOne(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	first := w.ok("ada", "POST", account+"/listKeys", "")
	one, two := first.at("key1"), first.at("key2")
	if len(one) != 84 || len(two) != 84 || one == two {
		t.Fatalf("the keys are %q and %q", one, two)
	}
	_, _, keys := w.stored(account)
	if !keys.Key1.Matches(one) || !keys.Key2.Matches(two) || keys.Key1.Matches(two) {
		t.Error("what is stored does not match the keys")
	}
	if r, _, _ := w.stored(account); bytes.Contains(r.Secrets, []byte(one)) || bytes.Contains(r.Secrets, []byte(one[:20])) {
		t.Error("a key is stored in the clear")
	}
	for _, path := range []string{account, sub + "/resources", group + "/providers/Microsoft.CognitiveServices/accounts"} {
		if got := w.ok("ada", "GET", path, "").text; strings.Contains(got, "ealed") || strings.Contains(got, one) {
			t.Errorf("GET %s shows a secret: %s", path, got)
		}
	}
	second := w.ok("ada", "POST", account+"/regenerateKey", `{"keyName":"Key1"}`)
	if second.at("key1") == one || second.at("key2") != two {
		t.Error("regenerating key 1 changed the wrong key")
	}
	if _, _, keys := w.stored(account); keys.Key1.Matches(one) || !keys.Key1.Matches(second.at("key1")) || !keys.Key2.Matches(two) {
		t.Error("the old key still counts, or the new one does not")
	}
	w.refused("ada", "POST", account+"/regenerateKey", `{"keyName":"Key3"}`, 400, "InvalidKeyName")
	w.refused("ada", "POST", account+"/regenerateKey", ``, 400, "InvalidRequestContent")
	w.ok("ada", "PUT", account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	if third := w.ok("ada", "POST", account+"/listKeys", ""); third.at("key1") != second.at("key1") {
		t.Error("a PUT of the account changed its keys")
	}
}

func TestReadersCannotListKeys(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.grant("bob", reader, group)
	w.refused("bob", "POST", account+"/listKeys", "", 403, "AuthorizationFailed")
	w.grant("bob", openAIUser, account)
	w.refused("bob", "POST", account+"/regenerateKey", `{"keyName":"Key1"}`, 403, "AuthorizationFailed")
	w.grant("cleo", contributor, account)
	w.ok("cleo", "POST", account+"/listKeys", "")
}

func TestDisableLocalAuth(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	// The published sample template sends this text for a member that is true or false.
	text := w.refused("ada", "PATCH", account, `{"properties":{"disableLocalAuth":"allowKeys"}}`, 400, "InvalidRequestContent")
	if want := "The request content was invalid and could not be deserialized: 'Could not convert string to boolean: allowKeys. Path 'properties.disableLocalAuth'.'."; text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	for _, value := range []string{`"true"`, `1`, `{}`, `[]`} {
		w.refused("ada", "PATCH", account, `{"properties":{"disableLocalAuth":`+value+`}}`, 400, "InvalidRequestContent")
	}
	if _, p, _ := w.stored(account); p.DisableLocalAuth {
		t.Error("a refused PATCH changed the account")
	}
	w.ok("ada", "PATCH", account, `{"properties":{"disableLocalAuth":true}}`)
	if _, p, _ := w.stored(account); !p.DisableLocalAuth {
		t.Error("keys are still on")
	}
	if text := w.refused("ada", "POST", account+"/listKeys", "", 400, "BadRequest"); text != "Failed to list key. disableLocalAuth is set to be true" {
		t.Error(text)
	}
	w.ok("ada", "PATCH", account, `{"properties":{"disableLocalAuth":null}}`)
	if _, p, _ := w.stored(account); !p.DisableLocalAuth {
		t.Error("null switched keys on")
	}
}

func TestAccountRules(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	base := strings.TrimSuffix(account, "foundry")
	put := func(kind, sku, location, properties string) string {
		return `{"kind":"` + kind + `","sku":{"name":"` + sku + `"},"location":"` + location + `","properties":` + properties + `}`
	}
	for _, row := range []struct {
		because, name, body string
		status              int
		code                string
	}{
		{"an unknown kind", "a1", put("Nope", "S0", "eastus", "{}"), 400, "InvalidApiSetId"},
		{"no kind", "a1", `{"sku":{"name":"S0"},"location":"eastus"}`, 400, "InvalidApiSetId"},
		{"a size that the kind has not", "a1", put("AIServices", "F0", "eastus", "{}"), 400, "InvalidSkuId"},
		{"no size", "a1", `{"kind":"AIServices","location":"eastus"}`, 400, "InvalidSkuId"},
		{"no location", "a1", `{"kind":"AIServices","sku":{"name":"S0"}}`, 400, "LocationRequired"},
		{"a name too short", "a", put("AIServices", "S0", "eastus", "{}"), 400, "AccountNameInvalid"},
		{"a subdomain that is taken, in another case", "a1", put("AIServices", "S0", "eastus", `{"customSubDomainName":"FOUNDRY"}`), 409, "CustomDomainInUse"},
		{"a subdomain with a dot", "a1", put("AIServices", "S0", "eastus", `{"customSubDomainName":"a.b"}`), 400, "CustomDomainInvalid"},
		{"a subdomain that is changed", "foundry", put("AIServices", "S0", "eastus", `{"customSubDomainName":"other"}`), 400, "CustomSubDomainNameUpdateNotAllowed"},
		{"another place", "foundry", put("AIServices", "S0", "westus", "{}"), 409, "InvalidResourceLocation"},
		{"another kind", "foundry", put("TextAnalytics", "S0", "eastus", "{}"), 400, "AccountKindChangeNotAllowed"},
		{"a network rule that is no address", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":{"defaultAction":"Deny","ipRules":[{"value":"nope"}]}}`), 400, "InvalidNetworkAcls"},
		{"a default action that is none", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":{"defaultAction":"Maybe"}}`), 400, "InvalidNetworkAcls"},
		{"network rules of the wrong type", "a1", put("AIServices", "S0", "eastus", `{"networkAcls":[]}`), 400, "InvalidRequestContent"},
		{"public access that is neither", "a1", put("AIServices", "S0", "eastus", `{"publicNetworkAccess":"Perhaps"}`), 400, "InvalidPublicNetworkAccess"},
		{"properties that are no object", "a1", put("AIServices", "S0", "eastus", `[]`), 400, "InvalidRequestContent"},
		{"nothing to restore", "a1", put("AIServices", "S0", "eastus", `{"restore":true}`), 404, "CannotRestoreNonExistentResource"},
		{"an identity of no known type", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"Managed"}}`, 400, "InvalidIdentityType"},
		{"an identity that is not there", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","identity":{"type":"UserAssigned","userAssignedIdentities":{"` + group + `/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nope":{}}}}`, 404, "ResourceNotFound"},
		{"a tag with a bad name", "a1", `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","tags":{"a/b":"c"}}`, 400, "InvalidTagNameCharacters"},
	} {
		t.Run(row.because, func(t *testing.T) {
			w.refused("ada", "PUT", base+row.name, row.body, row.status, row.code)
		})
	}
	// By its name an account without a subdomain is known to the data plane too.
	w.ok("ada", "PUT", sub+"/resourceGroups/rg2", `{"location":"eastus"}`)
	w.refused("ada", "PUT", strings.Replace(account, "rg1", "rg2", 1), put("OpenAI", "S0", "eastus", "{}"), 409, "CustomDomainInUse")
	w.ok("ada", "PUT", base+"openai", put("OpenAI", "S0", "eastus", "{}"))
	w.ok("ada", "PUT", base+"openai", put("AIServices", "S0", "eastus", "{}"))
}

func TestUnknownPropertiesComeBack(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	got := w.ok("ada", "PATCH", account, `{"properties":{"apiProperties":{"qnaRuntimeEndpoint":"https://q"},"dynamicThrottlingEnabled":true,"endpoint":"https://evil","internalId":"evil"}}`)
	properties := got.json["properties"].(map[string]any)
	if properties["dynamicThrottlingEnabled"] != true || properties["apiProperties"].(map[string]any)["qnaRuntimeEndpoint"] != "https://q" {
		t.Errorf("what is unknown is lost: %s", got.text)
	}
	if strings.Contains(got.text, "evil") {
		t.Errorf("a read-only property was taken: %s", got.text)
	}
	got = w.ok("ada", "PATCH", account, `{"properties":{"userOwnedStorage":[]}}`)
	if !strings.Contains(got.text, "qnaRuntimeEndpoint") || !strings.Contains(got.text, `"customSubDomainName":"foundry"`) {
		t.Errorf("PATCH lost what it did not name: %s", got.text)
	}
}

func TestDeploymentRules(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	for because, body := range map[string]string{
		"no model":            `{"sku":{"name":"Standard"},"properties":{}}`,
		"no format":           `{"properties":{"model":{"name":"gpt-4o"}}}`,
		"a capacity in words": `{"sku":{"name":"Standard","capacity":"ten"},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"a capacity in parts": `{"sku":{"name":"Standard","capacity":1.5},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"an unknown size":     `{"sku":{"name":"Huge"},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`,
		"a control letter":    `{"properties":{"model":{"format":"OpenAI","name":"gpt\u0000"}}}`,
		"scale of no shape":   `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"},"scaleSettings":"big"}}`,
	} {
		if got := w.call("ada", "PUT", account+"/deployments/chat", body); got.status != 400 {
			t.Errorf("%s: %d %s", because, got.status, got.text)
		}
	}
	w.refused("ada", "PUT", account+"/deployments/chat", `{"sku":{"name":"Standard","capacity":0},"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 400, "InvalidCapacity")
	const sized, model = "/deployments/sized?api-version=", `"model":{"format":"OpenAI","name":"gpt-4o"}`
	w.ok("ada", "PUT", account+sized+"2024-10-01", `{"sku":{"name":"Standard","capacity":1},"properties":{`+model+`}}`)
	if got := w.refused("ada", "PUT", account+sized+"2024-10-01", `{"properties":{`+model+`}}`, 400, "InvalidResourceProperties"); got != "The sku of model deployment is not provided." {
		t.Errorf("a second time without a size: %s", got)
	}
	if got := w.refused("ada", "PUT", account+sized+"2024-10-01", `{"sku":{"name":"Standard","capacity":1},"properties":{`+model+`,"scaleSettings":{"scaleType":"Standard"}}}`, 400, "InvalidResourceProperties"); !strings.Contains(got, "please use 'sku' instead.") {
		t.Errorf("scaleSettings at a new version: %s", got)
	}
	w.ok("ada", "PUT", account+sized+"2022-12-01", `{"properties":{`+model+`,"scaleSettings":{"scaleType":"Standard"}}}`)
	w.ok("ada", "DELETE", account+sized+"2024-10-01", "")
	w.refused("ada", "PUT", account+"/deployments/_chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`, 400, "InvalidResourceName")
	w.ok("ada", "PUT", account+"/deployments/any", `{"properties":{"model":{"format":"vllm","name":"my-own/model","version":"7"},"futureThing":{"a":1}}}`)
	if got := w.ok("ada", "GET", account+"/deployments/any", "").text; !strings.Contains(got, `"futureThing":{"a":1}`) {
		t.Error(got)
	}
}

func TestIdentitiesArePrincipals(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	shown := w.ok("ada", "GET", account, "")
	system := shown.at("identity", "principalId")
	if !w.principalThere(system) {
		t.Fatal("the account's identity is not in the directory")
	}
	if got := w.ok("ada", "PATCH", account, `{"identity":{"type":"SystemAssigned"}}`).at("identity", "principalId"); got != system {
		t.Error("the principal changed though the type did not")
	}
	w.ok("ada", "PATCH", account, `{"identity":{"type":"None"}}`)
	if w.principalThere(system) {
		t.Error("the principal outlived the identity")
	}

	app := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
	made := w.ok("ada", "PUT", app, `{"location":"eastus"}`)
	principal := made.at("properties", "principalId")
	if !w.principalThere(principal) || made.at("properties", "clientId") == "" || made.at("properties", "tenantId") != tenant {
		t.Fatalf("%s", made.text)
	}
	if again := w.ok("ada", "PUT", app, `{"location":"eastus","properties":{"principalId":"evil"}}`); again.at("properties", "principalId") != principal {
		t.Error("a second PUT made another principal")
	}
	// Who may write the account may not, by that, let it be any identity.
	w.grant("bob", contributor, account)
	attach := `{"identity":{"type":"UserAssigned","userAssignedIdentities":{"` + app + `":{}}}}`
	w.refused("bob", "PATCH", account, attach, 403, "LinkedAuthorizationFailed")
	w.grant("bob", identityManager, app)
	w.refused("bob", "PATCH", account, attach, 403, "LinkedAuthorizationFailed")
	w.grant("bob", "f1a07417-d97a-45cb-824c-7a7467783830", app) // Managed Identity Operator
	w.ok("bob", "PATCH", account, attach)

	credential := app + "/federatedIdentityCredentials/github"
	w.ok("ada", "PUT", credential, `{"properties":{"issuer":"https://i","subject":"s","audiences":["a"]}}`)
	w.refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{"issuer":"https://i","subject":"s","audiences":["a"]}}`, 400, "BadRequest")
	w.refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{"issuer":"https://i","subject":"t","audiences":["a","b"]}}`, 400, "BadRequest")
	w.refused("ada", "PUT", app+"/federatedIdentityCredentials/second", `{"properties":{}}`, 400, "BadRequest")
	trusted := func() int {
		var n int
		w.must(w.db.View(t.Context(), func(tx *store.Tx) error {
			sp, err := directory.Find[*directory.ServicePrincipal](tx, tenant, principal)
			n = len(sp.Federated)
			return err
		}))
		return n
	}
	if trusted() != 1 {
		t.Errorf("the principal trusts %d subjects", trusted())
	}
	w.ok("ada", "DELETE", credential, "")
	if trusted() != 0 {
		t.Error("the principal still trusts the subject")
	}
	w.ok("ada", "DELETE", app, "")
	if w.principalThere(principal) {
		t.Error("the principal outlived its identity")
	}
}

func TestLocks(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	lock := group + "/providers/Microsoft.Authorization/locks/l"
	w.ok("ada", "PUT", lock, `{"properties":{"level":"CanNotDelete"}}`)
	w.ok("ada", "PATCH", account, `{"tags":{"a":"b"}}`)
	for _, path := range []string{account, group} {
		w.refused("ada", "DELETE", path, "", 409, "ScopeLocked")
	}
	w.refused("ada", "PUT", lock, `{"properties":{"level":"Sometimes"}}`, 400, "InvalidLockLevel")
	w.ok("ada", "PUT", lock, `{"properties":{"level":"readonly"}}`)
	w.refused("ada", "PATCH", account, `{"tags":{"a":"c"}}`, 409, "ScopeLocked")
	w.refused("ada", "POST", account+"/listKeys", "", 409, "ScopeLocked")
	w.refused("ada", "POST", account+"/regenerateKey", `{"keyName":"Key1"}`, 409, "ScopeLocked")
	if got := w.give("ada", "bob", reader, account); got.code() != "ScopeLocked" {
		t.Errorf("a role was given behind a lock: %d %s", got.status, got.text)
	}
	w.grant("bob", contributor, group)
	w.refused("bob", "DELETE", lock, "", 403, "AuthorizationFailed")
	w.ok("ada", "DELETE", lock, "")
	w.ok("ada", "PATCH", account, `{"tags":{"a":"c"}}`)
	w.ok("ada", "PUT", account+"/providers/Microsoft.Authorization/locks/below", `{"properties":{"level":"CanNotDelete"}}`)
	w.refused("ada", "DELETE", group, "", 409, "ScopeLocked")
}

func TestADeletedAccountCanBeRestoredFor48Hours(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	key := w.ok("ada", "POST", account+"/listKeys", "").at("key1")
	body := `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{"customSubDomainName":"foundry"}}`
	w.ok("ada", "DELETE", account, "")
	w.refused("ada", "PUT", account, body, 409, "FlagMustBeSetForRestore")
	w.refused("ada", "PUT", strings.Replace(account, "/foundry", "/other", 1), body, 409, "CustomDomainInUse")
	w.ok("ada", "PUT", account, `{"location":"eastus","properties":{"restore":true}}`)
	if got := w.ok("ada", "POST", account+"/listKeys", "").at("key1"); got != key {
		t.Error("the restored account has other keys")
	}
	principal := w.ok("ada", "GET", account, "").at("identity", "principalId")
	w.ok("ada", "DELETE", account, "")
	w.advance(48 * time.Hour)
	if got := w.ok("ada", "GET", sub+"/providers/Microsoft.CognitiveServices/deletedAccounts", "").names(); len(got) != 0 {
		t.Errorf("after 48 hours there is still %v", got)
	}
	w.ok("ada", "PUT", account, body)
	if w.principalThere(principal) {
		t.Error("the principal outlived the purged account")
	}
}

func TestDeletingAGroupTakesAllThatIsInIt(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	w.ok("ada", "PUT", account+"/deployments/chat", `{"properties":{"model":{"format":"OpenAI","name":"gpt-4o"}}}`)
	// Its sibling's name begins like its own.
	w.ok("ada", "PUT", sub+"/resourceGroups/rg10", `{"location":"eastus"}`)
	w.ok("ada", "DELETE", group, "")
	w.refused("ada", "GET", account, "", 404, "ResourceGroupNotFound")
	w.ok("ada", "GET", sub+"/resourceGroups/rg10", "")
	w.must(w.db.View(t.Context(), func(tx *store.Tx) error {
		left, err := tx.Resources(resource.Query{Tenant: tenant, Under: resource.MustScope(group)})
		if len(left) != 0 {
			t.Errorf("%d resources outlived their group", len(left))
		}
		return err
	}))
	w.refused("ada", "DELETE", group, "", 404, "ResourceGroupNotFound")
}

func TestASlowBodyHoldsUpNobody(t *testing.T) {
	w := newWorld(t)
	w.makeAccount()
	arrived, finish := make(chan struct{}), make(chan struct{})
	done := make(chan int)
	go func() {
		body := &slowBody{arrived: arrived, finish: finish, rest: strings.NewReader(`{"location":"eastus"}`)}
		r, _ := http.NewRequest("PUT", sub+"/resourceGroups/slow?api-version=2024-11-01", body)
		r.Header.Set("Authorization", "Bearer "+w.token("ada"))
		out := &recorder{header: http.Header{}}
		w.host.ServeHTTP(out, r)
		done <- out.status
	}()
	<-arrived
	w.ok("ada", "PATCH", account, `{"tags":{"while":"waiting"}}`)
	close(finish)
	if status := <-done; status != 201 {
		t.Errorf("the slow request ended with %d", status)
	}
}

// slowBody says nothing until it is told to.
type slowBody struct {
	arrived, finish chan struct{}
	rest            *strings.Reader
	began           bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if !b.began {
		b.began = true
		close(b.arrived)
		<-b.finish
	}
	return b.rest.Read(p)
}

func (b *slowBody) Close() error { return nil }

type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }
