package odata_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/fault"
)

const ada = `{
	"id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
	"displayName": "Ada O'Neil", "userPrincipalName": "ada@keyless.localhost", "mail": null,
	"accountEnabled": true, "createdDateTime": "2026-01-02T03:04:05Z", "age": 36, "empty": [],
	"servicePrincipalNames": ["api://one", "two"],
	"passwordCredentials": [{"keyId": "7ba7b810-9dad-11d1-80b4-00c04fd430c8", "displayName": "rbac"}],
	"onPremises": {"city": "London"}
}`

func TestFilterDecidesAsGraphDoes(t *testing.T) {
	object := decode(t, ada)
	for _, row := range []struct {
		says, filter string
		want         bool
	}{
		{"eq on a string ignores case", "displayName eq 'ADA O''NEIL'", true},
		{"two quotes stand for one", "displayName eq 'Ada O''Neil'", true},
		{"one quote alone is another name", "displayName eq 'Ada O'", false},
		{"eq on another value", "displayName eq 'Bob'", false},
		{"ne on another value", "displayName ne 'Bob'", true},
		{"a missing property is null", "nickname eq null", true},
		{"a null property is null", "mail eq null", true},
		{"ne null of a value", "displayName ne null", true},
		{"null is not above or below anything", "mail ge null", false},
		{"a boolean", "accountEnabled eq true", true},
		{"a boolean alone", "accountEnabled", true},
		{"not a boolean alone", "not accountEnabled", false},
		{"a boolean is no string", "accountEnabled eq 'true'", false},
		{"a guid needs no quotes", "id eq 6ba7b810-9dad-11d1-80b4-00c04fd430c8", true},
		{"a guid that begins with a letter", "id ne a8098c1a-f86e-11da-bd1a-00112444be1e", true},
		{"a number", "age gt 35 and age le 36 and age lt 36.5 and age ge -1", true},
		{"a time is compared as a time", "createdDateTime ge 2026-01-02T04:04:05+01:00", true},
		{"a later time", "createdDateTime gt 2026-01-03T00:00:00Z", false},
		{"a date", "createdDateTime lt 2026-01-03", true},
		{"a time on the left", "2026-01-01 lt createdDateTime", true},
		{"and binds tighter than or", "age eq 1 and age eq 2 or age eq 36", true},
		{"brackets bind tighter", "age eq 1 and (age eq 2 or age eq 36)", false},
		{"not binds to one comparison", "not displayName eq 'Bob' and age eq 36", true},
		{"NOT in capitals with brackets", "NOT(displayName eq 'Ada O''Neil')", false},
		{"in", "userPrincipalName in ('bob@keyless.localhost', 'ada@keyless.localhost')", true},
		{"in without a match", "age in (1,2,3)", false},
		{"startswith", "startswith(displayName,'ada')", true},
		{"startsWith with a capital", "startsWith(displayName, 'ADA')", true},
		{"startswith of the middle", "startswith(displayName,'neil')", false},
		{"endswith", "endswith(userPrincipalName,'@keyless.localhost')", true},
		{"contains", "contains(displayName,'o''n')", true},
		{"contains on null", "contains(mail,'a')", false},
		{"any with eq", "servicePrincipalNames/any(c:c eq 'api://one')", true},
		{"any without a match", "servicePrincipalNames/any(c:c eq 'three')", false},
		{"any with startswith", "servicePrincipalNames/any(x:startswith(x,'api'))", true},
		{"any into a property", "passwordCredentials/any(c:c/keyId eq 7ba7b810-9dad-11d1-80b4-00c04fd430c8)", true},
		{"any with and", "passwordCredentials/any(p:p/displayName eq 'rbac' and p/keyId ne null)", true},
		{"any of an empty collection", "empty/any(c:c eq 'a')", false},
		{"any without a lambda asks for an item", "servicePrincipalNames/any()", true},
		{"any without a lambda of an empty collection", "empty/any()", false},
		{"all", "servicePrincipalNames/all(c:c ne 'three')", true},
		{"all of an empty collection", "empty/all(c:c eq 'a')", true},
		{"the number of items", "servicePrincipalNames/$count eq 2", true},
		{"a nested property", "onPremises/city eq 'london'", true},
		{"a property in another case", "DISPLAYNAME eq 'ada o''neil'", true},
	} {
		t.Run(row.says, func(t *testing.T) {
			f, err := odata.ParseFilter(row.filter)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Match(object); got != row.want {
				t.Errorf("%s: got %t", row.filter, got)
			}
		})
	}
}

