package login

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/oauth"
)

// request parses a request to the token or device code endpoint.
func request(r *edge.Request, v1 bool) (oauth.Request, error) {
	req := oauth.Request{Tenant: r.Vars["tenant"], V1: v1 && !ascii.EqualFold(r.Vars["tenant"], oauth.ADFS), Origin: origin(r)}
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded") // MSAL for Java omits it in device code requests
	}
	form, err := readForm(r)
	if err != nil {
		return req, err
	}
	req.Form = form
	req.WebOrigin = r.Header.Get("Origin")
	if id, secret, ok := r.BasicAuth(); ok {
		// RFC 6749, section 2.3.1: both are form-encoded before they are joined.
		if req.BasicID, err = url.QueryUnescape(id); err == nil {
			req.BasicSecret, err = url.QueryUnescape(secret)
		}
		if err != nil {
			return req, malformed(err)
		}
	}
	return req, nil
}

// readForm parses a form body. A body of another type is treated as an empty form, in which the first parameter is missing.
// The query string is ignored, because URLs end up in logs.
func readForm(r *edge.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return url.Values{}, nil
	}
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, err
		}
		return nil, malformed(err)
	}
	return r.PostForm, nil
}

func malformed(cause error) error {
	f := fault.New(fault.Invalid, "invalid_request", "AADSTS9002313: Invalid request. Request is malformed or invalid.").Because(cause)
	f.Number = 9002313
	return f
}

func (d *host) token(v1 bool) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		d.letPagesRead(w, r)
		req, err := request(r, v1)
		if err != nil {
			return err
		}
		response, err := d.OAuth.Exchange(r.Context(), req)
		if err != nil {
			return err
		}
		info := ""
		if req.Form.Get("client_info") == "1" && response.User != "" {
			info = clientInfo(response.User, response.Tenant)
		}
		if req.V1 {
			return edge.WriteJSON(w, http.StatusOK, v1Body(response, info))
		}
		return edge.WriteJSON(w, http.StatusOK, v2Body(response, info))
	}
}

// letPagesRead allows a page to read the response (CORS) if it is one of this server's pages or an application has registered a
// page at its origin. Cookies are never used. The grant decides whether the page may redeem what it sends.
func (d *host) letPagesRead(w http.ResponseWriter, r *edge.Request) {
	w.Header().Add("Vary", "Origin")
	if origins := r.Header["Origin"]; len(origins) == 1 && d.isPageOrigin(origins[0]) {
		w.Header().Set("Access-Control-Allow-Origin", origins[0])
		w.Header().Set("Access-Control-Expose-Headers", "client-request-id, x-ms-request-id")
	}
}

func (d *host) isPageOrigin(origin string) bool {
	return origin == d.Origins.Login || d.PageOrigin != nil && d.PageOrigin(origin)
}

// preflight answers a CORS preflight request.
func (d *host) preflight(w http.ResponseWriter, r *edge.Request) error {
	d.letPagesRead(w, r)
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	w.Header().Set("Access-Control-Allow-Headers", "authorization, client-request-id, return-client-request-id, content-type, x-anchormailbox, x-app-name, x-app-ver, x-client-current-telemetry, x-client-last-telemetry, x-client-sku, x-client-ver, x-ms-lib-capability")
	w.Header().Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// tokens is the response of a v2 endpoint. Numbers must be JSON numbers: az fails on strings.
type tokens struct {
	Type         string `json:"token_type"`
	Scope        string `json:"scope,omitempty"`
	ExpiresIn    int    `json:"expires_in"`
	ExtExpiresIn int    `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"`
}

func v2Body(t *oauth.Response, info string) tokens {
	seconds := int(t.ExpiresIn.Seconds())
	return tokens{"Bearer", t.Scope, seconds, seconds, t.AccessToken, t.RefreshToken, t.IDToken, info}
}

// v1Tokens is the response of a v1 endpoint, where numbers are strings.
type v1Tokens struct {
	Type         string `json:"token_type"`
	Scope        string `json:"scope,omitempty"`
	ExpiresIn    string `json:"expires_in"`
	ExtExpiresIn string `json:"ext_expires_in"`
	ExpiresOn    string `json:"expires_on"`
	NotBefore    string `json:"not_before"`
	Resource     string `json:"resource"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"`
}

func v1Body(t *oauth.Response, info string) v1Tokens {
	seconds := strconv.Itoa(int(t.ExpiresIn.Seconds()))
	return v1Tokens{
		"Bearer", t.Claims.Scope, seconds, seconds, strconv.FormatInt(t.Claims.Expires, 10), strconv.FormatInt(t.Claims.NotBefore, 10),
		t.Resource, t.AccessToken, t.RefreshToken, t.IDToken, info,
	}
}

// clientInfo returns client_info, by which MSAL identifies accounts.
func clientInfo(user, tenant string) string {
	text, _ := json.Marshal(map[string]string{"uid": user, "utid": tenant}) // marshalling strings cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

// deviceBody is the response of the device code endpoint.
type deviceBody struct {
	UserCode        string `json:"user_code"`
	DeviceCode      string `json:"device_code"`
	VerificationURI string `json:"verification_uri"`
	VerificationURL string `json:"verification_url,omitempty"` // on v1
	ExpiresIn       int    `json:"expires_in"`
	Interval        int    `json:"interval"`
	Message         string `json:"message"`
}

func (d *host) deviceCode(v1 bool) edge.Handler {
	return func(w http.ResponseWriter, r *edge.Request) error {
		req, err := request(r, v1)
		if err != nil {
			return err
		}
		started, err := d.OAuth.StartDevice(r.Context(), req)
		if err != nil {
			return err
		}
		page := d.Origins.Login + "/devicelogin"
		body := deviceBody{
			UserCode: started.UserCode, DeviceCode: started.DeviceCode, VerificationURI: page,
			ExpiresIn: int(started.ExpiresIn.Seconds()), Interval: int(started.Interval.Seconds()),
			Message: fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", page, started.UserCode),
		}
		if v1 {
			body.VerificationURL = page
		}
		return edge.WriteJSON(w, http.StatusOK, body)
	}
}
