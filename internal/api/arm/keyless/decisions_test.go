package keyless_test

import (
	"encoding/json"
	"testing"

	"keyless.dev/keyless/internal/api/arm/armtest"
)

// Where a page ends tells how much was searched.
func TestDecisionsSearchesRecordsOfOthersOnlyForRolesThatReadThem(t *testing.T) {
	w := armtest.New(t)
	w.MakeAccount() // leaves records of ada
	w.Grant("bob", armtest.OpenAIUser, armtest.Subscription)
	w.Grant("cleo", armtest.Reader, armtest.Account)
	for _, row := range []struct {
		because, who   string
		searched, sees bool
	}{
		{"her own records", "ada", true, true},
		{"a role without Microsoft.Keyless/decisions/read", "bob", false, false},
		{"a role with it", "cleo", true, true},
	} {
		t.Run(row.because, func(t *testing.T) {
			var page struct {
				Value []json.RawMessage
				After int64
			}
			w.Must(json.Unmarshal([]byte(w.OK(row.who, "GET", "/providers/Microsoft.Keyless/decisions?kind=change&text=accounts", "").Text), &page))
			if (page.After > 0) != row.searched || (len(page.Value) > 0) != row.sees {
				t.Errorf("searched up to %d, %d records", page.After, len(page.Value))
			}
		})
	}
}
