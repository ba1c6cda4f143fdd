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

// printStream prints a streamed answer as it comes. It fails on an error in the stream, and on one that breaks off.
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

// maxLine bounds one line of a stream, in bytes.
const maxLine = 4 << 20

// eachEvent calls use with the data of each server-sent event. Source of the format: the HTML standard, section
// "Server-sent events"; models send one data line an event.
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
