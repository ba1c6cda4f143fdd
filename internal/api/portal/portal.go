package portal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"keyless.dev/keyless/internal/api/edge"
)

//go:embed assets
var assets embed.FS

// Deps are what the page is told: where the APIs are, and who it is when it signs in.
type Deps struct {
	Origins edge.Origins
	// Portal is the origin that the page is served at, without a trailing slash.
	Portal string
	// ClientID is the appId that it signs in with.
	ClientID string
}

// Prefix is what the paths of the files begin with. The page itself is at the root of the origin.
const Prefix = "/portal/"

// file is one file as it is sent.
type file struct {
	kind   string
	plain  []byte
	zipped func() []byte
	// forever says that the path changes whenever the file does.
	forever bool
}

type host struct {
	files  map[string]*file // by path
	policy string
}

// New makes the handler of the page at / and of the files below Prefix. What it serves is fixed here: requests choose a
// file by its whole path and change nothing of it.
func New(deps Deps) (http.Handler, error) {
	h := &host{files: map[string]*file{}, policy: policy(deps)}
	page, err := assets.ReadFile("assets/index.html")
	if err != nil {
		return nil, err
	}
	for _, one := range []struct{ name, kind string }{
		{"app.js", "text/javascript; charset=utf-8"}, {"app.css", "text/css; charset=utf-8"}, {"icon.svg", "image/svg+xml"},
	} {
		text, err := assets.ReadFile("assets/" + one.name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		base, extension, _ := strings.Cut(one.name, ".")
		path := Prefix + base + "-" + hex.EncodeToString(sum[:8]) + "." + extension
		page = bytes.ReplaceAll(page, []byte(Prefix+one.name), []byte(path))
		h.files[path] = newFile(one.kind, text, true)
	}
	told, err := json.Marshal(map[string]string{
		"login": deps.Origins.Login, "arm": deps.Origins.ARM, "graph": deps.Origins.Graph, "accounts": deps.Origins.Accounts,
		"redirect": Redirect(deps.Portal), "clientId": deps.ClientID,
	})
	if err != nil {
		return nil, err
	}
	page = bytes.ReplaceAll(page, []byte("%CONFIG%"), []byte(html.EscapeString(string(told))))
	h.files["/"] = newFile("text/html; charset=utf-8", page, false)
	return h, nil
}

// Redirect is the address that sign-ins to a portal at an origin come back to.
func Redirect(origin string) string { return origin + "/" }

func newFile(kind string, text []byte, forever bool) *file {
	return &file{kind: kind, plain: text, forever: forever, zipped: sync.OnceValue(func() []byte {
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is a valid one
		_, _ = w.Write(text)
		_ = w.Close()
		return packed.Bytes()
	})}
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", h.policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	f, ok := h.files[r.URL.Path]
	switch {
	case !ok:
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("The portal has no such file: its page is at " + "/\n"))
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		header.Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	f.serve(w, r)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	header, body := w.Header(), f.plain
	header.Set("Content-Type", f.kind)
	header.Set("Vary", "Accept-Encoding")
	if f.forever {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache")
		header.Add("Vary", "Accept") // other clients get something else at the address of the page
	}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = f.zipped()
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser may be gone
	}
}

// policy lets the page run its own script and style and call the hosts of this server, and nothing else: no inline script
// or style, no frame, no form, no other origin.
func policy(deps Deps) string {
	connect := []string{"'self'"}
	for _, origin := range []string{deps.Origins.Login, deps.Origins.ARM, deps.Origins.Graph, deps.Origins.Accounts} {
		u, err := url.Parse(strings.Replace(origin, "://*.", "://star-label.", 1))
		if err != nil || u.Host == "" {
			continue
		}
		source := strings.Replace(u.Scheme+"://"+u.Host, "://star-label.", "://*.", 1)
		if source != deps.Portal && !strings.Contains(strings.Join(connect, " ")+" ", source+" ") {
			connect = append(connect, source)
		}
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src " + strings.Join(connect, " ") +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
