package app

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// azureCredential returns the identity of this service. Client secrets are not supported, because they would be keys
// again.
func azureCredential(c Upstream) (azcore.TokenCredential, error) {
	options, err := signInOptions(c)
	if err != nil {
		return nil, err
	}
	switch ascii.ToLower(c.Credential) {
	case "managedidentity":
		own := &azidentity.ManagedIdentityCredentialOptions{} // uses the host's endpoint rather than a sign-in service
		if c.ClientID != "" {
			own.ID = azidentity.ClientID(c.ClientID)
		}
		return azidentity.NewManagedIdentityCredential(own)
	case "workloadidentity":
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: options, TenantID: c.TenantID, ClientID: c.ClientID, TokenFilePath: c.TokenFile,
		})
	case "clientcertificate":
		text, err := os.ReadFile(c.CertificateFile)
		if err != nil {
			return nil, fmt.Errorf("certificateFile: %w", err)
		}
		certificates, key, err := azidentity.ParseCertificates(text, []byte(os.Getenv(c.CertificatePassword)))
		if err != nil {
			return nil, fmt.Errorf("certificateFile: %w", err)
		}
		return azidentity.NewClientCertificateCredential(c.TenantID, c.ClientID, certificates, key, &azidentity.ClientCertificateCredentialOptions{ClientOptions: options})
	}
	return nil, fmt.Errorf("the credential is managedIdentity, workloadIdentity or clientCertificate, not %q", c.Credential)
}

// signInOptions returns the options for the sign-in service. If AZURE_AUTHORITY_HOST names one that is not Microsoft's
// public one, its certificate may also be issued by the authorities in ca: an operator who runs the resource with a
// private certificate also runs its sign-in service. Otherwise ca does not apply to sign-in.
func signInOptions(c Upstream) (azcore.ClientOptions, error) {
	var options azcore.ClientOptions
	if c.CA == "" || os.Getenv("AZURE_AUTHORITY_HOST") == "" {
		return options, nil
	}
	text, err := textfile.Read(c.CA, textfile.MaxPEM)
	if err != nil {
		return options, fmt.Errorf("ca: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return options, fmt.Errorf("ca: %w", err)
	}
	roots.AppendCertsFromPEM(text) // it was validated when it was read for the server
	options.Transport = &http.Client{Transport: &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 2,
		IdleConnTimeout:     30 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}}
	return options, nil
}
