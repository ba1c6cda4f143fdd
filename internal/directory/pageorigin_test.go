package directory

import "testing"

func TestPageOrigin(t *testing.T) {
	for _, row := range []struct{ rule, uri, want string }{
		{"a redirect URI", "https://app.test/callback?x=1", "https://app.test"},
		{"an Origin header", "https://app.test", "https://app.test"},
		{"the scheme's own port is left out", "https://app.test:443", "https://app.test"},
		{"another port counts", "https://app.test:8443", "https://app.test:8443"},
		{"another scheme counts", "http://app.test", "http://app.test"},
		{"letters of a host fold", "https://APP.test", "https://app.test"},
		{"the port of a loopback http address is free", "http://localhost:5173/", "http://localhost"},
		{"so is that of a numeric one", "http://[::1]:5173", "http://[::1]"},
		{"but not that of a loopback https address", "https://localhost:5173/", "https://localhost:5173"},
		{"a trailing dot is another host", "https://app.test.", "https://app.test."},
		{"a page without an origin has none", "null", ""},
		{"an empty value has none", "", ""},
		{"a user part is refused", "https://app.test@evil.test", ""},
		{"a look-alike is refused", "https://app.te\u017ft", ""},
		{"a backslash is refused", `https://app.test\.evil.test`, ""},
		{"another scheme is refused", "file:///etc", ""},
		{"a scheme without a host is refused", "https:app.test", ""},
	} {
		if got, ok := PageOrigin(row.uri); got != row.want || ok != (row.want != "") {
			t.Errorf("%s: PageOrigin(%q) = %q, %v, want %q", row.rule, row.uri, got, ok, row.want)
		}
	}
}

func TestSnapshotKnowsTheOriginsOfPages(t *testing.T) {
	app := func(id string, spa ...string) *Application {
		return &Application{Header: Header{Tenant: "t", ID: id}, AppID: id, RedirectURIs: Redirects{SPA: spa, Web: []string{"https://web.test/"}}}
	}
	s := new(Snapshot).With(app("a", "https://one.test/cb", "https://two.test/")).With(app("b", "https://one.test/other"))
	expect := func(what string, want ...string) {
		t.Helper()
		for _, origin := range []string{"https://one.test", "https://two.test", "https://web.test"} {
			is := false
			for _, w := range want {
				is = is || w == origin
			}
			if s.IsPageOrigin(origin) != is {
				t.Errorf("%s: IsPageOrigin(%s) = %v", what, origin, !is)
			}
		}
	}
	expect("two applications", "https://one.test", "https://two.test")
	s = s.With(app("a", "https://two.test/"))
	expect("the first gave one up, the second has it", "https://one.test", "https://two.test")
	s = s.Without("t", "b")
	expect("the second was deleted", "https://two.test")
	gone := app("a", "https://two.test/")
	gone.DeletedAt = gone.CreatedAt.AddDate(2026, 1, 1)
	s = s.With(gone)
	expect("the first was soft-deleted")
}
