package configure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/shell"
)

// Options are what a run is given.
type Options struct {
	Resource      string
	ResourceGroup string
	Subscription  string // "" looks in every subscription that the caller sees
	Assignee      string // me, a user, a group, a service principal, or an object id
	Role          string
	DisableKeys   bool          // switch account keys off at the end
	Wait          time.Duration // how long to wait until the role is in force
	As            string        // whom the caller acts as on a developer server
	// Said is called with a line for each step that is done. May be nil.
	Said func(line string)
	// Waiting is called again and again while the role is not in force yet. May be nil.
	Waiting func(since time.Duration)
}

// Result is what a run found and did.
type Result struct {
	ResourceID   string           `json:"resourceId"`
	Endpoint     string           `json:"endpoint"`
	Principal    client.Principal `json:"principal"`
	Role         string           `json:"role"`
	AssignmentID string           `json:"roleAssignmentId"`
	Created      bool             `json:"created"`
	Proved       bool             `json:"proved"`
	InForceAfter string           `json:"inForceAfter,omitempty"`
	KeysDisabled bool             `json:"keysDisabled"`
}

// configuration is one run.
type configuration struct {
	ctx        context.Context
	options    Options
	to         *client.Control
	accounts   *armcognitiveservices.AccountsClient
	account    armcognitiveservices.Account
	definition string // id of the role's definition
	result     Result
}

// Run assigns the role, unless it is assigned already, and waits until a call of the assignee's succeeds. A second run
// changes nothing.
func Run(ctx context.Context, to *client.Control, options Options) (*Result, error) {
	r := &configuration{ctx: ctx, to: to, options: options}
	err := r.do(r.findResource, r.findPrincipal, r.findRole, r.assign, r.prove, r.disableKeys)
	return &r.result, err
}

// Plan returns the az commands that have the effect of Run, with the ids that it would use. It changes nothing.
func Plan(ctx context.Context, to *client.Control, options Options) ([]string, error) {
	options.Said = nil
	r := &configuration{ctx: ctx, to: to, options: options}
	if err := r.do(r.findResource, r.findPrincipal, r.findRole); err != nil {
		return nil, err
	}
	return r.lines(), nil
}

// do runs steps until one fails.
func (r *configuration) do(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return readable(err, r.options.As)
		}
	}
	return nil
}

func (r *configuration) progress(format string, args ...any) {
	if r.options.Said != nil {
		r.options.Said(fmt.Sprintf(format, args...))
	}
}

// readable removes the transcript from an error of the Azure SDK, and says what to do about the usual ones.
func readable(err error, as string) error {
	var response *azcore.ResponseError
	if !errors.As(err, &response) {
		return err
	}
	text := fmt.Sprintf("%d %s", response.StatusCode, response.ErrorCode)
	if _, message, ok := strings.Cut(err.Error(), `"message": "`); ok {
		message, _, _ = strings.Cut(message, "\"\n")
		text += ": " + strings.TrimSuffix(message, `",`)
	}
	if id := response.RawResponse.Header.Get("X-Keyless-Decision"); id != "" {
		text += "\nWhy: " + client.ExplainLine(id, as)
	} else if response.ErrorCode == "AuthorizationFailed" {
		text += "\nSomeone who is Owner or User Access Administrator of the resource can do this."
	}
	return errors.New(text)
}

// findResource finds the account.
func (r *configuration) findResource() error {
	subscriptions, err := r.subscriptions()
	if err != nil {
		return err
	}
	var last error
	for _, id := range subscriptions {
		client, err := armcognitiveservices.NewAccountsClient(id, r.to.Credential, r.to.ARMOptions())
		if err != nil {
			return err
		}
		found, err := client.Get(r.ctx, r.options.ResourceGroup, r.options.Resource, nil)
		if err == nil {
			r.accounts, r.account, r.result.ResourceID = client, found.Account, *found.ID
			r.result.Endpoint = inferenceEndpoint(&r.account)
			r.progress("resource   %s", r.result.ResourceID)
			return nil
		}
		last = err
	}
	if last == nil {
		last = errors.New("you see no subscription: give one with --subscription, or sign in to the right tenant")
	}
	return last
}

// inferenceEndpoint is where the inference SDKs reach an account.
func inferenceEndpoint(a *armcognitiveservices.Account) string {
	if a.Properties == nil {
		return ""
	}
	if found := a.Properties.Endpoints["Azure AI Model Inference API"]; found != nil {
		return strings.TrimSuffix(*found, "/") + "/models"
	}
	if a.Properties.Endpoint != nil {
		return strings.TrimSuffix(*a.Properties.Endpoint, "/") + "/models"
	}
	return ""
}

func (r *configuration) findPrincipal() (err error) {
	if r.result.Principal, err = r.to.Find(r.ctx, r.options.Assignee); err == nil {
		kind := ascii.ToLower(strings.ReplaceAll(r.result.Principal.Type, "ServiceP", "Service P"))
		if kind == "" {
			kind = "object id"
		}
		r.progress("assignee   %s, %s %s", r.result.Principal.Name, kind, r.result.Principal.ID)
	}
	return err
}

// findRole finds the role's definition by its name.
func (r *configuration) findRole() error {
	client, err := armauthorization.NewRoleDefinitionsClient(r.to.Credential, r.to.ARMOptions())
	if err != nil {
		return err
	}
	filter := "roleName eq '" + strings.ReplaceAll(r.options.Role, "'", "''") + "'"
	pager := client.NewListPager(r.result.ResourceID, &armauthorization.RoleDefinitionsClientListOptions{Filter: &filter})
	for pager.More() {
		page, err := pager.NextPage(r.ctx)
		if err != nil {
			return err
		}
		for _, d := range page.Value {
			if d.ID != nil && d.Properties != nil && d.Properties.RoleName != nil {
				r.definition, r.result.Role = *d.ID, *d.Properties.RoleName
				return nil
			}
		}
	}
	return fmt.Errorf("there is no role called %s", r.options.Role)
}

