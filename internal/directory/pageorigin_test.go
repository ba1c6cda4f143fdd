package directory

import "testing"

func TestPageOrigin(t *testing.T) {
	for _, row := range []struct{ rule, uri, want string }{
		{"a redirect URI", "https://app.test/callback?x=1", "https://app.test"},
		{"an Origin header", "https://app.test", "https://app.test"},
		{"the default port is omitted", "https://app.test:443", "https://app.test"},
		{"another port is kept", "https://app.test:8443", "https://app.test:8443"},
		{"another scheme is kept", "http://app.test", "http://app.test"},
		{"the host is lowered", "https://APP.test", "https://app.test"},
		{"the port of a loopback http address is omitted", "http://localhost:5173/", "http://localhost"},
		{"the port of a numeric loopback address is omitted", "http://[::1]:5173", "http://[::1]"},
		{"the port of a loopback https address is kept", "https://localhost:5173/", "https://localhost:5173"},
		{"a trailing dot is kept", "https://app.test.", "https://app.test."},
		{"the null origin is rejected", "null", ""},
		{"an empty value is rejected", "", ""},
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

func TestSnapshotHasPageOrigins(t *testing.T) {
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
