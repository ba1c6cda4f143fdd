package serveconfig

import (
	"context"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// platformIdentity returns the identity of this service that DefaultAzureCredential finds: environment variables, a
// workload identity or a managed identity. It is not contacted before the first token is needed.
func platformIdentity(tenant string) (func(context.Context, string) (string, time.Time, error), error) {
	credential, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{TenantID: tenant})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, scope string) (string, time.Time, error) {
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}, TenantID: tenant})
		return token.Token, token.ExpiresOn, err
	}, nil
}