// assign gives the role at the resource, unless the principal has it there or above already.
func (r *configuration) assign() error {
	subscription := strings.Split(r.result.ResourceID, "/")[2]
	at, err := armauthorization.NewRoleAssignmentsClient(subscription, r.to.Credential, r.to.ARMOptions())
	if err != nil {
		return err
	}
	if found, err := r.assigned(at); err != nil || found {
		return err
	}
	properties := &armauthorization.RoleAssignmentProperties{RoleDefinitionID: &r.definition, PrincipalID: &r.result.Principal.ID}
	if kind := armauthorization.PrincipalType(r.result.Principal.Type); kind != "" {
		properties.PrincipalType = &kind
	}
	parameters := armauthorization.RoleAssignmentCreateParameters{Properties: properties}
	// The same name every time: two that run at once make one assignment.
	name := guid.Derive("configure", ascii.ToLower(r.result.ResourceID), client.LastSegment(r.definition), ascii.ToLower(r.result.Principal.ID))
	made, err := at.Create(r.ctx, r.result.ResourceID, name, parameters, nil)
	var response *azcore.ResponseError
	if errors.As(err, &response) && response.ErrorCode == "RoleAssignmentExists" {
		r.progress("role       %s, assigned by somebody else just now", r.result.Role)
		return nil
	}
	if err != nil {
		return err
	}
	r.result.AssignmentID, r.result.Created = *made.ID, true
	r.progress("role       %s, assigned", r.result.Role)
	return nil
}

// assigned reports whether the principal has the role at the resource or above, with no condition.
func (r *configuration) assigned(at *armauthorization.RoleAssignmentsClient) (bool, error) {
	filter := "principalId eq '" + r.result.Principal.ID + "'"
	pager := at.NewListForScopePager(r.result.ResourceID, &armauthorization.RoleAssignmentsClientListForScopeOptions{Filter: &filter})
	for pager.More() {
		page, err := pager.NextPage(r.ctx)
		if err != nil {
			return false, err
		}
		for _, a := range page.Value {
			p := a.Properties
			if a.ID == nil || p == nil || p.RoleDefinitionID == nil || p.Scope == nil || client.LastSegment(*p.RoleDefinitionID) != client.LastSegment(r.definition) {
				continue
			}
			above := ascii.EqualFold(*p.Scope, r.result.ResourceID) || strings.HasPrefix(ascii.ToLower(r.result.ResourceID), ascii.ToLower(strings.TrimSuffix(*p.Scope, "/"))+"/")
			if above && (p.Condition == nil || *p.Condition == "") {
				r.result.AssignmentID = *a.ID
				r.progress("role       %s, assigned already at %s", r.result.Role, *p.Scope)
				return true, nil
			}
		}
	}
	return false, nil
}

// disableKeys switches account keys off, if that is wanted and was not done before.
func (r *configuration) disableKeys() error {
	off := r.account.Properties != nil && r.account.Properties.DisableLocalAuth != nil && *r.account.Properties.DisableLocalAuth
	r.result.KeysDisabled = off
	if !r.options.DisableKeys {
		if !off {
			r.progress("keys       enabled; anyone who has one needs no role (--disable-keys disables them)")
		}
		return nil
	}
	if off {
		r.progress("keys       switched off already")
		return nil
	}
	yes := true
	poller, err := r.accounts.BeginUpdate(r.ctx, r.options.ResourceGroup, r.options.Resource,
		armcognitiveservices.Account{Properties: &armcognitiveservices.AccountProperties{DisableLocalAuth: &yes}}, nil)
	if err != nil {
		return err
	}
	if _, err := poller.PollUntilDone(r.ctx, nil); err != nil {
		return err
	}
	r.result.KeysDisabled = true
	r.progress("keys       switched off")
	return nil
}

// lines returns the az commands that have the effect of the run.
func (r *configuration) lines() []string {
	parts := strings.Split(r.result.ResourceID, "/")
	lookup := map[string]string{
		"":      "# the assignee is named by object id",
		"User":  "az ad user show --id " + shell.Word(r.result.Principal.Name) + " --query id -o tsv",
		"Group": "az ad group show --group " + shell.Word(r.result.Principal.Name) + " --query id -o tsv",
	}[r.result.Principal.Type]
	if lookup == "" {
		lookup = "az ad sp list --display-name " + shell.Word(r.result.Principal.Name) + ` --query "[0].id" -o tsv`
	}
	if ascii.EqualFold(r.options.Assignee, "me") && r.result.Principal.Type == "User" {
		lookup = "az ad signed-in-user show --query id -o tsv"
	}
	lines := []string{
		"az account set --subscription " + shell.Word(parts[2]),
		"az resource show -g " + shell.Word(r.options.ResourceGroup) + " -n " + shell.Word(r.options.Resource) + " --resource-type Microsoft.CognitiveServices/accounts --query id -o tsv",
		lookup,
		client.AssignLine(r.result.Role, r.result.Principal.ID, r.result.Principal.Type, r.result.ResourceID),
	}
	if r.options.DisableKeys {
		lines = append(lines, "az resource update --ids "+shell.Word(r.result.ResourceID)+" --set properties.disableLocalAuth=true")
	}
	return lines
}

// subscriptions are those that may hold the resource.
func (r *configuration) subscriptions() ([]string, error) {
	if r.options.Subscription != "" {
		return []string{r.options.Subscription}, nil
	}
	return r.to.Subscriptions(r.ctx, http.MethodGet)
}
