package upstream

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// AzureConfig configures a Foundry or Azure OpenAI resource that is called with this service's own identity instead of a key.
type AzureConfig struct {
	Config // its Key is not used
	// Credential is this service's own identity.
	Credential azcore.TokenCredential
	// Now returns the current time; nil means time.Now.
	Now func() time.Time
}

// Token scopes: for the account's routes, and for Foundry's.
const (
	scopeAccount = "https://cognitiveservices.azure.com/.default"
	scopeFoundry = "https://ai.azure.com/.default"
)

// modelsVersion is the api-version of the /models routes, the only ones that embed images.
const modelsVersion = "2024-05-01-preview"

// Azure returns a Server for a resource by its endpoint: https://NAME.services.ai.azure.com, optionally followed by /models
// or /openai/v1. It does not connect or request a token yet.
func Azure(c AzureConfig) (*Server, error) {
	root, err := address(c.URL)
	if err != nil {
		return nil, err
	}
	if c.Credential == nil {
		return nil, errors.New("a server of kind azure needs a credential")
	}
	for _, route := range []string{"/openai/v1", "/openai", "/models"} {
		if path, ok := strings.CutSuffix(root.Path, route); ok {
			root.Path = path
			break
		}
	}
	if root.Path == "" {
		root.Path = "/"
	}
	now := c.Now
	if now == nil {
		now = time.Now
	}
	account, foundry := newTokens(c.Credential, scopeAccount, now), newTokens(c.Credential, scopeFoundry, now)
	return newServer(c.Config, root, azurePlace, func(ctx context.Context, path string, h http.Header) error {
		own := account
		if isMessages(path) {
			own = foundry
		}
		token, err := own.get(ctx)
		if err == nil {
			h.Set("Authorization", "Bearer "+token)
		}
		return err
	}), nil
}

// isMessages reports whether a path belongs to Anthropic's API.
func isMessages(path string) bool { return path == "/messages" || path == "/messages/count_tokens" }

// azurePlace maps a path below the root of OpenAI's API to the resource's.
func azurePlace(path string) (below, query string) {
	switch {
	case isMessages(path):
		return "/anthropic/v1" + path, ""
	case path == "/images/embeddings":
		return "/models" + path, "api-version=" + modelsVersion
	}
	return "/openai/v1" + path, ""
}
