package upstream

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Config names a server that speaks the OpenAI API.
type Config struct {
	// URL is the API root, as http://vllm:8000/v1. A URL without a path gets /v1.
	URL string
	// Key is sent as a bearer token, if there is one, or by itself in the header that KeyHeader names ("x-api-key").
	Key       string
	KeyHeader string
	// Roots are the authorities that the server's certificate may be from; nil is the system's.
	Roots *x509.CertPool
	// FirstByte bounds the wait for the header of an answer; 0 is ten minutes. Streams have no bound in total.
	FirstByte time.Duration
	// Connections bounds the idle connections that are kept; 0 is 256.
	Connections int
}

// Server is a server that speaks the OpenAI API.
type Server struct {
	root *url.URL
	// place gives the path and query below root that a path below the API root is called at.
	place func(path string) (below, query string)
	// authorize sets the header by which this service proves itself.
	authorize func(ctx context.Context, path string, h http.Header) error
	transport *http.Transport
}

// maxListing bounds what is read of a list of models.
const maxListing = 4 << 20

// OpenAI makes a Server. It does not connect.
func OpenAI(c Config) (*Server, error) {
	root, err := address(c.URL)
	if err != nil {
		return nil, err
	}
	if root.Path == "" {
		root.Path = "/v1"
	}
	return &Server{
		root: root, place: func(path string) (string, string) { return path, "" }, authorize: withKey(c.KeyHeader, c.Key),
		transport: transport(c),
	}, nil
}

func withKey(header, key string) func(context.Context, string, http.Header) error {
	return func(_ context.Context, _ string, h http.Header) error {
		switch {
		case key == "":
		case header != "":
			h.Set(header, key)
		default:
			h.Set("Authorization", "Bearer "+key)
		}
		return nil
	}
}

// address reads the URL of a server: a host and perhaps a path, which loses the slash at its end.
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
		DisableCompression:     true, // bytes are relayed as they are
		MaxIdleConns:           c.Connections,
		MaxIdleConnsPerHost:    c.Connections,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  c.FirstByte,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// RoundTrip sends a request whose URL is a path below the API root. Redirects are not followed.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	out := *r
	path, query := s.place(r.URL.Path)
	out.URL = s.root.JoinPath(path)
	out.URL.RawQuery = joinQuery(query, r.URL.RawQuery)
	out.Host = ""
	out.Header = r.Header.Clone()
	out.Header.Del("Authorization")
	out.Header.Del(HeaderServer)
	if err := s.authorize(r.Context(), r.URL.Path, out.Header); err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper must close it
		}
		return nil, err
	}
	return s.transport.RoundTrip(&out)
}

func joinQuery(own, asked string) string {
	if own == "" || asked == "" {
		return own + asked
	}
	return own + "&" + asked
}

// Models lists the names of the server's models, as GET /models says.
func (s *Server) Models(ctx context.Context) ([]string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/models", nil)
	if err != nil {
		return nil, err
	}
	response, err := s.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // what was needed has been read
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

// Close gives up the connections that are idle.
func (s *Server) Close() { s.transport.CloseIdleConnections() }
