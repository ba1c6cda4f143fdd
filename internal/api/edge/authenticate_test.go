package edge

import (
	"net/http"
	"testing"

	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/token"
)

func TestBearer(t *testing.T) {
	rows := []struct {
		what   string
		values []string
		want   string
	}{
		{"a token", []string{"Bearer a.b.c"}, "a.b.c"},
		{"the scheme in small letters", []string{"bearer a.b.c"}, "a.b.c"},
		{"spaces around", []string{"Bearer   a.b.c "}, "a.b.c"},
		{"no header", nil, ""},
		{"two headers", []string{"Bearer a.b.c", "Bearer d.e.f"}, ""},
		{"another scheme", []string{"Basic a.b.c"}, ""},
		{"no token", []string{"Bearer "}, ""},
		{"a scheme alone", []string{"Bearer"}, ""},
		{"a token alone", []string{"a.b.c"}, ""},
	}
	for _, row := range rows {
		r := &http.Request{Header: http.Header{"Authorization": row.values}}
		if got, ok := Bearer(r); got != row.want || ok != (row.want != "") {
			t.Errorf("%s: %q %v", row.what, got, ok)
		}
	}
}

func TestCallerOf(t *testing.T) {
	user := CallerOf(&token.Claims{Tenant: "t", Object: "o", IDType: "user", UPN: "ada@t", AppID: "az", Groups: []string{"g"}})
	if user.Type != rbac.User || user.Name != "ada@t" || user.AppID != "az" || user.Object != "o" || user.Tenant != "t" {
		t.Errorf("user: %+v", user)
	}
	if user.Groups != nil {
		t.Error("our own directory knows a user's groups better than a token")
	}
	app := CallerOf(&token.Claims{Tenant: "t", Object: "o", IDType: "app", Azp: "ci"})
	if app.Type != rbac.ServicePrincipal || app.Name != "ci" || app.AppID != "ci" {
		t.Errorf("application: %+v", app)
	}
	if foreign := CallerOf(&token.Claims{External: true, Groups: []string{"g"}}); len(foreign.Groups) != 1 {
		t.Errorf("foreign user: %+v", foreign)
	}
}
