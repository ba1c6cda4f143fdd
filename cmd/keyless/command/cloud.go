package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azurecloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// cloudOption chooses a cloud that is not the running server.
type cloudOption struct {
	Cloud string `help:"Work on this cloud instead of the running server: azure, china, usgov, or the address of a Resource Manager." placeholder:"CLOUD"`
}

// cloud is where one sign-in, Resource Manager and Graph are found.
type cloud struct {
	login, arm, graph string // origins, without a slash at the end
	armAudience       string
	microsoft         bool // one of Microsoft's own
}

// known are Microsoft's clouds. Source: az cloud list.
func knownCloud(name string) (cloud, bool) {
	switch ascii.ToLower(name) {
	case "azure":
		return cloud{"https://login.microsoftonline.com", "https://management.azure.com", "https://graph.microsoft.com", "https://management.azure.com", true}, true
	case "china":
		return cloud{"https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "https://management.chinacloudapi.cn", true}, true
	case "usgov":
		return cloud{"https://login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://graph.microsoft.us", "https://management.usgovcloudapi.net", true}, true
	}
	return cloud{}, false
}

// findCloud reads --cloud. A Resource Manager that is none of Microsoft's says itself where the rest of its cloud is, as
// it does to az cloud register --endpoint-resource-manager.
func findCloud(ctx context.Context, client *http.Client, text string) (cloud, error) {
	if found, ok := knownCloud(text); ok {
		return found, nil
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Host == "" {
		return cloud{}, misused("--cloud is azure, china, usgov or the https address of a Resource Manager, not %s", text)
	}
	arm := strings.TrimSuffix(text, "/")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, arm+"/metadata/endpoints?api-version=2022-09-01", nil)
	if err != nil {
		return cloud{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return cloud{}, fmt.Errorf("%s does not answer: %w", arm, err)
	}
	defer response.Body.Close()
	var said struct {
		Graph          string `json:"microsoftGraphResourceId"`
		Authentication struct {
			LoginEndpoint string
			Audiences     []string
		}
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxToken)).Decode(&said); err != nil || len(said.Authentication.Audiences) == 0 {
		return cloud{}, fmt.Errorf("%s is no Resource Manager: it does not say where its cloud is", arm)
	}
	trim := func(s string) string { return strings.TrimSuffix(s, "/") }
	return cloud{login: trim(said.Authentication.LoginEndpoint), arm: arm, graph: trim(said.Graph), armAudience: trim(said.Authentication.Audiences[0])}, nil
}

// configuration is the cloud as the Azure SDK takes it.
func (c cloud) configuration() azurecloud.Configuration {
	return azurecloud.Configuration{
		ActiveDirectoryAuthorityHost: c.login,
		Services:                     map[azurecloud.ServiceName]azurecloud.ServiceConfiguration{azurecloud.ResourceManager: {Audience: c.armAudience, Endpoint: c.arm}},
	}
}

// options are what clients of the Azure SDK are made with.
func (c cloud) options(client *http.Client) azcore.ClientOptions {
	return azcore.ClientOptions{Cloud: c.configuration(), Transport: client}
}

// armOptions are what clients of Resource Manager are made with.
func (c *control) armOptions() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: c.cloud.options(c.client), DisableRPRegistration: true}
}

// openCloud reaches the running server, or the cloud that is named.
func (s *Session) openCloud(name, as string) (*control, error) {
	if name == "" {
		return s.openControl(as)
	}
	if as != "" {
		return nil, misused("--as is for the developer server: on a cloud you are whom DefaultAzureCredential finds")
	}
	client := &http.Client{Timeout: 2 * time.Minute}
	found, err := findCloud(s.Context, client, name)
	if err != nil {
		return nil, err
	}
	credential, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{
		ClientOptions: found.options(client), DisableInstanceDiscovery: !found.microsoft,
	})
	if err != nil {
		return nil, err
	}
	return newControl(found, client, credential), nil
}

func newControl(at cloud, client *http.Client, credential azcore.TokenCredential) *control {
	return &control{
		cloud: at, arm: at.arm, graph: at.graph, armScope: at.armAudience + "/.default", graphScope: at.graph + "/.default",
		client: client, credential: credential, tokens: map[string]azcore.AccessToken{},
	}
}
