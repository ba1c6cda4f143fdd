package client

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/shell"
)

// MaxRefusal bounds what is read of a refusal, in bytes.
const MaxRefusal = 64 << 10

// Refusal says what the server said, and what to type next.
func (t *Conversation) Refusal(response *http.Response, token string) error {
	text, _ := io.ReadAll(io.LimitReader(response.Body, MaxRefusal))
	var body struct {
		Error   *ServerError `json:"error"`
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
	hint := t.cure(response.StatusCode, code, token)
	if body.Error != nil && body.Error.Activate != nil {
		hint = activation(body.Error.Activate, token)
	}
	if hint != "" {
		err = fmt.Errorf("%w\n\n%s", err, hint)
	}
	if id := response.Header.Get("X-Keyless-Decision"); id != "" && t.Instance != nil {
		err = fmt.Errorf("%w\n\nWhy, in full:\n  %s", err, ExplainAt(t.Instance, id, t.As))
	}
	return err
}

// cure is what to type after a refusal, or "".
func (t *Conversation) cure(status int, code, token string) string {
	switch {
	case code == "PermissionDenied":
		return t.grant(token)
	case status == http.StatusNotFound && code == "ResourceNotFound" && t.Instance != nil:
		if t.Instance.Remote != nil {
			return "Choose an account with --account."
		}
		hint := "Choose an account with --account. The server was started with"
		for _, a := range t.Instance.Tenant.Accounts {
			hint += " " + a.Name
		}
		return hint + "."
	case status == http.StatusUnauthorized:
		return "The token was not accepted. Look at it with:\n  az account get-access-token --resource https://ai.azure.com --query accessToken -o tsv | keyless token verify"
	case code == "unknown_model" || code == "DeploymentNotFound":
		hint := "Choose a deployment with --deployment."
		if t.Instance != nil {
			for _, a := range t.Instance.Tenant.Accounts {
				if a.ResourceID == t.ResourceID && len(a.Deployments) > 0 {
					hint += " The server was started with " + strings.Join(a.Deployments, ", ") + "."
				}
			}
		}
		return hint
	}
	return ""
}

// activation is the command by which the caller activates a role.
func activation(a *rbac.Activation, token string) string {
	object := "OBJECT-ID"
	if parsed, err := jwt.Parse(token); err == nil {
		object = parsed.Text("oid")
	}
	return fmt.Sprintf("The role %s is eligible, not active. Activate it for an hour, and say why:\n  %s", a.Role, ActivateLine(a.RoleID, object, a.Scope.String()))
}

// grant is the command that gives the caller the role. What the token says is good enough for a hint: the server has
// just accepted it.
func (t *Conversation) grant(token string) string {
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
	scope := t.ResourceID
	if scope == "" {
		scope = "RESOURCE-ID"
	}
	return fmt.Sprintf(`%s has no role that lets it call models there. Someone who may assign roles (an Owner) runs:
  az role assignment create --role "Cognitive Services User" --assignee-object-id %s --assignee-principal-type %s --scope %s`,
		who, shell.Word(object), kind, shell.Word(scope))
}
