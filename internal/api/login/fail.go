package login

import (
	"fmt"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/fault"
)

// failure is the error body of the sign-in host. Source: the Microsoft identity platform's AADSTS reference.
type failure struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	Timestamp   string `json:"timestamp"`
	Trace       string `json:"trace_id"`
	Correlation string `json:"correlation_id"`
	URI         string `json:"error_uri,omitempty"`
	SubError    any    `json:"suberror,omitempty"`
	Claims      any    `json:"claims,omitempty"`
}

// describe returns the error body of f.
func (d *host) describe(r *edge.Request, f *fault.Error) failure {
	code, message, number := f.Code, f.Message, f.Number
	if number == 0 {
		code, message, number = translate(r, f)
	}
	now := d.Now().UTC().Format("2006-01-02 15:04:05Z")
	return failure{
		Error: code, Codes: []int{number}, Timestamp: now, Trace: r.ID, Correlation: correlation(r),
		Description: fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", message, r.ID, correlation(r), now),
		URI:         fmt.Sprintf("%s/error?code=%d", d.Origins.Login, number),
		SubError:    f.Fields["suberror"], Claims: f.Fields["claims"],
	}
}

// translate returns the OAuth error for an error that internal/oauth did not make.
func translate(r *edge.Request, f *fault.Error) (code, message string, number int) {
	switch f.Kind {
	case fault.NotAllowed:
		other := http.MethodPost
		if r.Method == http.MethodPost {
			other = http.MethodGet
		}
		return "invalid_request", fmt.Sprintf("AADSTS900561: The endpoint only accepts %s requests. Received a %s request.", other, r.Method), 900561
	case fault.NotFound:
		return "invalid_request", "AADSTS90019: There is nothing at this address.", 90019
	case fault.TooLarge:
		return "invalid_request", "AADSTS90015: " + f.Message, 90015
	case fault.Unauthenticated:
		return "invalid_token", "AADSTS50027: The access token is missing or does not hold.", 50027
	case fault.Unavailable, fault.Timeout, fault.Throttled:
		return "temporarily_unavailable", "AADSTS90033: A transient error has occurred. Please try again.", 90033
	case fault.Internal:
		return "server_error", "AADSTS90020: The service has failed. The trace id finds the cause in its log.", 90020
	}
	return "invalid_request", "AADSTS90014: " + f.Message, 90014
}

// fail writes an error as JSON, or as a page for a browser.
func (d *host) fail(w http.ResponseWriter, r *edge.Request, f *fault.Error) {
	if _, page := r.Held.(shownAsPage); page || strings.Contains(r.Header.Get("Accept"), "text/html") {
		d.showFailure(w, r, f)
		return
	}
	_ = edge.WriteJSON(w, f.Kind.Status(), d.describe(r, f))
}
