package client

import (
	"fmt"
	"os"

	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/shell"
)

// EvalLine is the command that sets up a shell. It names the data folder where that is not what keyless finds by itself.
func EvalLine(p *Instance) string {
	if p.Remote != nil && p.Remote.Context.Name != "" {
		return `eval "$(keyless env --context ` + p.Remote.Context.Name + `)"`
	}
	if p.Remote != nil {
		line := `eval "$(keyless env --server ` + shell.Word(p.Remote.Context.Server)
		if ca := p.Remote.Context.CA; ca != "" {
			line += " --ca " + shell.Word(ca)
		}
		return line + `)"`
	}
	if standard, err := datadir.Default(); err == nil && standard == p.Dir && !elsewhere() {
		return `eval "$(keyless env)"`
	}
	return `eval "$(keyless env --data ` + shell.Word(p.Dir) + `)"`
}

// elsewhere reports whether commands talk to another server than that of the data folder unless told otherwise.
func elsewhere() bool {
	if os.Getenv("KEYLESS_SERVER") != "" || os.Getenv("KEYLESS_CONTEXT") != "" {
		return true
	}
	all, err := OpenContexts()
	return err == nil && all.Current != ""
}

// SignInLine is what to type to be signed in to a server that is not the developer's.
func SignInLine(p *Instance) string {
	return EvalLine(p) + "\n  az login\nor add --sign-in browser, or --sign-in device-code, to the command"
}

// ExplainLine is what to type to learn why.
func ExplainLine(id, as string) string {
	if as != "" {
		return "keyless explain --as " + shell.Word(as) + " " + id
	}
	return "keyless explain " + id
}

// ExplainAt is ExplainLine for a server: with what names it where that is not the one that commands find by themselves.
func ExplainAt(p *Instance, id, as string) string {
	line := ExplainLine(id, as)
	switch {
	case p == nil || p.Remote == nil || os.Getenv("KEYLESS_CONTEXT")+os.Getenv("KEYLESS_SERVER") != "":
		return line
	case p.Remote.Context.Name != "":
		if all, err := OpenContexts(); err == nil && all.Current == p.Remote.Context.Name {
			return line
		}
		return line + " --context " + p.Remote.Context.Name
	}
	line += " --server " + shell.Word(p.Remote.Context.Server)
	if ca := p.Remote.Context.CA; ca != "" {
		line += " --ca " + shell.Word(ca)
	}
	return line
}

// AssignLine is the command of az that assigns a role.
func AssignLine(role, object, kind, scope string) string {
	line := "az role assignment create --role " + shell.DoubleQuoted(role) + " --assignee-object-id " + shell.Word(object)
	if kind != "" {
		line += " --assignee-principal-type " + kind
	}
	return line + " --scope " + shell.Word(scope)
}

// ActivateLine is the command of az by which a principal activates a role that it is eligible for, for an hour. It brings its own
// token: az refuses to attach one for a subscription that it does not know, and whoever is only eligible sees none.
func ActivateLine(roleID, object, scope string) string {
	body := fmt.Sprintf(`{"properties": {"requestType": "SelfActivate", "principalId": "%s", "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/%s", "justification": "WHY", "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "PT1H"}}}}`, object, roleID)
	return "az rest --method put --skip-authorization-header" +
		` --headers "Authorization=Bearer $(az account get-access-token --query accessToken --output tsv)" Content-Type=application/json` +
		" --url " + shell.DoubleQuoted(scope+"/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/"+guid.New()+"?api-version=2020-10-01") +
		" --body " + shell.Word(body)
}
