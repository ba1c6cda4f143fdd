package portal_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/api/portal"
)

func serve(t *testing.T, deps portal.Deps) func(method, path string, header http.Header) *http.Response {
	t.Helper()
	h, err := portal.New(deps)
	if err != nil {
		t.Fatal(err)
	}
	return func(method, path string, header http.Header) *http.Response {
		r := httptest.NewRequest(method, path, nil)
		for name, values := range header {
			r.Header[name] = values
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
}

func oneOrigin() portal.Deps {
	const login = "https://localhost:8443"
	return portal.Deps{
		Origins: edge.Origins{Login: login, ARM: login + "/arm", Graph: login + "/graph", Accounts: login + "/accounts/*"},
		Portal:  login, ClientID: "the-client",
	}
}

func read(t *testing.T, r io.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPageRefersToImmutableFiles(t *testing.T) {
	get := serve(t, oneOrigin())
	page := get(http.MethodGet, "/", nil)
	text := read(t, page.Body)
	if page.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the page: %v", page.Header)
	}
	files := regexp.MustCompile(`"(/portal/[^"]+)"`).FindAllStringSubmatch(text, -1)
	if len(files) != 3 {
		t.Fatalf("the page names %v", files)
	}
	for _, f := range files {
		plain := get(http.MethodGet, f[1], nil)
		whole := read(t, plain.Body)
		if plain.StatusCode != http.StatusOK || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", f[1], plain.StatusCode, plain.Header)
		}
		sum := sha256.Sum256([]byte(whole))
		if !strings.Contains(f[1], hex.EncodeToString(sum[:8])) {
			t.Errorf("%s is not named by its content", f[1])
		}
		packed := get(http.MethodGet, f[1], http.Header{"Accept-Encoding": {"br, gzip"}})
		unpacked, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if packed.Header.Get("Content-Encoding") != "gzip" || read(t, unpacked) != whole {
			t.Errorf("%s compressed is another file", f[1])
		}
	}
}

func TestEveryAnswerCarriesTheStrictPolicy(t *testing.T) {
	get := serve(t, oneOrigin())
	for _, path := range []string{"/", "/portal/nothing.js", "/portal/../../etc/passwd"} {
		header := get(http.MethodGet, path, nil).Header
		policy := header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self';", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
		} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "nonce") || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, header)
		}
	}
}

func TestPolicyNamesTheHostsThatThePageCalls(t *testing.T) {
	get := serve(t, portal.Deps{
		Origins: edge.Origins{Login: "https://login.ai.example.com", ARM: "https://arm.ai.example.com/arm", Graph: "https://arm.ai.example.com/graph", Accounts: "https://*.ai.example.com"},
		Portal:  "https://portal.ai.example.com",
	})
	policy := get(http.MethodGet, "/", nil).Header.Get("Content-Security-Policy")
	if want := "connect-src 'self' https://login.ai.example.com https://arm.ai.example.com https://*.ai.example.com;"; !strings.Contains(policy, want) {
		t.Errorf("the policy is %q, without %q", policy, want)
	}
}

func TestOnlyPortalFilesAreServed(t *testing.T) {
	get := serve(t, oneOrigin())
	for _, row := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/portal/app.js", http.StatusNotFound}, // its name has the sum of its content
		{http.MethodGet, "/portal/", http.StatusNotFound},
		{http.MethodGet, "/portal/sources.sha256", http.StatusNotFound},
		{http.MethodGet, "/portal/../portal.go", http.StatusNotFound},
		{http.MethodGet, "/portal/%2e%2e/portal.go", http.StatusNotFound},
		{http.MethodPost, "/", http.StatusMethodNotAllowed},
		{http.MethodDelete, "/", http.StatusMethodNotAllowed},
		{http.MethodHead, "/", http.StatusOK},
	} {
		if got := get(row.method, row.path, nil).StatusCode; got != row.want {
			t.Errorf("%s %s: %d, want %d", row.method, row.path, got, row.want)
		}
	}
}

// TestBundleMatchesTheSources compares checksums of the sources with those that the bundle was made of. That the bundle is
// what esbuild makes of them is tested where npm is at hand, by web/build.sh --check.
func TestBundleMatchesTheSources(t *testing.T) {
	web := filepath.Join("..", "..", "..", "web")
	kept, err := os.ReadFile("assets/sources.sha256")
	if err != nil {
		t.Fatal(err)
	}
	var now []string
	err = filepath.WalkDir(web, func(path string, entry os.DirEntry, err error) error {
		name, _ := filepath.Rel(web, path)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case entry.Name() == "node_modules":
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case entry.IsDir() || name != "package-lock.json" && !strings.HasPrefix(name, "src/"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		now = append(now, hex.EncodeToString(sum[:])+"  "+name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	was := strings.Split(strings.TrimSpace(string(kept)), "\n")
	slices.Sort(was)
	slices.Sort(now)
	if !slices.Equal(was, now) {
		t.Errorf("web/src is not what the bundle was made of: run web/build.sh and commit what it writes\nsources: %v\nbundle:  %v", now, was)
	}
}
