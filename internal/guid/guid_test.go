package guid_test

import (
	"testing"

	"keyless.dev/keyless/internal/guid"
)

// People's scripts rely on the default world having the same ids everywhere, so this value never changes.
func TestDerivedIDsNeverChange(t *testing.T) {
	if got := guid.Derive("tenant", "keyless.localhost"); got != guid.Derive("Tenant", "KEYLESS.localhost") {
		t.Error("case changes a derived id")
	} else if got != "89d52f32-04ef-56c5-b52c-94088358bb95" {
		t.Errorf("the default tenant's id is %s", got)
	}
	if guid.Derive("a", "bc") == guid.Derive("ab", "c") {
		t.Error("the borders between names do not count")
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"04B07795-8DDB-461A-BBEE-02F9E1BF7B46":   "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
		"{04b07795-8ddb-461a-bbee-02f9e1bf7b46}": "",
		"04b077958ddb461abbee02f9e1bf7b46":       "",
		"urn:uuid:04b07795-8ddb-461a-bbee-02f9":  "",
		"04b07795-8ddb-461a-bbee-02f9e1bf7b4g":   "",
		"":                                       "",
	} {
		if got, ok := guid.Parse(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %t", text, got, ok)
		}
	}
	if a, b := guid.New(), guid.New(); a == b {
		t.Error("two new ids are the same")
	}
	if got := guid.Compact("04b07795-8ddb-461a-bbee-02f9e1bf7b46"); got != "04b077958ddb461abbee02f9e1bf7b46" {
		t.Error(got)
	}
}
