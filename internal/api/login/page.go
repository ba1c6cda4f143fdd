package login

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/safetext"
)

// view is the content of a page. Title, Kind and what its card reads are set.
type view struct {
	Kind     string // selects the card
	Title    string
	Lead     string // below the title
	App      string // the client application
	Tenant   string
	Alert    string // error message
	Bad      string // the field with an error: user, password or code
	Action   string // URL of the form
	Fields   []field
	User     string // user name in the form
	Typed    bool   // the user name was entered; the password is next
	Name     string // display name of the account to choose
	Code     string // user code in the form
	Facts    []field
	Everyone bool   // an administrator may consent for everyone
	Ask      string // the passkey challenge, in JSON
	Keys     []oauth.Passkey
	Second   bool     // a passkey is required after the password
	Onward   string   // where a guest continues
	People   []string // users that a developer may pick
	Canary   string
	Nonce    string
	Next     string   // where the browser continues automatically
	scheme   string   // custom scheme of the redirect URI, to which the form's response may redirect
	frames   []string // URLs that the page loads in hidden frames
}

type field struct{ Name, Value string }

func signInPage(a *oauth.Authorization, params url.Values, v1 bool) *view {
	v := authorizing(a, params, v1)
	v.Kind, v.Title, v.User = "signin", "Sign in", a.LoginHint
	v.Typed = v.User != ""
	return v
}

func choosePage(a *oauth.Authorization, account *oauth.Account, params url.Values, v1 bool) *view {
	v := authorizing(a, params, v1)
	v.Kind, v.Title, v.Name, v.User = "choose", "Pick an account", account.User.DisplayName, account.User.UserPrincipalName
	v.Fields = append(v.Fields, field{"account", account.User.ID})
	return v
}

// authorizing returns the common part of authorization pages: the authorization request is part of the form.
func authorizing(a *oauth.Authorization, params url.Values, v1 bool) *view {
	endpoint := "v2"
	if v1 {
		endpoint = "v1"
	}
	v := &view{
		App: a.Client.Name, Action: "/" + a.Place.Segment + "/signin", scheme: ownScheme(a.Redirect),
		Fields: []field{{"request", params.Encode()}, {"endpoint", endpoint}},
	}
	if a.Place.Tenant != nil {
		v.Tenant = a.Place.Tenant.DisplayName
	}
	return v
}

func postPage(a *oauth.Authorization, values url.Values) *view {
	v := &view{Kind: "post", Title: "Going back", App: a.Client.Name, Action: a.Redirect}
	for _, name := range []string{"code", "client_info", "error", "error_description", "error_uri", "error_codes", "trace_id", "correlation_id", "state", "iss"} {
		if values.Has(name) {
			v.Fields = append(v.Fields, field{name, values.Get(name)})
		}
	}
	return v
}

// goingBackPage continues to the client automatically. The response to one of our forms must not be a redirect to the client:
// browsers apply the form-action of the page with the form to every further redirect, and applications redirect to other
// origins from their callback.
func goingBackPage(a *oauth.Authorization, next string) *view {
	return &view{Kind: "go", Title: "Going back", App: a.Client.Name, Next: next}
}

func codePage() *view {
	return &view{Kind: "code", Title: "Enter code", Lead: "Enter the code that your app or device shows.", Action: "/devicelogin"}
}

func deviceSignInPage(asked *oauth.DeviceRequest) *view {
	return &view{
		Kind: "signin", Title: "Sign in", App: asked.Client.Name, Action: "/devicelogin",
		Lead: "You are signing in to " + asked.Client.Name + " on another device.", Fields: []field{{"otc", asked.UserCode}},
	}
}

func confirmPage(asked *oauth.DeviceRequest, account *oauth.Account) *view {
	return &view{
		Kind: "confirm", Title: "Are you signing in to " + asked.Client.Name + "?", App: asked.Client.Name, Action: "/devicelogin",
		Name: account.User.DisplayName, User: account.User.UserPrincipalName, Code: asked.UserCode,
		Fields: []field{{"otc", asked.UserCode}, {"account", account.User.ID}},
	}
}

func donePage(title, lead string) *view { return &view{Kind: "done", Title: title, Lead: lead} }

// ownPage is page for pages that users open themselves, which are isolated from other windows. The pages of authorize and
// logout are not isolated, because applications open them in pop-ups: a pop-up that is cut off from its opener looks closed
// to the opener.
func (d *host) ownPage(h edge.Handler) edge.Handler {
	shown := d.page(h)
	return func(w http.ResponseWriter, r *edge.Request) error {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		return shown(w, r)
	}
}

