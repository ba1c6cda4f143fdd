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

// etag names the state of an object: as long as it is the same, nobody has changed the object. It is what the answers
// with one object carry in their ETag header, and what If-Match and If-None-Match are compared with.
func etag(o directory.Object) string {
	state, err := json.Marshal(o)
	if err != nil {
		panic(err) // objects are read from JSON
	}
	sum := sha256.Sum256(state)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`
}

// unchanged fails if the request is to change an object only in a state that it is no longer in.
func unchanged(r *edge.Request, o directory.Object) error {
	if wanted := r.Header.Get("If-Match"); wanted != "" && !among(wanted, etag(o)) {
		return fault.New(fault.Precondition, "Request_PreconditionFailed", "The object has been changed since it was read: If-Match does not fit.")
	}
	return nil
}

// among reports whether the list in a header holds an ETag; "*" holds all. Weak and strong ones compare alike.
func among(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// remember keeps the state of the one object that an answer shows, for its header.
func remember(r *edge.Request, o directory.Object) { r.Held = etag(o) }

// conditional puts the ETag on an answer with one object, and leaves out what the client has already.
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
