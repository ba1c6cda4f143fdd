package inference

import (
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// passedOn are the request headers that reach a backend. Everything else stays here: above all who the caller is and
// how it proved it, and what a backend might believe because a proxy usually sets it.
func passedOn() []string {
	return []string{
		"Accept", "Accept-Language", "User-Agent", "Traceparent", "Tracestate", "Baggage",
		"Openai-Beta", "Aoai-Evals", "Anthropic-Version", "Anthropic-Beta",
	}
}

// requestHeader is what a backend gets of the caller's headers.
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
		to["User-Agent"] = []string{""} // else the transport names itself
	}
	return to
}

// isAnswerHeader reports whether a backend's response header, in canonical form, is relayed: those of the content, and
// what models say of limits, usage and errors. Anything else stays behind. A proxy in front of keyless obeys headers such
// as X-Accel-Redirect and X-Sendfile, and a browser those of policies and cookies, which a model server must not set in
// this host's name.
func isAnswerHeader(name string) bool {
	switch name {
	case "Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Range", "Accept-Ranges",
		"Cache-Control", "Etag", "Expires", "Last-Modified", "Vary", "Age", "Retry-After", "Retry-After-Ms", "Operation-Location",
		"Request-Id", "Traceresponse", "Server-Timing":
		return true
	case "X-Ms-Client-Request-Id", "X-Ms-Region":
		return false // the host's own
	}
	for _, prefix := range [...]string{"Openai-", "Anthropic-", "X-Ratelimit-", "X-Ms-", "Azureml-", "X-Should-Retry"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// copyHeader gives the client what it may see of a backend's response headers. A header that Connection names is for the
// connection alone.
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

// describe sets what the service says of an answer that a model gave: the time until it began, that nothing on the way
// may hold it back, whether content filters looked at it (there are none here, unless the backend says so), and the wait
// that it asks for in milliseconds too, which the OpenAI SDKs look at first. Source: captures of the service.
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
