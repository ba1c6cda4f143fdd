package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/rbac"
)

// InferenceScope is what a token for inference is asked for with.
const InferenceScope = "https://cognitiveservices.azure.com/.default"

// ModelsVersion is the api-version of the /models routes that the inference SDKs send.
const ModelsVersion = "2024-05-01-preview"

// Conversation is one question to one endpoint.
type Conversation struct {
	Endpoint, Deployment string
	HTTP                 *http.Client
	Instance             *Instance              // nil for an endpoint that is not the running server's
	ResourceID           string                 // the account's resource id, if known
	Credential           azcore.TokenCredential // nil is DefaultAzureCredential's
	As                   string                 // who asks, of the developer server; "" is whoever is signed in
}

// Token signs in as DefaultAzureCredential does. For the running server it does not ask Microsoft about the authority.
func (t *Conversation) Token(ctx context.Context) (string, error) {
	credential := t.Credential
	if credential == nil {
		found, err := azidentity.NewDefaultAzureCredential(nil)
		if err != nil {
			return "", err
		}
		credential = found
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{InferenceScope}})
	if err != nil {
		hint := "az login"
		if t.Instance != nil && t.Instance.Remote != nil {
			hint = SignInLine(t.Instance)
		} else if t.Instance != nil {
			hint = EvalLine(t.Instance) + "\n  az login\nor as a service principal: keyless exec --as NAME -- keyless chat …"
		}
		return "", fmt.Errorf("nobody is signed in. Type:\n  %s\n\n%w", hint, err)
	}
	return token.Token, nil
}

// Post sends one chat. The caller closes the body of what it returns, whatever its status.
func (t *Conversation) Post(ctx context.Context, token string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.Endpoint+"/chat/completions?api-version="+ModelsVersion, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := t.HTTP.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s does not answer: %w", t.Endpoint, err)
	}
	return response, nil
}

// ServerError is an error in the shape of Azure's inference endpoint.
type ServerError struct {
	Code    any    `json:"code"`
	Message string `json:"message"`
	// Activate is the role that the caller may activate to be let in, if there is one.
	Activate *rbac.Activation `json:"activate"`
}

func (e *ServerError) String() string {
	if e.Code == nil {
		return e.Message
	}
	return fmt.Sprintf("%v: %s", e.Code, e.Message)
}