func TestFilterRefuses(t *testing.T) {
	for says, filter := range map[string]string{
		"nothing":                    "",
		"a string without an end":    "displayName eq 'ada",
		"an operator without a side": "displayName eq",
		"two values":                 "displayName eq 'a' 'b'",
		"a string alone":             "'a'",
		"an unknown operator":        "displayName like 'a'",
		"an unknown function":        "soundex(displayName,'a')",
		"a function short of one":    "startswith(displayName)",
		"a bracket left open":        "(displayName eq 'a'",
		"a bracket too many":         "displayName eq 'a')",
		"a character of no use":      "displayName eq 'a' ; drop",
		"a name with a dash":         "display-name eq 'a'",
		"a number with letters":      "age eq 12x",
		"a list without values":      "age in ()",
		"a lambda in a lambda":       "a/any(x:b/any(y:y eq 'z'))",
		"all without a lambda":       "a/all()",
		"depth without a bound":      strings.Repeat("(", 5000) + "a eq 1",
		"not without a bound":        strings.Repeat("not ", 2000) + "a eq true",
		"length without a bound":     "displayName eq '" + strings.Repeat("a", odata.MaxLength) + "'",
	} {
		t.Run(says, func(t *testing.T) {
			if _, err := odata.ParseFilter(filter); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v, want an Invalid failure", err)
			}
		})
	}
}

func TestConditionsAreWhatEveryMatchFulfils(t *testing.T) {
	for filter, want := range map[string][]odata.Condition{
		"displayName eq 'd' and mailNickname eq 'm'":     {{"displayName", "eq", "d"}, {"mailNickname", "eq", "m"}},
		"servicePrincipalNames/any(c:c eq 'X')":          {{"servicePrincipalNames", "any", "X"}},
		"startswith(displayName,'x') and age gt 3":       {{"displayName", "startswith", "x"}},
		"displayName eq 'a' or displayName eq 'b'":       nil,
		"not (displayName eq 'a')":                       nil,
		"(displayName eq 'a') and (a eq 'b' or a eq 1)":  {{"displayName", "eq", "a"}},
		"servicePrincipalNames/all(c:c eq 'X')":          nil,
		"passwordCredentials/any(c:c/keyId eq 'X')":      nil,
		"appId eq 7ba7b810-9dad-11d1-80b4-00c04fd430c8":  {{"appId", "eq", "7ba7b810-9dad-11d1-80b4-00c04fd430c8"}},
		"onPremises/city eq 'london' and 'a' eq 'a'":     nil,
		"endswith(mail,'x') and contains(mail,'y')":      nil,
		"servicePrincipalNames/any(c:startswith(c,'X'))": nil,
	} {
		f, err := odata.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.Conditions(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}
}

func TestAlternativesCoverEveryMatch(t *testing.T) {
	a, b, c := odata.Condition{Property: "a", Op: "eq", Value: "1"}, odata.Condition{Property: "b", Op: "startswith", Value: "2"}, odata.Condition{Property: "c", Op: "eq", Value: "3"}
	for filter, want := range map[string][][]odata.Condition{
		"a eq '1'":                      {{a}},
		"a eq '1' or startswith(b,'2')": {{a}, {b}},
		"c eq '3' and (a eq '1' or startswith(b,'2'))":   {{c, a}, {c, b}},
		"a eq '1' or not (c eq '3')":                     {nil},
		"a eq '1'" + strings.Repeat(" or a eq '1'", 100): {nil},
	} {
		f, err := odata.ParseFilter(filter)
		if err != nil {
			t.Errorf("%s: %v", filter, err)
			continue
		}
		if got := f.Alternatives(); !slices.EqualFunc(got, want, slices.Equal[[]odata.Condition]) {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}
}

func TestPropertiesLeaveOutTheVariable(t *testing.T) {
	f, err := odata.ParseFilter("names/any(n:n eq 'a' and mail ne null) and names/$count gt 1")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"names", "mail"}; !slices.Equal(f.Properties(), want) {
		t.Errorf("got %v, want %v", f.Properties(), want)
	}
}

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"displayName eq 'O''Neil' and not (age gt 3.5 or mail ne null)", "a/any(c:c/keyId eq 7ba7b810-9dad-11d1-80b4-00c04fd430c8)",
		"startswith(a,'b') or endswith(a,'c')", "x in ('a',2,null,true)", "createdDateTime ge 2026-01-02T04:04:05+01:00", "a/$count eq 0", "a/all(b:b",
	} {
		f.Add(seed)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(ada), &object); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := odata.ParseFilter(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		first := filter.Match(object)
		if filter.Match(object) != first {
			t.Fatalf("%q gives two answers", text)
		}
		negated, err := odata.ParseFilter("not (" + text + ")")
		if err == nil && negated.Match(object) == first {
			t.Fatalf("%q and its negation agree", text)
		}
	})
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return object
}
