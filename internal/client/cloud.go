package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azurecloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

	"keyless.dev/keyless/internal/ascii"
)

// Cloud is where one sign-in, Resource Manager and Graph are found.
type Cloud struct {
	Login, ARM, Graph string // origins, without a slash at the end
	ARMAudience       string
	Accounts          string // where accounts are, with a star; "" if the cloud does not say
	Microsoft         bool   // one of Microsoft's own
}

// KnownCloud is one of Microsoft's clouds. Source: az cloud list.
func KnownCloud(name string) (Cloud, bool) {
	switch ascii.ToLower(name) {
	case "azure":
		return Cloud{"https://login.microsoftonline.com", "https://management.azure.com", "https://graph.microsoft.com", "https://management.azure.com", "", true}, true
	case "china":
		return Cloud{"https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "https://management.chinacloudapi.cn", "", true}, true
	case "usgov":
		return Cloud{"https://login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://graph.microsoft.us", "https://management.usgovcloudapi.net", "", true}, true
	}
	return Cloud{}, false
}

// maxMetadata bounds what is read of a cloud's description, in bytes.
const maxMetadata = 1 << 20

// Discover asks the Resource Manager at an address where the rest of its cloud is, as az cloud register
// --endpoint-resource-manager does. Where the address is the root of a server with one origin, that is below /arm.
func Discover(ctx context.Context, client *http.Client, address string) (Cloud, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Cloud{}, Misused("%q is no https address of a server, as https://arm.ai.example.com", address)
	}
	said, err := askMetadata(ctx, client, strings.TrimSuffix(address, "/"))
	if err != nil {
		return Cloud{}, err
	}
	trim := func(s string) string { return strings.TrimSuffix(s, "/") }
	c := Cloud{
		Login: trim(said.Authentication.LoginEndpoint), ARM: trim(said.ResourceManager), Graph: trim(said.Graph),
		ARMAudience: trim(said.Authentication.Audiences[0]), Accounts: said.Accounts,
	}
	if c.ARM == "" {
		c.ARM = trim(address)
	}
	// What is named here gets tokens, and sees people sign in: an answer cannot lead to a connection in the clear.
	for _, origin := range []string{c.Login, c.ARM, c.Graph} {
		if !strings.HasPrefix(origin, "https://") {
			return Cloud{}, fmt.Errorf("%s says that its cloud is at %q, which is no https address", address, origin)
		}
	}
	return c, nil
}

// metadata is a cloud's description of itself.
type metadata struct {
	ResourceManager string `json:"resourceManager"`
	Graph           string `json:"microsoftGraphResourceId"`
	Accounts        string `json:"keylessAccounts"`
	Authentication  struct {
		LoginEndpoint string
		Audiences     []string
	}
}

func askMetadata(ctx context.Context, client *http.Client, address string) (*metadata, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/metadata/endpoints?api-version=2022-09-01", nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, unreachable(address, err)
	}
	defer func() { _ = response.Body.Close() }()
	said := &metadata{}
	err = json.NewDecoder(io.LimitReader(response.Body, maxMetadata)).Decode(said)
	if err != nil || len(said.Authentication.Audiences) == 0 {
		return nil, fmt.Errorf("%s is no Resource Manager: it does not say where its cloud is (%s)\nGive the address that the server's configuration has as origins.arm", address, response.Status)
	}
	return said, nil
}

// unreachable says why a server does not answer, and what to do.
func unreachable(address string, err error) error {
	var failure *url.Error
	if errors.As(err, &failure) {
		err = failure.Err
	}
	hint := "Is the address right, and does the server run?"
	if text := err.Error(); strings.Contains(text, "x509") || strings.Contains(text, "certificate") {
		hint = "Where its certificate is by an authority of your own, name the file of that: --ca FILE"
	}
	return fmt.Errorf("%s does not answer: %w\n%s", address, err, hint)
}

// Configuration is the cloud as the Azure SDK takes it.
func (c Cloud) Configuration() azurecloud.Configuration {
	return azurecloud.Configuration{
		ActiveDirectoryAuthorityHost: c.Login,
		Services:                     map[azurecloud.ServiceName]azurecloud.ServiceConfiguration{azurecloud.ResourceManager: {Audience: c.ARMAudience, Endpoint: c.ARM}},
	}
}

// Options are what clients of the Azure SDK are made with.
func (c Cloud) Options(client *http.Client) azcore.ClientOptions {
	return azcore.ClientOptions{Cloud: c.Configuration(), Transport: client}
}
