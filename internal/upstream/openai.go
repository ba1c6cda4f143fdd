package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/upstream/http1"
)

// Config configures a server with the OpenAI API.
type Config struct {
	// URL is the API root, like http://vllm:8000/v1. The path defaults to /v1.
	URL string
	// Key is sent as a bearer token or, if KeyHeader is set, alone in that header ("x-api-key"). It may be empty.
	Key       string
	KeyHeader string
	// Roots are the certification authorities of the server's certificate; nil means the system's.
	Roots *x509.CertPool
	// FirstByte is the timeout for the header of a response; 0 means ten minutes. The total duration is not limited.
	FirstByte time.Duration
	// Connections is the maximum number of idle connections; 0 means 256.
	Connections int
}

// Server is a server with the OpenAI API.
type Server struct {
	root *url.URL
	// place maps a path below the API root to a path below root and a query.
	place func(path string) (below, query string)
	// authorize sets the header that authenticates this service. Nil means that it does not authenticate.
	authorize func(ctx context.Context, path string, h http.Header) error
	transport *http.Transport
	// plain replaces transport for HTTP/1.1 without a proxy; nil if there is a proxy.
	plain *http1.Transport
	// http2 is set once the server has negotiated HTTP/2, for which transport is used.
	http2 atomic.Bool

	targets  sync.Map // by path below the API root → *url.URL; at most maxTargets
	ntargets atomic.Int32
}

// maxTargets is the number of cached targets; the API has fewer paths without ids.
const maxTargets = 64

// maxListing is the maximum size of a list of models.
const maxListing = 4 << 20

// OpenAI returns a Server. It does not connect.
func OpenAI(c Config) (*Server, error) {
	root, err := address(c.URL)
	if err != nil {
		return nil, err
	}
	if root.Path == "" {
		root.Path = "/v1"
	}
	return newServer(c, root, func(path string) (string, string) { return path, "" }, withKey(c.KeyHeader, c.Key)), nil
}

func newServer(c Config, root *url.URL, place func(string) (string, string), authorize func(context.Context, string, http.Header) error) *Server {
	s := &Server{root: root, place: place, authorize: authorize, transport: transport(c)}
	if proxy, err := s.transport.Proxy(&http.Request{URL: root}); err == nil && proxy == nil {
		s.plain = plain(s.transport, root)
	}
	return s
}

// plain returns the HTTP/1.1 client, with the limits of t.
func plain(t *http.Transport, root *url.URL) *http1.Transport {
	c := http1.Config{
		Address: root.Host, Dial: t.DialContext, Handshake: t.TLSHandshakeTimeout, FirstByte: t.ResponseHeaderTimeout,
		Idle: t.IdleConnTimeout, MaxIdle: t.MaxIdleConns, MaxHeader: int(t.MaxResponseHeaderBytes),
	}
	port := "80"
	if root.Scheme == "https" {
		c.TLS, port = t.TLSClientConfig, "443"
	}
	if root.Port() == "" {
		c.Address = net.JoinHostPort(root.Hostname(), port)
	}
	return http1.New(c)
}

func withKey(header, key string) func(context.Context, string, http.Header) error {
	if key == "" {
		return nil
	}
	return func(_ context.Context, _ string, h http.Header) error {
		if header != "" {
			h.Set(header, key)
		} else {
			h.Set("Authorization", "Bearer "+key)
		}
		return nil
	}
}

// address parses the URL of a server: a host and optionally a path, from which it removes a trailing slash.
func address(text string) (*url.URL, error) {
	root, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the address of a model server: %w", err)
	}
	if root.Scheme != "http" && root.Scheme != "https" || root.Host == "" {
		return nil, fmt.Errorf("%q is no address of a model server: http://host:port/v1 was expected", root.Redacted())
	}
	if root.User != nil || root.RawQuery != "" || root.Fragment != "" {
		return nil, fmt.Errorf("the address of a model server has only a host and a path, not as %q", root.Redacted())
	}
	root.Path, root.RawPath = strings.TrimRight(root.Path, "/"), ""
	return root, nil
}

func transport(c Config) *http.Transport {
	if c.FirstByte == 0 {
		c.FirstByte = 10 * time.Minute
	}
	if c.Connections == 0 {
		c.Connections = 256
	}
	return &http.Transport{
		TLSClientConfig:        &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // bodies are relayed unchanged
		MaxIdleConns:           c.Connections,
		MaxIdleConnsPerHost:    c.Connections,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  c.FirstByte,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// RoundTrip sends a request whose URL is a path below the API root. It does not follow redirects.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	own := *r
	return s.send(&own)
}

// send is RoundTrip for a request that it may modify, except for its header.
func (s *Server) send(r *http.Request) (*http.Response, error) {
	path := r.URL.Path
	r.URL, r.Host = s.target(r.URL), ""
	if s.authorize != nil || staysHere(r.Header) {
		header := make(http.Header, len(r.Header)+1)
		maps.Copy(header, r.Header) // the values are shared, and not modified
		for _, name := range ours() {
			header.Del(name)
		}
		r.Header = header
	}
	if s.authorize != nil {
		if err := s.authorize(r.Context(), path, r.Header); err != nil {
			if r.Body != nil {
				_ = r.Body.Close() // a RoundTripper must close it
			}
			return nil, err
		}
	}
	if upgrades(r) {
		return s.transport.RoundTrip(r) // a session may be silent for any length of time
	}
	if s.plain == nil || s.http2.Load() {
		return watched{s.transport}.RoundTrip(r)
	}
	response, err := s.plain.RoundTrip(r)
	switch {
	case errors.Is(err, http1.ErrHTTP2):
		s.http2.Store(true)
	case !errors.Is(err, http1.ErrUnsupported):
		return response, err
	}
	return watched{s.transport}.RoundTrip(r)
}

// ours lists the headers that must not leave this process: the caller's credential and internal headers.
func ours() [3]string { return [...]string{"Authorization", HeaderServer, HeaderAzure} }

// staysHere reports whether h has one of the headers in ours.
func staysHere(h http.Header) bool {
	for _, name := range ours() {
		if _, ok := h[name]; ok {
			return true
		}
	}
	return false
}

// target returns the URL of u on the server. The result must not be modified.
func (s *Server) target(u *url.URL) *url.URL {
	if u.RawQuery == "" {
		if known, ok := s.targets.Load(u.Path); ok {
			return known.(*url.URL)
		}
	}
	path, query := s.place(u.Path)
	target := s.root.JoinPath(path)
	target.RawQuery = joinQuery(query, u.RawQuery)
	if u.RawQuery == "" && s.ntargets.Load() < maxTargets {
		s.ntargets.Add(1)
		s.targets.Store(u.Path, target)
	}
	return target
}

func joinQuery(own, asked string) string {
	if own == "" || asked == "" {
		return own + asked
	}
	return own + "&" + asked
}

// Models returns the names of the server's models, from GET /models.
func (s *Server) Models(ctx context.Context) ([]string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/models", nil)
	if err != nil {
		return nil, err
	}
	response, err := s.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // the body has been read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered with status %d to GET /models", s.root, response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxListing))
	if err != nil {
		return nil, err
	}
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("%s answered GET /models with no list: %w", s.root, err)
	}
	var names []string
	for _, m := range list.Data {
		if m.ID != "" {
			names = append(names, m.ID)
		}
	}
	if len(names) == 0 {
		return nil, errors.New(s.root.String() + " has no models")
	}
	return names, nil
}

// Close closes idle connections.
func (s *Server) Close() {
	s.transport.CloseIdleConnections()
	if s.plain != nil {
		s.plain.CloseIdleConnections()
	}
}
