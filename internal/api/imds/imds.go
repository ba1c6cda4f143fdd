package imds

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// Deps are the dependencies of the host.
type Deps struct {
	Tenant string // the tenant of the managed identities
	// View runs read in one transaction.
	View func(ctx context.Context, read func(directory.Reader) error) error
	// Mint issues a token of identity for a resource. It fails with Invalid for an unknown resource.
	Mint func(ctx context.Context, identity *directory.ServicePrincipal, resource string) (string, *token.Claims, error)
	// Workload creates a token file for identity. It fails with Invalid for a system-assigned identity.
	Workload func(ctx context.Context, identity *directory.ServicePrincipal) (Workload, error)
	// HeaderKey is the key from which the values of IDENTITY_HEADER are derived.
	HeaderKey []byte
	Now       func() time.Time
	Log       *slog.Logger
}

// maxForm is the maximum size of the Cloud Shell form in bytes.
const maxForm = 16 << 10

// New returns the host.
func New(d Deps) *edge.Host {
	s := service{d}
	return &edge.Host{
		Name: "imds", MaxBody: maxForm, Log: d.Log, Fail: fail,
		Before: func(w http.ResponseWriter, _ *edge.Request) { w.Header().Set("Cache-Control", "no-store") },
		Routes: []edge.Route{
			edge.Public(http.MethodGet, "/metadata/identity/oauth2/token", s.instance),
			edge.Public(http.MethodGet, "/identity/{identity}/token", s.appService),
			edge.Public(http.MethodPost, "/identity/{identity}/token", s.cloudShell),
			edge.Public(http.MethodPost, "/identity/{identity}/workload", s.workload),
		},
	}
}

// Header returns the value of IDENTITY_HEADER (and MSI_SECRET) for one identity.
func Header(key []byte, objectID string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("identity header " + ascii.ToLower(objectID)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Endpoint returns the value of IDENTITY_ENDPOINT for one identity, under the origin of the plain HTTP listener.
func Endpoint(metadata, objectID string) string { return metadata + "/identity/" + objectID + "/token" }

type service struct{ Deps }

// instance implements the metadata service of a virtual machine that has all managed identities of the tenant.
func (s service) instance(w http.ResponseWriter, r *edge.Request) error {
	// A browser cannot add this header to a cross-site request, and a proxy adds X-Forwarded-For: both prevent SSRF.
	if !ascii.EqualFold(r.Header.Get("Metadata"), "true") {
		return fault.New(fault.Invalid, "invalid_request", "Required metadata header not specified")
	}
	if r.Header.Get("X-Forwarded-For") != "" {
		return fault.New(fault.Invalid, "invalid_request", "Forwarded requests are not answered")
	}
	q := r.URL.Query()
	return s.answer(w, r, selector{client: q.Get("client_id"), object: q.Get("object_id"), resource: first(q.Get("msi_res_id"), q.Get("mi_res_id"))}, q.Get("resource"))
}

// appService implements App Service's endpoint, for the identity in the path, with that identity's header.
func (s service) appService(w http.ResponseWriter, r *edge.Request) error {
	object := r.Vars["identity"]
	if strings.Contains(object, ".") {
		return s.cloudShell(w, r) // MSAL for Java sends GET
	}
	if err := s.opens(r, object); err != nil {
		return err
	}
	q := r.URL.Query()
	asked := selector{client: first(q.Get("client_id"), q.Get("clientid")), object: object, resource: first(q.Get("mi_res_id"), q.Get("msi_res_id"))}
	if named := first(q.Get("object_id"), q.Get("principal_id")); named != "" && !ascii.EqualFold(named, object) {
		return notFound() // the header of one identity must not yield tokens of another
	}
	return s.answer(w, r, asked, q.Get("resource"))
}

// opens checks that the request has the identity's header.
func (s service) opens(r *edge.Request, object string) error {
	presented := first(r.Header.Get("X-IDENTITY-HEADER"), r.Header.Get("secret"))
	if subtle.ConstantTimeCompare([]byte(presented), []byte(Header(s.HeaderKey, object))) != 1 {
		return fault.New(fault.Unauthenticated, "unauthorized", "The X-IDENTITY-HEADER header is missing or is not this identity's")
	}
	return nil
}

// cloudShell implements the form that clients send if only MSI_ENDPOINT is set. They send no secret, so the path must
// contain it: {object id}.{header}.
func (s service) cloudShell(w http.ResponseWriter, r *edge.Request) error {
	object, presented, _ := strings.Cut(r.Vars["identity"], ".")
	if subtle.ConstantTimeCompare([]byte(presented), []byte(Header(s.HeaderKey, object))) != 1 || !ascii.EqualFold(r.Header.Get("Metadata"), "true") {
		return fault.New(fault.Unauthenticated, "unauthorized", "The endpoint is not this identity's")
	}
	// MSAL for Java sends the form with GET and a header named ContentType, so neither the method nor the type is checked.
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return fault.New(fault.Invalid, "invalid_request", "The form cannot be read").Because(err)
	}
	return s.answer(w, r, selector{object: object}, first(form.Get("resource"), r.URL.Query().Get("resource")))
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// answer writes a token of the identity. All values are strings. azure-identity for JavaScript requires expires_on, MSAL for
// Python expires_in, and older Python clients resource.
func (s service) answer(w http.ResponseWriter, r *edge.Request, asked selector, resource string) error {
	if resource == "" {
		return fault.New(fault.Invalid, "invalid_resource", "AADSTS900144: The request body must contain the following parameter: 'resource'.")
	}
	var identity *directory.ServicePrincipal
	err := s.View(r.Context(), func(read directory.Reader) (err error) {
		identity, err = asked.find(read, s.Tenant)
		return err
	})
	if err != nil {
		return err
	}
	raw, claims, err := s.Mint(r.Context(), identity, resource)
	if err != nil {
		return err
	}
	left := strconv.FormatInt(max(claims.Expires-s.Now().Unix(), 0), 10)
	// On Azure, App Service's version 2017-09-01 returns a date, which recent versions of az, azure-identity for Python and
	// azidentity for Go no longer parse. They parse seconds, from every endpoint.
	expires := strconv.FormatInt(claims.Expires, 10)
	return edge.WriteJSON(w, http.StatusOK, map[string]string{
		"access_token": raw, "client_id": identity.AppID, "token_type": "Bearer", "resource": resource,
		"expires_in": left, "ext_expires_in": left, "expires_on": expires,
		"not_before": strconv.FormatInt(claims.NotBefore, 10),
	})
}

// fail writes err as the metadata service does, with the members statusCode and message of App Service.
func fail(w http.ResponseWriter, _ *edge.Request, err *fault.Error) {
	_ = edge.WriteJSON(w, err.Kind.Status(), map[string]any{
		"error": err.Code, "error_description": err.Message, "statusCode": err.Kind.Status(), "message": err.Message,
	})
}
