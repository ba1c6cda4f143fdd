package client

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/world"
)

// Account finds an account by name; "" is the first that the caller sees. The developer server's are in its data folder,
// and Resource Manager is asked for those of another server and those that were made later.
func (c *Control) Account(ctx context.Context, name string) (world.AccountResult, error) {
	known, err := c.Instance.Account(name)
	if err == nil && known.ResourceID != "" {
		return known, nil
	}
	if c.Instance.Remote == nil && name == "" {
		return known, err
	}
	if name == "" {
		name = known.Name // the context's
	}
	all, err := c.Accounts(ctx)
	if err != nil {
		return known, err
	}
	for _, a := range all {
		if name == "" || ascii.EqualFold(a.Name, name) || ascii.EqualFold(a.Subdomain, name) {
			return a, nil
		}
	}
	if name == "" {
		return known, fmt.Errorf("you see no account there: ask for a role at one, or name one with --account or --scope")
	}
	// Who may call an account need not see it.
	return world.AccountResult{Name: name, Subdomain: name}, nil
}

// Accounts lists the accounts that the caller sees, without their deployments.
func (c *Control) Accounts(ctx context.Context) ([]world.AccountResult, error) {
	subscriptions, err := c.Subscriptions(ctx, http.MethodGet)
	if err != nil {
		return nil, err
	}
	var found []world.AccountResult
	for _, id := range subscriptions {
		var list struct {
			Value []struct {
				ID, Name   string
				Properties struct{ CustomSubDomainName string }
			}
		}
		path := "/subscriptions/" + id + "/providers/Microsoft.CognitiveServices/accounts"
		if err := c.ARM(ctx, http.MethodGet, path, url.Values{"api-version": {AccountsVersion}}, nil, &list); err != nil {
			return nil, err
		}
		for _, a := range list.Value {
			found = append(found, world.AccountResult{Name: a.Name, ResourceID: a.ID, Subdomain: cmp.Or(a.Properties.CustomSubDomainName, a.Name)})
		}
	}
	return found, nil
}

// DeploymentOf is the deployment that chat asks unless told otherwise: chat, else the account's first.
func (c *Control) DeploymentOf(ctx context.Context, a world.AccountResult) string {
	names := a.Deployments
	if len(names) == 0 && a.ResourceID != "" {
		var list struct{ Value []Deployment }
		if err := c.ARM(ctx, http.MethodGet, a.ResourceID+"/deployments", url.Values{"api-version": {AccountsVersion}}, nil, &list); err == nil {
			for _, d := range list.Value {
				names = append(names, d.Name)
			}
		}
	}
	if all := strings.Join(names, "\n"); all != "" && !strings.Contains("\n"+all+"\n", "\nchat\n") {
		return names[0]
	}
	return "chat"
}

// Subscriptions are the ids of the subscriptions that the caller sees; the one of the environment alone, if it names one.
func (c *Control) Subscriptions(ctx context.Context, method string) ([]string, error) {
	if id := os.Getenv("AZURE_SUBSCRIPTION_ID"); id != "" && c.Instance == nil {
		return []string{id}, nil
	}
	var answer struct {
		Value []struct {
			ID string `json:"subscriptionId"`
		}
	}
	if err := c.ARM(ctx, method, "/subscriptions", url.Values{"api-version": {"2022-12-01"}}, nil, &answer); err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range answer.Value {
		ids = append(ids, s.ID)
	}
	return ids, nil
}

// AccountResource is an account as Resource Manager shows it.
type AccountResource struct {
	ID         string
	Name       string
	Properties struct {
		CustomSubDomainName string
		DisableLocalAuth    bool
		PublicNetworkAccess string
		NetworkACLs         *struct{ DefaultAction string } `json:"networkAcls"`
		Endpoint            string
	}
	Deployments []Deployment
}

// Deployment is a deployment of an account as Resource Manager shows it.
type Deployment struct {
	Name       string
	Properties struct {
		ProvisioningState string
		Model             struct{ Format, Name string }
	}
}

// AccountsVersion is the api-version of Microsoft.CognitiveServices.
const AccountsVersion = "2024-10-01"
