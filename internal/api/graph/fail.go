package graph

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/token"
)

// fail renders an error as Graph does. Source of the format: responses of the service in public code; az reads
// error.message without checking that it exists.
func (s *service) fail(w http.ResponseWriter, r *edge.Request, err *fault.Error) {
	status, code, message := err.Kind.Status(), err.Code, err.Message
	switch {
	case err.Kind == fault.Unauthenticated:
		code, message = "InvalidAuthenticationToken", tokenText(err.Code)
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="", authorization_uri="%s/common/oauth2/authorize", client_id="%s"`, s.Origins.Login, directory.GraphAppID))
		if err.Code == token.ReasonConditions {
			message = err.Message
			w.Header().Set("WWW-Authenticate", edge.ClaimsChallenge(s.Origins.Login+"/common", s.Now()))
		}
	case err.Kind == fault.NotFound && code == "NotFound": // of the route table
		status, code = http.StatusBadRequest, "BadRequest"
		message = fmt.Sprintf("Resource not found for the segment '%s'.", lastSegment(r.URL.Path))
	case err.Kind == fault.NotAllowed:
		code, message = "Request_BadRequest", "Specified HTTP method is not allowed for the request target."
	case code == "InvalidRequestContent":
		code, message = "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."
	}
	if err.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(err.RetryAfter.Seconds())+1))
	}
	body := map[string]any{"code": code, "message": message, "innerError": map[string]any{
		"date": s.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": r.ID, "client-request-id": clientRequestID(r),
	}}
	if len(err.Details) > 0 {
		body["details"] = err.Details
	}
	w.Header().Set("Content-Type", "application/json")
	_ = edge.WriteJSON(w, status, map[string]any{"error": body})
}

func lastSegment(path string) string {
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// tokenText returns Graph's message for an invalid token.
func tokenText(reason string) string {
	switch reason {
	case token.ReasonMissing:
		return "Access token is empty."
	case token.ReasonMalformed:
		return "CompactToken parsing failed with error code: 80049217"
	case token.ReasonExpired, token.ReasonNotYetValid:
		return "Access token has expired or is not yet valid."
	case token.ReasonAudience:
		return "Access token validation failure. Invalid audience."
	case token.ReasonIssuer, token.ReasonTenant:
		return "Access token validation failure. Invalid issuer."
	case token.ReasonSignature:
		return "Access token validation failure. Invalid signature."
	case token.ReasonRevoked:
		return "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp"
	}
	return "Access token validation failure."
}
