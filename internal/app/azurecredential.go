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

// azureCredential is this service's own identity. There is no way to give a secret: that would be a key again.
func azureCredential(c Upstream) (azcore.TokenCredential, error) {
	options, err := signInOptions(c)
	if err != nil {
		return nil, err
	}
	switch ascii.ToLower(c.Credential) {
	case "managedidentity":
		own := &azidentity.ManagedIdentityCredentialOptions{} // the host's endpoint, not a sign-in service
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

// signInOptions say how the sign-in service is reached. Where AZURE_AUTHORITY_HOST names one that is not Microsoft's
// public one, its certificate may be from the authorities of ca as well as the system's: who runs their own resource
// with a certificate of their own runs its sign-in likewise. Otherwise ca says nothing of who signs in.
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
	roots.AppendCertsFromPEM(text) // that it holds some was seen when it was read for the server
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
