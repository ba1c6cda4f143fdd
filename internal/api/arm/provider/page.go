package provider

import (
	"encoding/base64"
	"strconv"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
)

// PageOf answers with a page of those resources that the caller may read.
func (c *Call) PageOf(all []*resource.Resource) (edge.Reply, error) {
	var bodies []*Body
	for _, r := range all {
		action := r.Type + "/read"
		if r.Type == resource.TypeResourceGroup {
			action = "Microsoft.Resources/subscriptions/resourceGroups/read"
		}
		if !c.May(action, r.ID) {
			continue
		}
		out, err := c.Render(r)
		if err != nil {
			return edge.Reply{}, err
		}
		bodies = append(bodies, out)
	}
	return Page(c, bodies, func(b *Body) string { return ascii.ToLower(b.ID) })
}

// WriteSkip returns a skip token: the key of the last item that a client has seen.
func WriteSkip(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// ReadSkip returns the key that a skip token holds, or "" for an empty token.
func ReadSkip(text string) (string, error) {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 8<<10 {
		return "", fault.New(fault.Invalid, "InvalidSkipToken", "The provided skip token is not valid.")
	}
	return string(key), nil
}

// Count parses a count. It returns 0 for anything else.
func Count(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// List is a page of a collection.
type List struct {
	Value    any    `json:"value"`
	NextLink string `json:"nextLink,omitempty"`
}

// PageSize is the maximum number of items on a page of a collection.
const PageSize = 1000

// Page answers with the page of items that the request asks for. Items must be sorted by key, and keys must be unique.
func Page[T any](c *Call, items []T, key func(T) string) (edge.Reply, error) {
	query := c.URL.Query()
	size := PageSize
	if top := Count(query.Get("$top")); top > 0 && top < size {
		size = top
	}
	after, err := ReadSkip(query.Get("$skiptoken") + query.Get("$skipToken"))
	if err != nil {
		return edge.Reply{}, err
	}
	start := 0
	if after != "" {
		for start < len(items) && key(items[start]) <= after {
			start++
		}
	}
	end := min(start+size, len(items))
	out := List{Value: items[start:end:end]}
	if start == end {
		out.Value = []T{}
	}
	if end < len(items) {
		query.Del("$skipToken")
		query.Set("$skiptoken", WriteSkip(key(items[end-1])))
		out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
	}
	return OK(out)
}