// page shows the errors of a handler as a page.
func (d *host) page(h edge.Handler) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		err := h(w, r)
		if f := fault.Of(err); f != nil && f.Number != 0 {
			d.showFailure(w, r, f)
			return nil
		}
		if err != nil {
			r.Held = shownAsPage{}
		}
		return err
	}
}

// shownAsPage marks a request whose errors are shown as a page, whatever its Accept header says.
type shownAsPage struct{}

func (d *host) showFailure(w http.ResponseWriter, r *edge.Request, f *fault.Error) {
	told := d.describe(r, f)
	message, _, _ := strings.Cut(told.Description, " Trace ID: ")
	_ = d.showStatus(w, r, f.Kind.Status(), &view{
		Kind: "error", Title: "We could not sign you in", Lead: message,
		Facts: append(cure(f.Number), field{"Request id", told.Trace}, field{"Correlation id", told.Correlation}, field{"Time", told.Timestamp}),
	})
}

// cure returns what to do about an AADSTS number.
func cure(number int) []field {
	known, ok := oauth.Explain(number)
	if !ok {
		return nil
	}
	return []field{{"What to do", known.Cure}}
}

// explainError serves the error_uri of errors.
func (d *host) explainError(w http.ResponseWriter, r *edge.Request) error {
	number, err := strconv.Atoi(r.URL.Query().Get("code"))
	if err != nil || number <= 0 {
		return oauth.Missing("code")
	}
	title := fmt.Sprintf("AADSTS%d", number)
	if known, ok := oauth.Explain(number); ok {
		return d.show(w, r, &view{Kind: "error", Title: title, Lead: known.What, Facts: []field{{"What to do", known.Cure}}})
	}
	return d.show(w, r, &view{
		Kind: "error", Title: title,
		Lead: "The answer that brought you here says in words what was wrong, and has a trace id by which the server's log and sign-in log find it.",
	})
}

func (d *host) show(w http.ResponseWriter, r *edge.Request, v *view) error {
	return d.showStatus(w, r, http.StatusOK, v)
}

func (d *host) showStatus(w http.ResponseWriter, r *edge.Request, status int, v *view) error {
	v.Canary, v.Nonce = canary(w, r), rand.Text()
	if v.Kind == "signin" && !v.Typed {
		for _, person := range d.seeded(r) {
			v.People = append(v.People, person.UserName)
		}
	}
	v.escapeNames()
	var body bytes.Buffer
	if err := v.write(&body); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", v.policy())
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // fails only if the browser has disconnected
	return nil
}

// escapeNames makes characters visible that could disguise a name or reorder the text around it. Whoever registers an
// application chooses its name and those of its permissions. Hidden form fields stay unchanged.
func (v *view) escapeNames() {
	for _, text := range []*string{&v.Title, &v.Lead, &v.App, &v.Tenant, &v.Alert, &v.User, &v.Name} {
		*text = safetext.String(*text)
	}
	for i, fact := range v.Facts {
		v.Facts[i] = field{safetext.String(fact.Name), safetext.String(fact.Value)}
	}
}

// policy returns a content security policy that allows only the page's own style and script, and forms to this host. The page
// that posts a response to the client has no form-action, because the client may redirect to any origin; it has no other form.
func (v *view) policy() string {
	script, connect, frames, form := "'none'", "", "", "; form-action 'self'"
	switch v.Kind {
	case "post":
		script, form = "'nonce-"+v.Nonce+"'", ""
	case "second", "security":
		script = "'nonce-" + v.Nonce + "'"
	case "signin":
		script, connect = "'nonce-"+v.Nonce+"'", "; connect-src 'self'"
	}
	if v.scheme != "" && form != "" {
		form += " " + v.scheme
	}
	for _, address := range v.frames {
		if origin := originOf(address); origin != "" {
			frames += " " + origin
		}
	}
	if frames != "" {
		frames = "; frame-src" + frames
	}
	return "default-src 'none'; style-src 'nonce-" + v.Nonce + "'; script-src " + script + connect + frames +
		"; base-uri 'none'; frame-ancestors 'none'" + form
}

// originOf returns the CSP source expression of an address; "" if it has none.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, ";,'\" ") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// ownScheme returns the CSP source expression of a redirect URI with a custom scheme; "" for a web address.
func ownScheme(redirect string) string {
	u, err := url.Parse(redirect)
	if err != nil || isWebAddress(redirect) {
		return ""
	}
	return u.Scheme + ":"
}
