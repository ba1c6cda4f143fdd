package upstream

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// AzureConfig names a Foundry or Azure OpenAI resource that is called without a key, as this service itself.
type AzureConfig struct {
	Config // its Key is not used
	// Credential is this service's own identity.
	Credential azcore.TokenCredential
	// Now is the clock by which tokens end; nil is the machine's.
	Now func() time.Time
}

// What tokens are asked for: the account's routes, and those that came with Foundry.
const (
	scopeAccount = "https://cognitiveservices.azure.com/.default"
	scopeFoundry = "https://ai.azure.com/.default"
)

// modelsVersion is the api-version of the /models routes, which alone embed images.
const modelsVersion = "2024-05-01-preview"

// Azure makes a Server of a resource by its endpoint: https://NAME.services.ai.azure.com, with or without /models or
// /openai/v1 behind it. It does not connect and asks for no token yet.
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

// isMessages reports whether a path is one of Anthropic's API.
func isMessages(path string) bool { return path == "/messages" || path == "/messages/count_tokens" }

// azurePlace is where the service has what OpenAI's API has below its root.
func azurePlace(path string) (below, query string) {
	switch {
	case isMessages(path):
		return "/anthropic/v1" + path, ""
	case path == "/images/embeddings":
		return "/models" + path, "api-version=" + modelsVersion
	}
	return "/openai/v1" + path, ""
}
