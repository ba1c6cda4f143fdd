package command

import (
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

type configureCommand struct {
	Resource      string        `required:"" help:"The Foundry resource." placeholder:"NAME"`
	ResourceGroup string        `short:"g" required:"" help:"Its resource group." placeholder:"RG"`
	Subscription  string        `help:"Its subscription. Default: $$AZURE_SUBSCRIPTION_ID, else the only one that has the resource." placeholder:"ID"`
	Assignee      string        `required:"" help:"Who shall call models: me, a user's name, the name of a group or service principal, or an object id." placeholder:"WHO"`
	Role          string        `default:"Cognitive Services User" help:"The role that they get." placeholder:"ROLE"`
	DisableKeys   bool          `help:"At the end, switch account keys off."`
	DryRun        bool          `help:"Change nothing: print the az commands that this stands for."`
	Wait          time.Duration `default:"6m" help:"How long to wait until the role is in force." placeholder:"TIME"`
	JSON          bool          `help:"Print JSON when it is done."`
	cloudOption
	actAs
}

// Help is shown below the flags.
func (*configureCommand) Help() string {
	return `Examples:
  keyless configure --resource foundry --resource-group rg-keyless --assignee me
  keyless configure --resource foundry -g rg-keyless --assignee developers --disable-keys
  keyless configure --cloud azure --resource NAME -g RG --assignee someone@example.com
  keyless configure --resource foundry -g rg-keyless --assignee me --dry-run

It finds the resource and the principal, assigns the role at the resource unless it is assigned already, waits until it
is in force, and proves it with a call where it can act for the assignee. Typing it twice changes nothing the second time.
You need Microsoft.Authorization/roleAssignments/write there, as Owners have.`
}

// configured is what came of it.
type configured struct {
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
	*Session
	options    *configureCommand
	to         *client.Control
	accounts   *armcognitiveservices.AccountsClient
	account    armcognitiveservices.Account
	definition string // id of the role's definition
	result     configured
}

// Run sets keyless access up.
func (c *configureCommand) Run(s *Session) error {
	to, err := s.openCloud(c.Cloud, c.As)
	if err != nil {
		return err
	}
	run := &configuration{Session: s, options: c, to: to}
	steps := []func() error{run.findResource, run.findPrincipal, run.findRole, run.assign, run.prove, run.disableKeys}
	if c.DryRun {
		steps = []func() error{run.findResource, run.findPrincipal, run.findRole, run.print}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return readable(err, c.As)
		}
	}
	if c.JSON && !c.DryRun {
		return s.printJSON(run.result)
	}
	return nil
}

// progress tells of one step, unless JSON is wanted.
func (r *configuration) progress(format string, args ...any) {
	if !r.options.JSON && !r.options.DryRun {
		fmt.Fprintf(r.Out, format+"\n", args...)
	}
}

// readable takes the transcript off an error of the Azure SDK, and says what to do about the usual ones.
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
		found, err := client.Get(r.Context, r.options.ResourceGroup, r.options.Resource, nil)
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
	if r.result.Principal, err = r.to.Find(r.Context, r.options.Assignee); err == nil {
		kind := ascii.ToLower(spaced(r.result.Principal.Type))
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
		page, err := pager.NextPage(r.Context)
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
	made, err := at.Create(r.Context, r.result.ResourceID, name, parameters, nil)
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
		page, err := pager.NextPage(r.Context)
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
			r.progress("keys       work; whoever has one goes past every role (--disable-keys switches them off)")
		}
		return nil
	}
	if off {
		r.progress("keys       switched off already")
		return nil
	}
	yes := true
	poller, err := r.accounts.BeginUpdate(r.Context, r.options.ResourceGroup, r.options.Resource,
		armcognitiveservices.Account{Properties: &armcognitiveservices.AccountProperties{DisableLocalAuth: &yes}}, nil)
	if err != nil {
		return err
	}
	if _, err := poller.PollUntilDone(r.Context, nil); err != nil {
		return err
	}
	r.result.KeysDisabled = true
	r.progress("keys       switched off")
	return nil
}

// print prints the az commands that the run stands for, with the ids that were found.
func (r *configuration) print() error {
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
	for _, line := range lines {
		fmt.Fprintln(r.Out, line)
	}
	return nil
}

// subscriptions are those that may hold the resource.
func (r *configuration) subscriptions() ([]string, error) {
	if r.options.Subscription != "" {
		return []string{r.options.Subscription}, nil
	}
	return r.to.Subscriptions(r.Context, http.MethodGet)
}
