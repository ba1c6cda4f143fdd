package app

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

func TestSignInServiceCertificateAuthorities(t *testing.T) {
	signIn := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer signIn.Close()
	own := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(own, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signIn.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		because, authority, ca string
		trusted, fails         bool
	}{
		{"a sign-in service of one's own has a certificate of one's own", signIn.URL, own, true, false},
		{"Microsoft's has a public one", "", own, false, false},
		{"without ca everybody's is public", signIn.URL, "", false, false},
		{"a file that is not there", signIn.URL, own + "x", false, true},
	} {
		t.Run(row.because, func(t *testing.T) {
			t.Setenv("AZURE_AUTHORITY_HOST", row.authority)
			options, err := signInOptions(Upstream{CA: row.ca})
			if (err != nil) != row.fails || (options.Transport != nil) != row.trusted {
				t.Fatalf("%v %v", options.Transport, err)
			}
			if !row.trusted {
				return
			}
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, signIn.URL, nil)
			response, err := options.Transport.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
		})
	}
}
