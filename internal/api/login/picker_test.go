package login_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/login"
)

// withPicker returns a rig whose sign-in page offers ada.
func withPicker(t *testing.T) *rig {
	t.Helper()
	k := newRig(t)
	k.seeded = func() []login.SeededPerson {
		return []login.SeededPerson{{UserName: "ada@contoso.test", Password: password}}
	}
	k.restart()
	return k
}

func TestPickerSignsInWithThePassword(t *testing.T) {
	k := withPicker(t)
	b := k.browser()
	page := k.open(k.authorize(b, authorization()))
	if !strings.Contains(page.text, `name="pick" value="ada@contoso.test"`) {
		t.Fatal("the page shows nobody to pick")
	}
	if strings.Contains(page.text, password) {
		t.Error("the page holds the password")
	}
	k.send(b, page, "pick", "ada@contoso.test")
	if again := k.authorize(b, authorization("prompt", "select_account")); !strings.Contains(k.open(again).text, "Pick an account") {
		t.Error("there is no session")
	}
}

func TestPickerWorksOnEachPage(t *testing.T) {
	k := withPicker(t)
	b := k.browser()
	code := k.startDevice()["user_code"].(string)
	response, err := b.Get(k.server.URL + "/devicelogin")
	if err != nil {
		t.Fatal(err)
	}
	page := k.open(k.send(b, k.open(response), "otc", code, "action", "code"))
	if page = k.open(k.send(b, page, "pick", "ada@contoso.test")); !strings.Contains(page.text, "Are you signing in to") {
		t.Errorf("the device page: %s", page.text)
	}
	b = k.browser()
	if response, err = b.Get(k.server.URL + "/my-security"); err != nil {
		t.Fatal(err)
	}
	if page = k.open(k.send(b, k.open(response), "pick", "ada@contoso.test")); !strings.Contains(page.text, "How you sign in") {
		t.Errorf("the page of one's own security: %s", page.text)
	}
}

func TestPickerRejectsForeignRequests(t *testing.T) {
	for _, row := range []struct {
		what   string
		change func(k *rig)                             // before the form is sent
		send   func(r *http.Request, fields url.Values) // modifies the request
	}{
		{"not for a valid request", nil, nil},
		{"on a server without a picker", func(k *rig) { k.seeded = nil; k.restart() }, nil},
		{"of a user who was not seeded", nil, func(_ *http.Request, fields url.Values) { fields.Set("pick", "eve@contoso.test") }},
		{"of nobody", nil, func(_ *http.Request, fields url.Values) { fields.Set("pick", "") }},
		{"from another machine", nil, func(r *http.Request, _ url.Values) { r.RemoteAddr = "192.0.2.7:5000" }},
		{"by a foreign name that resolves to this machine", nil, func(r *http.Request, _ url.Values) { r.Host = "evil.example:8443" }},
		{"by a name that begins with localhost", nil, func(r *http.Request, _ url.Values) { r.Host = "localhost.evil.example" }},
		{"through a proxy", nil, func(r *http.Request, _ url.Values) { r.Header.Set("X-Forwarded-For", "192.0.2.7") }},
		{"from a page of another site", nil, func(r *http.Request, _ url.Values) { r.Header.Set("Sec-Fetch-Site", "cross-site") }},
		{"with a wrong canary", nil, func(_ *http.Request, fields url.Values) { fields.Set("canary", "x") }},
		{"without the canary cookie", nil, func(r *http.Request, _ url.Values) { r.Header.Del("Cookie") }},
	} {
		t.Run(row.what, func(t *testing.T) {
			k := withPicker(t)
			b := k.browser()
			page := k.open(k.authorize(b, authorization()))
			if row.change != nil {
				row.change(k)
			}
			fields := page.fields
			fields.Set("pick", "ada@contoso.test")
			r := httptest.NewRequest(http.MethodPost, page.action, nil)
			r.RemoteAddr, r.Host = "127.0.0.1:5000", "localhost:8443"
			address, err := url.Parse(k.server.URL)
			if err != nil {
				t.Fatal(err)
			}
			for _, cookie := range b.Jar.Cookies(address) {
				r.AddCookie(cookie)
			}
			if row.send != nil {
				row.send(r, fields)
			}
			body := strings.NewReader(fields.Encode())
			whole := httptest.NewRequest(http.MethodPost, page.action, body)
			whole.Header, whole.RemoteAddr, whole.Host = r.Header, r.RemoteAddr, r.Host
			whole.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			k.host.ServeHTTP(w, whole)
			session := false
			for _, cookie := range w.Result().Cookies() {
				session = session || strings.Contains(cookie.Name, "session") && cookie.Value != ""
			}
			if wanted := row.change == nil && row.send == nil; session != wanted {
				t.Errorf("%d, a session was started: %v", w.Code, session)
			} else if wanted {
				return
			}
			if strings.Contains(w.Body.String(), "code=") || w.Code < 400 && !strings.Contains(w.Body.String(), "<h1 id=\"title\">Sign in") {
				t.Errorf("%d: %s", w.Code, w.Body)
			}
		})
	}
}

func TestPickerIsNotShownToOtherMachines(t *testing.T) {
	k := withPicker(t)
	for _, row := range []struct{ remote, host string }{
		{"192.0.2.7:5000", "localhost:8443"}, {"127.0.0.1:5000", "evil.example:8443"}, {"127.0.0.1:5000", "127.0.0.1.evil.example"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/organizations/oauth2/v2.0/authorize?"+authorization().Encode(), nil)
		r.RemoteAddr, r.Host = row.remote, row.host
		w := httptest.NewRecorder()
		k.host.ServeHTTP(w, r)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `name="pick"`) {
			t.Errorf("from %s to %s: %d, the picker is %v", row.remote, row.host, w.Code, strings.Contains(w.Body.String(), `name="pick"`))
		}
	}
}

func TestPickerAsksForAChangedPassword(t *testing.T) {
	k := withPicker(t)
	k.seeded = func() []login.SeededPerson {
		return []login.SeededPerson{{UserName: "ada@contoso.test", Password: "the old one"}}
	}
	k.restart()
	b := k.browser()
	response := k.send(b, k.open(k.authorize(b, authorization())), "pick", "ada@contoso.test")
	if page := k.open(response); response.StatusCode != http.StatusBadRequest || !strings.Contains(page.text, "has been changed") || page.fields.Get("loginfmt") != "ada@contoso.test" {
		t.Errorf("%d %s", response.StatusCode, page.text)
	}
}
