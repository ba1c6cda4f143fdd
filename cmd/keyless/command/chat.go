package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"keyless.dev/keyless/internal/app"
)

type chatCommand struct {
	Account    string `help:"The account to ask. Default: the server's first." placeholder:"NAME"`
	Deployment string `help:"The deployment to ask. Default: chat, else the account's first." placeholder:"NAME"`
	System     string `help:"What the model is told before your text." placeholder:"TEXT"`
	Endpoint   string `help:"Ask at this address instead of the running server, as on Azure: https://NAME.services.ai.azure.com/models" placeholder:"URL"`
	JSON       bool   `help:"Do not stream; print the whole answer as JSON."`
	actAs
	Text []string `arg:"" help:"What to ask. - reads standard input."`
}

// Help is shown below the flags.
func (*chatCommand) Help() string {
	return `Examples:
  keyless chat "Why is the sky blue?"
  git diff | keyless chat --system "Review this." -
  keyless exec --as ci-pipeline -- keyless chat Hello
  keyless chat --endpoint https://NAME.services.ai.azure.com/models --deployment gpt-4o Hello

You are who DefaultAzureCredential finds: credentials in the environment, a managed identity, az login.`
}

// inferenceScope is what a token for inference is asked for with.
const inferenceScope = "https://cognitiveservices.azure.com/.default"

// modelsVersion is the api-version of the /models routes that the inference SDKs send.
const modelsVersion = "2024-05-01-preview"

// conversation is one question to one endpoint.
type conversation struct {
	endpoint, deployment string
	client               *http.Client
	place                *app.Place             // nil for an endpoint that is not the running server's
	account              string                 // the account's resource id, if known
	credential           azcore.TokenCredential // nil is DefaultAzureCredential's
	as                   string                 // who asks, of the developer server; "" is whoever is signed in
}

// Run asks.
func (c *chatCommand) Run(s *Session) error {
	text, err := c.text(s)
	if err != nil {
		return err
	}
	talk, err := c.open(s)
	if err != nil {
		return err
	}
	token, err := talk.token(s.Context)
	if err != nil {
		return err
	}
	messages := []map[string]string{{"role": "user", "content": text}}
	if c.System != "" {
		messages = append([]map[string]string{{"role": "system", "content": c.System}}, messages...)
	}
	response, err := talk.post(s.Context, token, map[string]any{"model": talk.deployment, "messages": messages, "stream": !c.JSON})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode != http.StatusOK:
		return talk.refusal(response, token)
	case c.JSON:
		_, err = io.Copy(s.Out, response.Body)
		fmt.Fprintln(s.Out)
		return err
	}
	return printStream(s.Out, response.Body)
}

// maxPrompt bounds what is read from standard input, in bytes.
const maxPrompt = 4 << 20

func (c *chatCommand) text(s *Session) (string, error) {
	text := strings.Join(c.Text, " ")
	if text == "-" {
		read, err := io.ReadAll(io.LimitReader(s.In, maxPrompt+1))
		if err != nil {
			return "", err
		}
		if len(read) > maxPrompt {
			return "", fmt.Errorf("standard input holds more than %d MiB", maxPrompt>>20)
		}
		text = string(read)
	}
	if strings.TrimSpace(text) == "" {
		return "", misused("there is nothing to ask")
	}
	return text, nil
}

// open finds the endpoint, and sets this process's environment up for its server: az, which a credential may run, has
// only that to go by.
func (c *chatCommand) open(s *Session) (*conversation, error) {
	talk := &conversation{endpoint: strings.TrimSuffix(c.Endpoint, "/"), deployment: c.Deployment, client: http.DefaultClient}
	if talk.endpoint != "" {
		if talk.deployment == "" {
			return nil, misused("--endpoint needs --deployment: which model to ask")
		}
		return talk, nil
	}
	to, err := s.openControl(c.As)
	if err != nil {
		return nil, err
	}
	account, err := to.place.Account(c.Account)
	if to.place.Remote != nil {
		account, err = to.account(s.Context, c.Account)
	}
	if err != nil {
		return nil, err
	}
	if talk.deployment == "" {
		talk.deployment = to.deploymentOf(s.Context, account)
	}
	talk.place, talk.account, talk.as = to.place, account.ResourceID, c.As
	talk.endpoint = to.place.Server.Origins.Account(account.Subdomain) + "/models"
	talk.client, talk.credential = to.client, to.credential
	return talk, nil
}

// developerOnly limits DefaultAzureCredential to the tools that a person signs in with, unless the environment has an
// identity for it. Otherwise it asks the metadata service of the machine, which on a machine in Azure has an identity of
// another cloud, and in some sandboxes is a gateway whose refusal ends the search.
func developerOnly() []app.Variable {
	for _, name := range []string{"AZURE_TOKEN_CREDENTIALS", "AZURE_CLIENT_ID", "IDENTITY_ENDPOINT", "MSI_ENDPOINT"} {
		if os.Getenv(name) != "" {
			return nil
		}
	}
	return []app.Variable{{Name: "AZURE_TOKEN_CREDENTIALS", Value: "dev"}}
}

// token signs in as DefaultAzureCredential does. For the running server it does not ask Microsoft about the authority.
func (t *conversation) token(ctx context.Context) (string, error) {
	credential := t.credential
	if credential == nil {
		found, err := azidentity.NewDefaultAzureCredential(nil)
		if err != nil {
			return "", err
		}
		credential = found
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{inferenceScope}})
	if err != nil {
		hint := "az login"
		if t.place != nil && t.place.Remote != nil {
			hint = signInLine(t.place)
		} else if t.place != nil {
			hint = evalLine(t.place) + "\n  az login\nor as a service principal: keyless exec --as NAME -- keyless chat …"
		}
		return "", fmt.Errorf("nobody is signed in. Type:\n  %s\n\n%w", hint, err)
	}
	return token.Token, nil
}

func (t *conversation) post(ctx context.Context, token string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.endpoint+"/chat/completions?api-version="+modelsVersion, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := t.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s does not answer: %w", t.endpoint, err)
	}
	return response, nil
}

// printStream prints a streamed answer as it comes. It fails on an error in the stream, and on one that breaks off.
func printStream(out io.Writer, stream io.Reader) error {
	done := false
	err := eachEvent(stream, func(data []byte) error {
		if done = string(data) == "[DONE]"; done {
			return nil
		}
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
			Error   *serverError
		}
		if err := json.Unmarshal(data, &chunk); err != nil {
			return fmt.Errorf("the answer cannot be read: %w", err)
		}
		if chunk.Error != nil {
			return fmt.Errorf("the answer broke off: %s", chunk.Error)
		}
		for _, choice := range chunk.Choices {
			if _, err := io.WriteString(out, choice.Delta.Content); err != nil {
				return err
			}
		}
		return nil
	})
	fmt.Fprintln(out)
	if err == nil && !done {
		err = errors.New("the answer broke off before its end")
	}
	return err
}

// serverError is an error in the shape of Azure's inference endpoint.
type serverError struct {
	Code    any    `json:"code"`
	Message string `json:"message"`
}

func (e *serverError) String() string {
	if e.Code == nil {
		return e.Message
	}
	return fmt.Sprintf("%v: %s", e.Code, e.Message)
}
