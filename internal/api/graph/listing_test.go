package graph_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/store"
)

// names are the display names of what a list answered, page by page.
func (w *world) names(path string) []string {
	w.t.Helper()
	out := []string{}
	for range 100 {
		page := w.call(w.as("bob"), "GET", path, "").want(w.t, 200)
		for _, one := range page.body["value"].([]any) {
			out = append(out, one.(map[string]any)["displayName"].(string))
		}
		next, more := page.body["@odata.nextLink"].(string)
		if !more {
			return out
		}
		path = strings.TrimPrefix(next, origin)
	}
	w.t.Fatalf("%s has no last page", path)
	return nil
}

func TestListsByNameGoPageByPage(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		for i, name := range []string{"Zoe Ünal", "zoe b", "Zoe", "zöe", "Zoe "} {
			g := &directory.Group{Header: head("group", fmt.Sprint("named ", i)), SecurityEnabled: true, MailNickname: "z"}
			g.DisplayName = name
			w.must(directory.Create(tx, g, *w.now.Load()))
		}
	})
	for says, row := range map[string]struct {
		query string
		want  []string
	}{
		"all, one at a time":     {"$orderby=displayName&$top=1", []string{"developers", "Zoe", "Zoe ", "zoe b", "Zoe Ünal", "zöe"}},
		"all, two at a time":     {"$orderby=displayName asc&$top=2", []string{"developers", "Zoe", "Zoe ", "zoe b", "Zoe Ünal", "zöe"}},
		"those with a filter":    {"$orderby=displayName&$top=2&$filter=" + url.QueryEscape("startswith(displayName,'zoe ')"), []string{"Zoe ", "zoe b", "Zoe Ünal"}},
		"those of either":        {"$orderby=displayName&$top=1&$filter=" + url.QueryEscape("startswith(displayName,'zö') or displayName eq 'developers' or displayName eq 'DEVELOPERS'"), []string{"developers", "zöe"}},
		"from the end":           {"$orderby=displayName desc&$top=2", []string{"zöe", "Zoe Ünal", "zoe b", "Zoe ", "Zoe", "developers"}},
		"counted, one at a time": {"$orderby=displayName&$count=true&$top=1", []string{"developers", "Zoe", "Zoe ", "zoe b", "Zoe Ünal", "zöe"}},
	} {
		if got := w.names("/v1.0/groups?$select=id,displayName&" + strings.ReplaceAll(row.query, " ", "%20")); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %q, want %q", says, got, row.want)
		}
	}
	w.call(w.as("bob"), "GET", "/v1.0/groups?$orderby=displayName&$skiptoken=bmFtZTp4", "").refused(t, 400, "Directory_InvalidPageToken")
}

// People are found by the beginning of their name or of their sign-in name, in one request.
func TestPeopleAreFoundByEitherName(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx *store.Tx) {
		u := &directory.User{Header: head("user", "x1"), UserPrincipalName: "lovelace@keyless.localhost", MailNickname: "l", AccountEnabled: true}
		u.DisplayName = "Countess"
		w.must(directory.Create(tx, u, *w.now.Load()))
	})
	for begin, want := range map[string][]string{"love": {"Countess"}, "COUN": {"Countess"}, "nobody": {}, "lovelace@k": {"Countess"}} {
		filter := url.QueryEscape(fmt.Sprintf("startswith(displayName,'%s') or startswith(userPrincipalName,'%[1]s')", begin))
		for _, order := range []string{"", "&$orderby=displayName"} {
			if got := w.names("/v1.0/users?$select=id,displayName&$filter=" + filter + order); !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", begin+order, got, want)
			}
		}
	}
}

func TestRoleDefinitionsSayWhatTheirHoldersMayDo(t *testing.T) {
	w := newWorld(t)
	list := w.call(w.as("bob"), "GET", "/v1.0/roleManagement/directory/roleDefinitions?$filter=displayName%20eq%20'Groups%20Administrator'", "").want(t, 200)
	if got := list.ids(); !slices.Equal(got, []string{directory.GroupsAdministrator}) {
		t.Fatalf("got %v", got)
	}
	one := w.call(w.as("bob"), "GET", "/v1.0/roleManagement/directory/roleDefinitions/"+directory.GroupsAdministrator, "").want(t, 200)
	if !strings.Contains(string(one.raw), `"allowedResourceActions":["microsoft.directory/groups/*"`) {
		t.Errorf("got %s", one.raw)
	}
	w.call(w.as("bob"), "GET", "/v1.0/roleManagement/directory/roleDefinitions/"+id("user", "bob"), "").want(t, 404)
}
