package login_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// overWire is a transport for credentials that can reach only the rig.
type overWire struct{ k *rig }

func (o overWire) Do(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.String(), o.k.server.URL+"/") {
		o.k.t.Errorf("the client asked %s", r.URL)
	}
	return o.k.server.Client().Do(r)
}

func (k *rig) clientOptions() policy.ClientOptions {
	return policy.ClientOptions{
		Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: k.server.URL}, Transport: overWire{k},
		Retry: policy.RetryOptions{MaxRetries: -1},
	}
}

func TestAzureSDKClientSecret(t *testing.T) {
	k := newRig(t)
	for _, row := range []struct {
		tenant string
		asIs   bool // nothing is disabled in code
	}{{k.tenant.ID, false}, {"contoso.test", false}, {"adfs", true}} {
		credential, err := azidentity.NewClientSecretCredential(row.tenant, k.pipeline.AppID, appSecret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions: k.clientOptions(), DisableInstanceDiscovery: !row.asIs,
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{cognitive + "/.default"}, EnableCAE: true})
		if err != nil {
			t.Fatalf("%s: %v", row.tenant, err)
		}
		c, err := k.verifier.Verify(context.Background(), got.Token, func(aud string) bool { return aud == cognitive })
		if err != nil || c.Object != k.pipeline.ID {
			t.Errorf("%s: %+v %v", row.tenant, c, err)
		}
		if len(c.Capabilities) != 1 || c.Capabilities[0] != "CP1" {
			t.Errorf("%s: capabilities are %v", row.tenant, c.Capabilities)
		}
	}
}

func TestAzureSDKReportsAWrongSecretLikeEntra(t *testing.T) {
	k := newRig(t)
	credential, err := azidentity.NewClientSecretCredential(k.tenant.ID, k.pipeline.AppID, "wrong", &azidentity.ClientSecretCredentialOptions{
		ClientOptions: k.clientOptions(), DisableInstanceDiscovery: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{cognitive + "/.default"}})
	if err == nil || !strings.Contains(err.Error(), "AADSTS7000215: Invalid client secret provided.") {
		t.Errorf("the client says %v", err)
	}
}

func TestAzureSDKDeviceCode(t *testing.T) {
	k := newRig(t)
	for _, tenant := range []string{"organizations", "adfs"} {
		b := k.browser()
		credential, err := azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
			ClientOptions: k.clientOptions(), TenantID: tenant, DisableInstanceDiscovery: tenant != "adfs",
			UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
				_ = k.open(k.send(b, k.enter(b, m.UserCode), "action", "continue"))
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		defer stop()
		for _, scope := range []string{armScope, cognitive + "/.default"} { // the second with the refresh token
			got, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
			if err != nil {
				t.Fatalf("%s, %s: %v", tenant, scope, err)
			}
			if c := claims(t, got.Token); c["oid"] != k.ada.ID || c["aud"].(string)+"/.default" != scope {
				t.Errorf("%s: %v", scope, c)
			}
		}
	}
}
