// Command credentials gets a token with each named credential class of azidentity, and prints "CLASS object-id
// client-proof".
//
//	credentials ClientSecret ClientCertificate …
//
// What a class needs comes from the variables that azidentity itself reads, and those that credentials.py names.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const scope = "https://cognitiveservices.azure.com/.default"

func main() {
	log.SetFlags(0)
	for _, name := range os.Args[1:] {
		if err := show(name); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
}

func show(name string) error {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	credential, err := newCredential(name)
	if err != nil {
		return err
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		return err
	}
	parts := strings.Split(token.Token, ".")
	if len(parts) != 3 {
		return fmt.Errorf("no JWT: %s", token.Token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return err
	}
	var claims struct{ Aud, OID, AppIDAcr string }
	if err := json.Unmarshal(text, &claims); err != nil {
		return err
	}
	if claims.Aud+"/.default" != scope {
		return fmt.Errorf("a token for %s", claims.Aud)
	}
	fmt.Println(name, claims.OID, claims.AppIDAcr)
	return nil
}

// newCredential makes a credential of the class.
func newCredential(name string) (azcore.TokenCredential, error) {
	tenant := os.Getenv("TENANT")
	if tenant == "" {
		tenant = os.Getenv("AZURE_TENANT_ID")
	}
	// Of an authority whose tenant is adfs nobody asks Microsoft, so that nothing has to be said in code.
	quiet := tenant != "adfs"
	client, secret := os.Getenv("AZURE_CLIENT_ID"), os.Getenv("SECRET")
	switch name {
	case "Environment":
		return azidentity.NewEnvironmentCredential(nil)
	case "Default":
		return azidentity.NewDefaultAzureCredential(nil)
	case "ClientSecret":
		return azidentity.NewClientSecretCredential(tenant, client, secret, &azidentity.ClientSecretCredentialOptions{DisableInstanceDiscovery: quiet})
	case "ClientCertificate", "ClientCertificateChain":
		return certificate(tenant, client, quiet, name == "ClientCertificateChain")
	case "ClientAssertion":
		return azidentity.NewClientAssertionCredential(tenant, client, func(context.Context) (string, error) {
			text, err := os.ReadFile(os.Getenv("ASSERTION_FILE"))
			return string(text), err
		}, &azidentity.ClientAssertionCredentialOptions{DisableInstanceDiscovery: quiet})
	case "OnBehalfOf":
		return azidentity.NewOnBehalfOfCredentialWithSecret(tenant, client, os.Getenv("USER_ASSERTION"), secret, &azidentity.OnBehalfOfCredentialOptions{DisableInstanceDiscovery: quiet})
	case "OnBehalfOfCertificate":
		text, err := os.ReadFile(os.Getenv("CERTIFICATE"))
		if err != nil {
			return nil, err
		}
		certificates, key, err := azidentity.ParseCertificates(text, nil)
		if err != nil {
			return nil, err
		}
		return azidentity.NewOnBehalfOfCredentialWithCertificate(tenant, client, os.Getenv("USER_ASSERTION"), certificates, key, &azidentity.OnBehalfOfCredentialOptions{DisableInstanceDiscovery: quiet})
	case "WorkloadIdentity":
		return azidentity.NewWorkloadIdentityCredential(nil)
	case "AzureCli":
		return azidentity.NewAzureCLICredential(nil)
	}
	if selector, ok := strings.CutPrefix(name, "ManagedIdentity"); ok {
		return managedIdentity(selector)
	}
	return person(name, tenant, quiet)
}

func certificate(tenant, client string, quiet, chain bool) (azcore.TokenCredential, error) {
	text, err := os.ReadFile(os.Getenv("CERTIFICATE"))
	if err != nil {
		return nil, err
	}
	certificates, key, err := azidentity.ParseCertificates(text, nil)
	if err != nil {
		return nil, err
	}
	return azidentity.NewClientCertificateCredential(tenant, client, certificates, key,
		&azidentity.ClientCertificateCredentialOptions{DisableInstanceDiscovery: quiet, SendCertificateChain: chain})
}

func managedIdentity(selector string) (azcore.TokenCredential, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{}
	switch selector {
	case "ByClientId":
		options.ID = azidentity.ClientID(os.Getenv("IDENTITY_CLIENT_ID"))
	case "ByObjectId":
		options.ID = azidentity.ObjectID(os.Getenv("IDENTITY_OBJECT_ID"))
	case "ByResourceId":
		options.ID = azidentity.ResourceID(os.Getenv("IDENTITY_RESOURCE_ID"))
	}
	return azidentity.NewManagedIdentityCredential(options)
}

// person makes a credential that a person signs in with.
func person(name, tenant string, quiet bool) (azcore.TokenCredential, error) {
	switch name {
	case "DeviceCode":
		return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
			TenantID: tenant, DisableInstanceDiscovery: quiet,
			UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
				return exec.Command("browser", "signin", "--code", m.UserCode, m.VerificationURL).Start()
			},
		})
	case "InteractiveBrowser":
		return azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{TenantID: tenant, DisableInstanceDiscovery: quiet})
	case "UsernamePassword":
		//nolint:staticcheck // deprecated, and what old programs have
		return azidentity.NewUsernamePasswordCredential(tenant, "04b07795-8ddb-461a-bbee-02f9e1bf7b46", os.Getenv("SIGNIN_USER"), os.Getenv("SIGNIN_PASSWORD"),
			&azidentity.UsernamePasswordCredentialOptions{DisableInstanceDiscovery: quiet})
	}
	return nil, fmt.Errorf("no such class")
}
