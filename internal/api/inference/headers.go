package inference

import (
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// passedOn lists the request headers that are sent to a backend. All others are dropped, in particular credentials,
// headers that identify the caller, and headers that a backend may trust because proxies set them.
func passedOn() []string {
	return []string{
		"Accept", "Accept-Language", "User-Agent", "Traceparent", "Tracestate", "Baggage",
		"Openai-Beta", "Aoai-Evals", "Anthropic-Version", "Anthropic-Beta",
	}
}

// requestHeader returns the headers of the request to the backend.
func requestHeader(from http.Header, contentType string) http.Header {
	to := make(http.Header, 8)
	for _, name := range passedOn() {
		if values := from[name]; len(values) > 0 {
			to[name] = values
		}
	}
	if contentType != "" {
		to["Content-Type"] = []string{contentType}
	}
	if _, ok := to["User-Agent"]; !ok {
		to["User-Agent"] = []string{""} // otherwise the transport sends its own
	}
	return to
}

// isAnswerHeader reports whether a backend's response header, in canonical form, is relayed: headers about the content,
// and those with which models report limits, usage and errors. All others are dropped: a proxy in front of keyless acts
// on headers such as X-Accel-Redirect and X-Sendfile, and browsers act on policies and cookies, which a model server
// must not set for this host.
func isAnswerHeader(name string) bool {
	switch name {
	case "Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Range", "Accept-Ranges",
		"Cache-Control", "Etag", "Expires", "Last-Modified", "Vary", "Age", "Retry-After", "Retry-After-Ms", "Operation-Location",
		"Request-Id", "Traceresponse", "Server-Timing":
		return true
	case "X-Ms-Client-Request-Id", "X-Ms-Region":
		return false // set by the host itself
	}
	for _, prefix := range [...]string{"Openai-", "Anthropic-", "X-Ratelimit-", "X-Ms-", "Azureml-", "X-Should-Retry"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// copyHeader copies the headers of a backend's response that the client may see. A header listed in Connection is
// hop-by-hop and is dropped.
func copyHeader(to, from http.Header) {
	for name, values := range from {
		if isAnswerHeader(name) {
			to[name] = values
		}
	}
	for _, list := range from["Connection"] {
		for name := range strings.SplitSeq(list, ",") {
			name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			if _, sent := from[name]; sent && isAnswerHeader(name) {
				delete(to, name)
			}
		}
	}
}

// describe sets the service's own headers on a model's response: the time to the first byte, the directive for proxies
// not to buffer, whether content filters were applied (only if the backend reports it), and Retry-After in
// milliseconds, which the OpenAI SDKs prefer. Source: captures of the service.
func (d *host) describe(h http.Header, status int, firstByte time.Duration) {
	h["X-Accel-Buffering"] = d.no
	h["X-Envoy-Upstream-Service-Time"] = []string{strconv.FormatInt(firstByte.Milliseconds(), 10)}
	if _, ok := h["X-Ms-Rai-Invoked"]; !ok {
		h["X-Ms-Rai-Invoked"] = d.unseen
	}
	if _, ok := h["Retry-After-Ms"]; ok || status != http.StatusTooManyRequests {
		return
	}
	if seconds, err := strconv.ParseInt(h.Get("Retry-After"), 10, 32); err == nil && seconds > 0 {
		h["Retry-After-Ms"] = []string{strconv.FormatInt(seconds*1000, 10)}
	}
}
