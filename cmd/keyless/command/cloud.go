package command

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/client"
)

// cloudOption chooses a cloud that is not the running server.
type cloudOption struct {
	Cloud string `help:"Work on this cloud instead of the running server: azure, china, usgov, or the address of a Resource Manager." placeholder:"CLOUD"`
}

// findCloud reads --cloud. A Resource Manager that is none of Microsoft's says itself where the rest of its cloud is, as
// it does to az cloud register --endpoint-resource-manager.
func findCloud(ctx context.Context, over *http.Client, text string) (client.Cloud, error) {
	if found, ok := client.KnownCloud(text); ok {
		return found, nil
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Host == "" {
		return client.Cloud{}, misused("--cloud is azure, china, usgov or the https address of a Resource Manager, not %s", text)
	}
	found, err := client.Discover(ctx, over, text)
	if err == nil {
		found.ARM = strings.TrimSuffix(text, "/")
	}
	return found, err
}

// armOptions are what clients of Resource Manager are made with.
func (c *control) armOptions() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: c.cloud.Options(c.client), DisableRPRegistration: true}
}

// openCloud reaches the running server, or the cloud that is named.
func (s *Session) openCloud(name, as string) (*control, error) {
	if name == "" {
		return s.openControl(as)
	}
	if as != "" {
		return nil, misused("--as is for the developer server: on a cloud you are whom DefaultAzureCredential finds")
	}
	over := &http.Client{Timeout: 2 * time.Minute}
	found, err := findCloud(s.Context, over, name)
	if err != nil {
		return nil, err
	}
	credential, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
		ClientOptions: found.Options(over), DisableInstanceDiscovery: !found.Microsoft,
	})
	if err != nil {
		return nil, err
	}
	return newControl(found, over, credential), nil
}

func newControl(at client.Cloud, over *http.Client, credential azcore.TokenCredential) *control {
	return &control{
		cloud: at, arm: at.ARM, graph: at.Graph, armScope: at.ARMAudience + "/.default", graphScope: at.Graph + "/.default",
		client: over, credential: credential, tokens: map[string]azcore.AccessToken{},
	}
}
