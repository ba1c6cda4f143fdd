package cognitiveservices_test

import (
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

func TestConnectionCredentialsAreShownOnlyByListSecrets(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount()
	w.Grant("bob", armtest.Reader, armtest.Account)
	body := `{"properties":{"category":"CognitiveSearch","authType":"ApiKey","target":"https://search.test","credentials":{"key":"s3cret"},"metadata":{"a":"b"}}}`
	for _, at := range []string{armtest.Account + "/connections/search", armtest.Account + "/projects/p1/connections/search"} {
		if strings.Contains(at, "projects") {
			w.OK("ada", "PUT", armtest.Account+"/projects/p1", `{"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{}}`)
		}
		for _, got := range []armtest.Answer{w.OK("ada", "PUT", at, body), w.OK("bob", "GET", at, ""), w.OK("ada", "PATCH", at, `{"properties":{"target":"https://x.test"}}`)} {
			if strings.Contains(got.Text, "s3cret") || got.At("properties", "category") != "CognitiveSearch" {
				t.Errorf("%s", got.Text)
			}
		}
		if got := w.OK("bob", "GET", at[:strings.LastIndexByte(at, '/')], "").Names(); len(got) != 1 {
			t.Errorf("listed: %v", got)
		}
	}
	w.Refused("bob", "POST", armtest.Account+"/connections/search/listsecrets", "", 403, "AuthorizationFailed")
	if got := w.OK("ada", "POST", armtest.Account+"/connections/search/listsecrets", ""); got.At("properties", "credentials", "key") != "s3cret" || got.At("properties", "target") != "https://x.test" {
		t.Errorf("%s", got.Text)
	}
	if got := w.Events("ada", " and resourceId eq '"+armtest.Account+"/connections/search'"); strings.Contains(armtest.Pretty(got), "s3cret") {
		t.Error("the activity log holds credentials")
	}
	w.Refused("ada", "PUT", armtest.Account+"/connections/search", `{"properties":{"category":"x","authType":"Magic"}}`, 400, "InvalidResourceProperties")
	w.OK("ada", "DELETE", armtest.Account+"/connections/search", "")
	w.Refused("ada", "GET", armtest.Account+"/connections/search", "", 404, "ResourceNotFound")
}
