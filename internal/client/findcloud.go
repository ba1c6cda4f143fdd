package client

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
)

// FindCloud reads --cloud. A Resource Manager that is none of Microsoft's says itself where the rest of its cloud is, as
// it does to az cloud register --endpoint-resource-manager.
func FindCloud(ctx context.Context, over *http.Client, text string) (Cloud, error) {
	if found, ok := KnownCloud(text); ok {
		return found, nil
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Host == "" {
		return Cloud{}, Misused("--cloud is azure, china, usgov or the https address of a Resource Manager, not %s", text)
	}
	found, err := Discover(ctx, over, text)
	if err == nil {
		found.ARM = strings.TrimSuffix(text, "/")
	}
	return found, err
}

// ARMOptions are what clients of Resource Manager are made with.
func (c *Control) ARMOptions() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: c.cloud.Options(c.HTTP), DisableRPRegistration: true}
}

// NewControl reaches the control plane of a cloud over a client, as whoever the credential is.
func NewControl(at Cloud, over *http.Client, credential azcore.TokenCredential) *Control {
	return &Control{
		cloud: at, ARMOrigin: at.ARM, GraphOrigin: at.Graph, ARMScope: at.ARMAudience + "/.default", GraphScope: at.Graph + "/.default",
		HTTP: over, Credential: credential, tokens: map[string]azcore.AccessToken{},
	}
}
