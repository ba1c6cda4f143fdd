package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/client"
)

type chatCommand struct {
	Account    string `help:"The account. Default: the server's first." placeholder:"NAME"`
	Deployment string `help:"The deployment. Default: chat, else the account's first." placeholder:"NAME"`
	System     string `help:"The system message." placeholder:"TEXT"`
	Endpoint   string `help:"Call this endpoint instead of the running server, such as one in Azure: https://NAME.services.ai.azure.com/models" placeholder:"URL"`
	JSON       bool   `help:"Do not stream; print the complete response as JSON."`
	actAs
	Text []string `arg:"" help:"The prompt. - reads standard input."`
}

// Help returns the text below the list of flags.
func (*chatCommand) Help() string {
	return `Examples:
  keyless chat "Why is the sky blue?"
  git diff | keyless chat --system "Review this." -
  keyless exec --as ci-pipeline -- keyless chat Hello
  keyless chat --endpoint https://NAME.services.ai.azure.com/models --deployment gpt-4o Hello

The identity is the one that DefaultAzureCredential finds: from the environment, a managed identity, or az login.`
}

// Run calls the model.
func (c *chatCommand) Run(s *Session) error {
	text, err := c.text(s)
	if err != nil {
		return err
	}
	talk, err := c.open(s)
	if err != nil {
		return err
	}
	token, err := talk.Token(s.Context)
	if err != nil {
		return err
	}
	messages := []map[string]string{{"role": "user", "content": text}}
	if c.System != "" {
		messages = append([]map[string]string{{"role": "system", "content": c.System}}, messages...)
	}
	response, err := talk.Post(s.Context, token, map[string]any{"model": talk.Deployment, "messages": messages, "stream": !c.JSON})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode != http.StatusOK:
		return talk.Refusal(response, token)
	case c.JSON:
		_, err = io.Copy(s.Out, response.Body)
		fmt.Fprintln(s.Out)
		return err
	}
	return printStream(s.Out, response.Body)
}

// maxPrompt is the maximum size of a prompt on standard input, in bytes.
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
		return "", misused("the prompt is empty")
	}
	return text, nil
}

// open finds the endpoint. It also sets environment variables of this process, because a credential may run az, which
// uses them to find the server.
func (c *chatCommand) open(s *Session) (*client.Conversation, error) {
	talk := &client.Conversation{Endpoint: strings.TrimSuffix(c.Endpoint, "/"), Deployment: c.Deployment, HTTP: http.DefaultClient}
	if talk.Endpoint != "" {
		if talk.Deployment == "" {
			return nil, misused("--endpoint needs --deployment: which model to ask")
		}
		return talk, nil
	}
	to, err := s.openControl(c.As)
	if err != nil {
		return nil, err
	}
	account, err := to.Instance.Account(c.Account)
	if to.Instance.Remote != nil {
		account, err = to.Account(s.Context, c.Account)
	}
	if err != nil {
		return nil, err
	}
	if talk.Deployment == "" {
		talk.Deployment = to.DeploymentOf(s.Context, account)
	}
	talk.Instance, talk.ResourceID, talk.As = to.Instance, account.ResourceID, c.As
	talk.Endpoint = to.Instance.Server.Origins.Account(account.Subdomain) + "/models"
	talk.HTTP, talk.Credential = to.HTTP, to.Credential
	return talk, nil
}

// printStream prints a streamed response as it arrives. It fails if the stream has an error or ends early.
func printStream(out io.Writer, stream io.Reader) error {
	done := false
	err := eachEvent(stream, func(data []byte) error {
		if done = string(data) == "[DONE]"; done {
			return nil
		}
		var chunk struct {
			Choices []struct{ Delta struct{ Content string } }
			Error   *client.ServerError
		}
		if err := json.Unmarshal(data, &chunk); err != nil {
			return fmt.Errorf("the answer cannot be read: %w", err)
		}
		if chunk.Error != nil {
			return fmt.Errorf("the response broke off: %s", chunk.Error)
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
		err = errors.New("the response ended early")
	}
	return err
}

// maxLine is the maximum length of a line of a stream, in bytes.
const maxLine = 4 << 20

// eachEvent calls use with the data of each server-sent event. It supports one data line per event, which is all that
// model servers send. Source of the format: the HTML standard, section "Server-sent events".
func eachEvent(stream io.Reader, use func([]byte) error) error {
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data:")); ok {
			if err := use(bytes.TrimSpace(data)); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}
