package graph

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/fault"
)

// etag returns the entity tag of an object, which changes with each change of the object. Responses with one object have it in
// their ETag header, and If-Match and If-None-Match are compared with it.
func etag(o directory.Object) string {
	state, err := json.Marshal(o)
	if err != nil {
		panic(err) // objects are read from JSON
	}
	sum := sha256.Sum256(state)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
}

// unchanged fails if the object does not match the request's If-Match.
func unchanged(r *edge.Request, o directory.Object) error {
	if wanted := r.Header.Get("If-Match"); wanted != "" && !among(wanted, etag(o)) {
		return fault.New(fault.Precondition, "Request_PreconditionFailed", "The object has been changed since it was read: If-Match does not fit.")
	}
	return nil
}

// among reports whether the list in a header contains an entity tag; "*" contains all. Weak and strong tags compare equal.
func among(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// remember stores the entity tag of the object in the response, for its header.
func remember(r *edge.Request, o directory.Object) { r.Held = etag(o) }

// conditional sets the ETag of a response with one object, and answers 304 if the client has that version.
func conditional(r *edge.Request, out *edge.Reply) {
	tag, is := r.Held.(string)
	if !is || out.Body == nil {
		return
	}
	out.Header.Set("ETag", tag)
	if held := r.Header.Get("If-None-Match"); r.Method == http.MethodGet && held != "" && among(held, tag) {
		out.Status, out.Body = http.StatusNotModified, nil
	}
}
