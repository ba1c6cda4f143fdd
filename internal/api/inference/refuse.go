package inference

import (
	"net/http"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
)

// Codes of errors. Those that begin with a colon stand for a body without a code.
const (
	codeBadRequest = "BadRequest"
	codeDenied     = "PermissionDenied"
	codeNoToken    = ":statusCode" // {"statusCode":401,"message":…}
	codeDetail     = ":detail"     // {"detail":…}
	codeNoModel    = "no_model_name"
	codeUnknown    = "unknown_model"
)

func notFound() *fault.Error { return fault.New(fault.NotFound, "404", "Resource not found") }

func noSubdomain() *fault.Error {
	return fault.New(fault.NotFound, "ResourceNotFound", "Subdomain does not map to a resource.")
}

func noToken(f *family) *fault.Error {
	return fault.New(fault.Unauthenticated, codeNoToken, "Unauthorized. Access token is missing, invalid, audience is incorrect (%s), or have expired.", f.audience.printed)
}

func wrongKey() *fault.Error {
	return fault.New(fault.Unauthenticated, "401", "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.")
}

// denied is the refusal of a caller whose roles do not allow the operation. activate is what would, if the caller is eligible for
// it; Azure does not say so.
func denied(op *operation, object string, activate *rbac.Activation) *fault.Error {
	suffix := ""
	if op.family.project {
		suffix = " For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions."
	}
	if activate != nil {
		suffix += " " + activate.String()
	}
	f := fault.New(fault.Unauthenticated, codeDenied, "The principal `%s` lacks the required data action `%s` to perform `%s` operation.%s", object, op.dataAction(), op.printed(), suffix)
	if activate != nil {
		f = f.With("activate", activate)
	}
	return f
}

func noDeployment() *fault.Error {
	return fault.New(fault.NotFound, "DeploymentNotFound", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.")
}

func noModel() *fault.Error {
	return fault.New(fault.Invalid, codeNoModel, "No model specified in request. Please provide a model name in the request body or as a x-ms-model-mesh-model-name header.")
}

func unknownModel(name string) *fault.Error {
	if len(name) > 256 {
		name = name[:256]
	}
	return fault.New(fault.Invalid, codeUnknown, "Unknown model: %s", name)
}

// fail writes f. Source of the formats: captures of the service.
func (d *host) fail(w http.ResponseWriter, r *edge.Request, f *fault.Error) {
	if r.Route.Template() == "" && f.Kind != fault.Internal {
		f = d.noRoute(r, f)
	}
	h := w.Header()
	if f.Kind == fault.Unauthenticated && r.Header.Get("X-Ms-Client-Request-Id") == "" {
		h.Set("X-Ms-Client-Request-Id", "Not-Set")
	}
	if f.RetryAfter > 0 { // edge.Host sets it in seconds
		h.Set("Retry-After-Ms", strconv.FormatInt(max(1, f.RetryAfter.Milliseconds()), 10))
	}
	status := f.Kind.Status()
	var body any
	switch f.Code {
	case codeNoToken:
		if challenge, ok := f.Fields["challenge"].(string); ok {
			h.Set("WWW-Authenticate", challenge)
		}
		body = struct {
			StatusCode int    `json:"statusCode"`
			Message    string `json:"message"`
		}{status, f.Message}
	case codeDetail:
		body = map[string]string{"detail": f.Message}
	default:
		inner := map[string]any{"code": f.Code, "message": f.Message}
		if f.Code == codeNoModel || f.Code == codeUnknown {
			inner["details"] = f.Message
		}
		for name, value := range f.Fields {
			inner[name] = value
		}
		h.Set("X-Ms-Error-Code", f.Code)
		body = map[string]any{"error": inner}
	}
	h.Set("Content-Type", "application/json")
	_ = edge.WriteJSON(w, status, body) // maps of strings can always be encoded
}

// noRoute returns the error for a path, or a method on it, that no route matches.
func (d *host) noRoute(r *edge.Request, f *fault.Error) *fault.Error {
	if f.Kind != fault.NotFound && f.Kind != fault.NotAllowed {
		return f
	}
	subdomain, below, _ := strings.Cut(strings.TrimLeft(r.URL.Path, "/"), "/")
	if _, ok := d.Resources().Account(subdomain); !ok {
		if f.Kind == fault.NotFound {
			return noSubdomain()
		}
		return f
	}
	if api := d.absent.find(below); api != "" {
		return notOffered(api)
	}
	if f.Kind == fault.NotFound {
		return notFound()
	}
	return f
}
