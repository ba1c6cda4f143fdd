package apply

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// API is the server's public API as the signed-in caller uses it. Paths start with a slash; those of Graph follow /v1.0. body
// and into may be nil. A response other than success is an error with a method HTTPStatus.
type API interface {
	ARM(ctx context.Context, method, path string, query url.Values, body, into any) error
	Graph(ctx context.Context, method, path string, query url.Values, body, into any) error
	// ObjectID returns the caller's object id.
	ObjectID(ctx context.Context) (string, error)
}

// isStatus reports whether an error is a response with a status.
func isStatus(err error, status int) bool {
	var answer interface{ HTTPStatus() int }
	return errors.As(err, &answer) && answer.HTTPStatus() == status
}

// The API versions in use.
func version(v string) url.Values { return url.Values{"api-version": {v}} }

func resources() url.Values { return version("2024-10-01") }
func roles() url.Values     { return version("2022-04-01") }

// armList reads all pages of a collection.
func armList[T any](ctx context.Context, api API, path string, query url.Values) ([]T, error) {
	return list[T](query, "nextLink", func(q url.Values, into any) error {
		return api.ARM(ctx, http.MethodGet, path, q, nil, into)
	})
}

// graphList reads all pages of a collection.
func graphList[T any](ctx context.Context, api API, path string, query url.Values) ([]T, error) {
	return list[T](query, "@odata.nextLink", func(q url.Values, into any) error {
		return api.Graph(ctx, http.MethodGet, path, q, nil, into)
	})
}

// maxPages is the maximum number of pages of a collection.
const maxPages = 10_000

func list[T any](query url.Values, next string, get func(url.Values, any) error) ([]T, error) {
	var all []T
	for range maxPages {
		var page map[string]json.RawMessage
		if err := get(query, &page); err != nil {
			return nil, err
		}
		var items []T
		if err := json.Unmarshal(page["value"], &items); err != nil {
			return nil, err
		}
		all = append(all, items...)
		var link string
		if raw, ok := page[next]; !ok || json.Unmarshal(raw, &link) != nil || link == "" {
			return all, nil
		}
		following, err := url.Parse(link)
		if err != nil {
			return nil, err
		}
		query = following.Query()
	}
	return nil, errors.New("a collection has too many pages")
}

// quoted returns text as a literal of $filter.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
