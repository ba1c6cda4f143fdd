package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/shell"
)

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

// maxRefusal bounds what is read of a refusal, in bytes.
const maxRefusal = 64 << 10

// refusal says what the server said, and what to type next.
func (t *conversation) refusal(response *http.Response, token string) error {
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal))
	var body struct {
		Error   *serverError `json:"error"`
		Message string       `json:"message"`
	}
	said := strings.TrimSpace(string(text))
	code := ""
	if json.Unmarshal(text, &body) == nil {
		switch {
		case body.Error != nil:
			said, code = body.Error.String(), fmt.Sprint(body.Error.Code)
		case body.Message != "":
			said = body.Message
		}
	}
	err := fmt.Errorf("%s\n%s", response.Status, said)
	if hint := t.cure(response.StatusCode, code, token); hint != "" {
		err = fmt.Errorf("%w\n\n%s", err, hint)
	}
	if id := response.Header.Get("X-Keyless-Decision"); id != "" && t.place != nil {
		err = fmt.Errorf("%w\n\nWhy, in full:\n  %s", err, explainAt(t.place, id, t.as))
	}
	return err
}

// cure is what to type after a refusal, or "".
func (t *conversation) cure(status int, code, token string) string {
	switch {
	case code == "PermissionDenied":
		return t.grant(token)
	case status == http.StatusNotFound && code == "ResourceNotFound" && t.place != nil:
		if t.place.Remote != nil {
			return "Choose an account with --account."
		}
		hint := "Choose an account with --account. The server was started with"
		for _, a := range t.place.Tenant.Accounts {
			hint += " " + a.Name
		}
		return hint + "."
	case status == http.StatusUnauthorized:
		return "The token was not accepted. Look at it with:\n  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token verify"
	case code == "unknown_model" || code == "DeploymentNotFound":
		hint := "Choose a deployment with --deployment."
		if t.place != nil {
			for _, a := range t.place.Tenant.Accounts {
				if a.ResourceID == t.account && len(a.Deployments) > 0 {
					hint += " The server was started with " + strings.Join(a.Deployments, ", ") + "."
				}
			}
		}
		return hint
	}
	return ""
}

// grant is the command that gives the caller the role. What the token says is good enough for a hint: the server has
// just accepted it.
func (t *conversation) grant(token string) string {
	who, kind, object := "this principal", "User", "OBJECT-ID"
	if parsed, err := jwt.Parse(token); err == nil {
		object = parsed.Text("oid")
		who = object
		for _, name := range []string{"upn", "preferred_username", "unique_name", "appid", "azp"} {
			if text := parsed.Text(name); text != "" {
				who = text
				break
			}
		}
		if parsed.Text("idtyp") == "app" {
			kind = "ServicePrincipal"
		}
	}
	scope := t.account
	if scope == "" {
		scope = "RESOURCE-ID"
	}
	return fmt.Sprintf(`%s has no role that lets it call models there. Someone who may assign roles (an Owner) types:
  az role assignment create --role "Cognitive Services User" --assignee-object-id %s --assignee-principal-type %s --scope %s`,
		who, shell.Word(object), kind, shell.Word(scope))
}
