package odata_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"keyless.dev/keyless/internal/api/graph/odata"
	"keyless.dev/keyless/internal/fault"
)

func TestOptionsAreRead(t *testing.T) {
	query := url.Values{
		"$select": {"id, displayName"}, "$orderby": {"displayName desc,id"}, "$top": {"5"}, "$count": {"true"},
		"$skiptoken": {"abc"}, "$expand": {"members($select=id,displayName;$top=3),owners"}, "api-version": {"x"},
	}
	got, err := odata.ParseOptions(query)
	if err != nil {
		t.Fatal(err)
	}
	want := odata.Options{
		Select: []string{"id", "displayName"}, OrderBy: []odata.Order{{"displayName", true}, {"id", false}}, Top: 5, Count: true,
		Skip: "abc", Expand: []odata.Expand{{"members", []string{"id", "displayName"}}, {"owners", nil}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOptionsAreRefused(t *testing.T) {
	for says, query := range map[string]string{
		"a page of nothing":            "$top=0",
		"a page above the limit":       "$top=1000",
		"a page that is no number":     "$top=ten",
		"an option twice":              "$top=1&$top=2",
		"an option with and without $": "$top=1&top=2",
		"a count that is no boolean":   "$count=maybe",
		"a name with a blank":          "$select=display name",
		"an order that is no order":    "$orderby=displayName sideways",
		"an expand without an end":     "$expand=members($select=id",
		"a search without quotes":      "$search=displayName:ada",
		"a search without a property":  `$search="ada"`,
		"a search that mixes words":    `$search="a:b" AND "c:d" OR "e:f"`,
	} {
		t.Run(says, func(t *testing.T) {
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := odata.ParseOptions(values); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v, want an Invalid failure", err)
			}
		})
	}
}

func TestSearchFindsWords(t *testing.T) {
	object := decode(t, ada)
	for search, want := range map[string]bool{
		`"displayName:ada"`:                               true,
		`"displayName:nei"`:                               true,
		`"displayName:da"`:                                false,
		`"displayName:bob" OR "userPrincipalName:ADA"`:    true,
		`"displayName:ada" AND "userPrincipalName:bob"`:   false,
		`"servicePrincipalNames:api"`:                     true,
		`"mail:ada"`:                                      false,
		`"displayName:ada" AND "userPrincipalName:ada@k"`: true,
	} {
		s, err := odata.ParseSearch(search)
		if err != nil {
			t.Errorf("%s: %v", search, err)
			continue
		}
		if got := s.Match(object); got != want {
			t.Errorf("%s: got %t", search, got)
		}
	}
}

func TestSortPutsNullsFirstAndBreaksTiesById(t *testing.T) {
	objects := []map[string]any{{"id": "3", "name": "b"}, {"id": "2", "name": "B"}, {"id": "1", "name": "a"}, {"id": "4"}}
	odata.Sort(objects, []odata.Order{{Property: "name", Descending: true}})
	var ids string
	for _, o := range objects {
		ids += o["id"].(string)
	}
	if ids != "2314" {
		t.Errorf("got %s", ids)
	}
}

func FuzzOptions(f *testing.F) {
	f.Add("$select=a,b&$orderby=c desc&$expand=d($select=e;$top=1),f&$top=3", "")
	f.Add(`$search="a:b" OR "c:d"`, "x")
	f.Fuzz(func(t *testing.T, query, extra string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		values.Set("$expand", extra)
		if _, err := odata.ParseOptions(values); err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
	})
}
