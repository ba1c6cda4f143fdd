package login_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestSignInPageShowsErrors(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	if page.labels["loginfmt"] != "User name" || page.labels["passwd"] != "Password" || !strings.Contains(page.text, "Microsoft Azure CLI") {
		t.Fatalf("labels are %v", page.labels)
	}
	invalid := func(f *form) string {
		wrong := find(f.page, func(n *html.Node) bool { return attr(n, "aria-invalid") == "true" })
		if len(wrong) == 0 {
			return ""
		}
		if attr(wrong[0], "aria-describedby") != "alert" || attr(wrong[0], "id") == "" {
			t.Error("the wrong field is not tied to the error")
		}
		return attr(wrong[0], "name")
	}
	if f := k.open(k.send(b, page, "action", "signin")); invalid(f) != "loginfmt" || !strings.Contains(f.text, "<title>Error:") {
		t.Error("an empty user name")
	}
	next := k.open(k.send(b, page, "action", "signin", "loginfmt", "ada@contoso.test"))
	if invalid(next) != "" || next.fields.Get("loginfmt") != "ada@contoso.test" || next.fields.Get("typed") != "1" {
		t.Error("the name alone does not lead to the password")
	}
	if f := k.open(k.send(b, next, "action", "signin")); invalid(f) != "passwd" {
		t.Error("an empty password")
	}
	wrong := k.send(b, next, "action", "signin", "passwd", "<script>alert(1)</script>")
	if f := k.open(wrong); wrong.StatusCode != 400 || invalid(f) != "passwd" || f.fields.Get("passwd") != "" || strings.Contains(f.text, "alert(1)") {
		t.Error("a wrong password")
	}
	unknown := k.open(k.send(b, next, "action", "signin", "loginfmt", "nobody@contoso.test", "passwd", "x"))
	known := k.open(k.send(b, next, "action", "signin", "passwd", "x"))
	alert := func(f *form) string {
		return text(find(f.page, func(n *html.Node) bool { return attr(n, "id") == "alert" })[0])
	}
	if alert(unknown) != alert(known) {
		t.Error("the page tells who exists")
	}
	if f := k.open(k.send(b, page, "action", "signin", "loginfmt", `"><img src=x>`, "passwd", "x")); strings.Contains(f.text, "<img") {
		t.Error("what was typed is not escaped")
	}
}

func TestForeignFormsAreRejected(t *testing.T) {
	k := newRig(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	rows := []struct {
		what string
		b    *http.Client
		fill []string
	}{
		{"no canary", b, []string{"canary", ""}},
		{"a wrong canary", b, []string{"canary", "x"}},
		{"another browser's canary", k.browser(), nil},
	}
	for _, row := range rows {
		fill := append([]string{"loginfmt", "ada@contoso.test", "passwd", password, "action", "signin"}, row.fill...)
		response := k.send(row.b, page, fill...)
		if f := k.open(response); response.StatusCode != 400 || !strings.Contains(f.text, "expired") {
			t.Errorf("%s: %d", row.what, response.StatusCode)
		}
	}
	request, _ := http.NewRequest(http.MethodPost, k.server.URL+page.action, strings.NewReader(page.fields.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := b.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if _ = k.open(response); response.StatusCode != 400 {
		t.Errorf("sent from another site: %d", response.StatusCode)
	}
	tampered := k.send(b, page, "request", authorization("redirect_uri", "http://evil.test").Encode(), "loginfmt", "ada@contoso.test", "passwd", password, "action", "signin")
	if _ = k.open(tampered); tampered.StatusCode != 400 || tampered.Header.Get("Location") != "" {
		t.Errorf("a tampered request: %d", tampered.StatusCode)
	}
}

// TestNamesOnPagesCannotReorderText shows an application whose name would reorder the text around it.
func TestNamesOnPagesCannotReorderText(t *testing.T) {
	k := newRig(t)
	k.web.DisplayName = "Payroll\u202etidua\u0085\u200b<b>"
	k.put(k.web)
	page := k.open(k.authorize(k.browser(), authorization("client_id", k.web.AppID, "redirect_uri", "https://app.test/callback")))
	if strings.ContainsAny(page.text, "\u202e\u0085\u200b") || strings.Contains(page.text, "<b>") || !strings.Contains(page.text, `Payroll\u202etidua`) {
		t.Errorf("the page: %q", page.text)
	}
}

// TestOwnPagesAreIsolatedFromOtherWindows looks at the opener policy of each page. An application opens the pages of
// authorize and logout in a pop-up and must keep its handle on it.
func TestOwnPagesAreIsolatedFromOtherWindows(t *testing.T) {
	k := newRig(t)
	for path, isolated := range map[string]bool{
		"/my-security": true, "/devicelogin": true, "/common/oauth2/v2.0/deviceauth": true, "/error?code=50058": true,
		"/organizations/oauth2/v2.0/authorize?" + authorization().Encode():                    false,
		"/organizations/oauth2/v2.0/authorize?" + authorization("client_id", "none").Encode(): false,
		"/organizations/oauth2/v2.0/logout":                                                   false,
	} {
		response, err := k.browser().Get(k.server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if got := response.Header.Get("Cross-Origin-Opener-Policy") == "same-origin"; got != isolated {
			t.Errorf("%s: isolated = %t", path, got)
		}
		if response.Header.Get("X-Frame-Options") != "DENY" || !strings.Contains(response.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s can be framed", path)
		}
	}
}
