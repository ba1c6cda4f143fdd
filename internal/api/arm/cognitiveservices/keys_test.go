package cognitiveservices_test

import (
	"bytes"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestKeysAreSealedAndRegeneratedSeparately(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	first := w.OK("ada", "POST", armtest.Account+"/listKeys", "")
	one, two := first.At("key1"), first.At("key2")
	if len(one) != 84 || len(two) != 84 || one == two {
		t.Fatalf("the keys are %q and %q", one, two)
	}
	_, _, keys := w.Stored(armtest.Account)
	if !keys.Key1.Matches(one) || !keys.Key2.Matches(two) || keys.Key1.Matches(two) {
		t.Error("what is stored does not match the keys")
	}
	if r, _, _ := w.Stored(armtest.Account); bytes.Contains(r.Secrets, []byte(one)) || bytes.Contains(r.Secrets, []byte(one[:20])) {
		t.Error("a key is stored in the clear")
	}
	for _, path := range []string{armtest.Account, armtest.Subscription + "/resources", armtest.Group + "/providers/Microsoft.CognitiveServices/accounts"} {
		if got := w.OK("ada", "GET", path, "").Text; strings.Contains(got, "ealed") || strings.Contains(got, one) {
			t.Errorf("GET %s shows a secret: %s", path, got)
		}
	}
	second := w.OK("ada", "POST", armtest.Account+"/regenerateKey", `{"keyName":"Key1"}`)
	if second.At("key1") == one || second.At("key2") != two {
		t.Error("regenerating key 1 changed the wrong key")
	}
	if _, _, keys := w.Stored(armtest.Account); keys.Key1.Matches(one) || !keys.Key1.Matches(second.At("key1")) || !keys.Key2.Matches(two) {
		t.Error("the old key still counts, or the new one does not")
	}
	w.Refused("ada", "POST", armtest.Account+"/regenerateKey", `{"keyName":"Key3"}`, 400, "InvalidKeyName")
	w.Refused("ada", "POST", armtest.Account+"/regenerateKey", ``, 400, "InvalidRequestContent")
	w.OK("ada", "PUT", armtest.Account, `{"kind":"AIServices","sku":{"name":"S0"},"location":"eastus","properties":{}}`)
	if third := w.OK("ada", "POST", armtest.Account+"/listKeys", ""); third.At("key1") != second.At("key1") {
		t.Error("a PUT of the account changed its keys")
	}
}

func TestReadersCannotListKeys(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Grant("bob", armtest.Reader, armtest.Group)
	w.Refused("bob", "POST", armtest.Account+"/listKeys", "", 403, "AuthorizationFailed")
	w.Grant("bob", armtest.OpenAIUser, armtest.Account)
	w.Refused("bob", "POST", armtest.Account+"/regenerateKey", `{"keyName":"Key1"}`, 403, "AuthorizationFailed")
	w.Grant("cleo", armtest.Contributor, armtest.Account)
	w.OK("cleo", "POST", armtest.Account+"/listKeys", "")
}

func TestDisableLocalAuth(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	// The published sample template sends this text for a member that is true or false.
	text := w.Refused("ada", "PATCH", armtest.Account, `{"properties":{"disableLocalAuth":"allowKeys"}}`, 400, "InvalidRequestContent")
	if want := "The request content was invalid and could not be deserialized: 'Could not convert string to boolean: allowKeys. Path 'properties.disableLocalAuth'.'."; text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	for _, value := range []string{`"true"`, `1`, `{}`, `[]`} {
		w.Refused("ada", "PATCH", armtest.Account, `{"properties":{"disableLocalAuth":`+value+`}}`, 400, "InvalidRequestContent")
	}
	if _, p, _ := w.Stored(armtest.Account); p.DisableLocalAuth {
		t.Error("a refused PATCH changed the account")
	}
	w.OK("ada", "PATCH", armtest.Account, `{"properties":{"disableLocalAuth":true}}`)
	if _, p, _ := w.Stored(armtest.Account); !p.DisableLocalAuth {
		t.Error("keys are still on")
	}
	if text := w.Refused("ada", "POST", armtest.Account+"/listKeys", "", 400, "BadRequest"); text != "Failed to list key. disableLocalAuth is set to be true" {
		t.Error(text)
	}
	w.OK("ada", "PATCH", armtest.Account, `{"properties":{"disableLocalAuth":null}}`)
	if _, p, _ := w.Stored(armtest.Account); !p.DisableLocalAuth {
		t.Error("null switched keys on")
	}
}
