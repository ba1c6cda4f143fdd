// Command manage drives the control plane with the Azure SDK for Go: it creates, reads, lists page by page, updates and
// deletes one of each type, and prints a line for each. It needs the origin ARM and an Owner's session of az.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/google/uuid"
)

const (
	group  = "rg-go"
	reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
)

// session is what all steps need.
type session struct {
	ctx          context.Context
	subscription string
	credential   azcore.TokenCredential
	options      *arm.ClientOptions
}

func main() {
	log.SetFlags(0)
	s := session{ctx: context.Background(), subscription: os.Getenv("AZURE_SUBSCRIPTION_ID")}
	credential, err := azidentity.NewAzureCLICredential(nil)
	check(err)
	s.credential = credential
	s.options = &arm.ClientOptions{DisableRPRegistration: true}
	s.options.Cloud = cloud.Configuration{
		ActiveDirectoryAuthorityHost: os.Getenv("LOGIN"),
		Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: os.Getenv("ARM"), Audience: os.Getenv("ARM")}},
	}
	for _, step := range []func(session){groups, accounts, identities, roles, leave} {
		step(s)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// refused fails unless err is the service's error with a code.
func refused(err error, code string) {
	var answer *azcore.ResponseError
	if !errors.As(err, &answer) || answer.ErrorCode != code {
		panic(fmt.Sprintf("wanted %s, got %v", code, err))
	}
}

func want(ok bool, what ...any) {
	if !ok {
		panic(fmt.Sprintln(what...))
	}
}

// names reads all pages and returns how many there were.
func names[T any](ctx context.Context, pager *runtime.Pager[T], of func(T) []string) (all []string, pages int) {
	for ; pager.More(); pages++ {
		page, err := pager.NextPage(ctx)
		check(err)
		all = append(all, of(page)...)
	}
	return all, pages
}

func groups(s session) {
	client, err := armresources.NewResourceGroupsClient(s.subscription, s.credential, s.options)
	check(err)
	_, err = client.CreateOrUpdate(s.ctx, group, armresources.ResourceGroup{Location: to.Ptr("eastus")}, nil)
	check(err)
	got, err := client.Get(s.ctx, group, nil)
	check(err)
	want(*got.Properties.ProvisioningState == "Succeeded", got)
	patched, err := client.Update(s.ctx, group, armresources.ResourceGroupPatchable{Tags: map[string]*string{"a": to.Ptr("b")}}, nil)
	check(err)
	want(*patched.Tags["a"] == "b", patched.Tags)
	all, pages := names(s.ctx, client.NewListPager(&armresources.ResourceGroupsClientListOptions{Top: to.Ptr[int32](1)}), func(p armresources.ResourceGroupsClientListResponse) (out []string) {
		for _, g := range p.Value {
			out = append(out, *g.Name)
		}
		return out
	})
	want(slices.Contains(all, group) && pages == len(all), all, pages)
	there, err := client.CheckExistence(s.ctx, group, nil)
	check(err)
	want(there.Success, "the group is not there")
	fmt.Println("resource groups: created, read, listed, updated")
}

func accounts(s session) {
	client, err := armcognitiveservices.NewAccountsClient(s.subscription, s.credential, s.options)
	check(err)
	poller, err := client.BeginCreate(s.ctx, group, "go-foundry", armcognitiveservices.Account{
		Kind: to.Ptr("AIServices"), Location: to.Ptr("eastus"), SKU: &armcognitiveservices.SKU{Name: to.Ptr("S0")},
		Identity:   &armcognitiveservices.Identity{Type: to.Ptr(armcognitiveservices.ResourceIdentityTypeSystemAssigned)},
		Properties: &armcognitiveservices.AccountProperties{CustomSubDomainName: to.Ptr("go-foundry"), DisableLocalAuth: to.Ptr(false)},
	}, nil)
	check(err)
	waited := !poller.Done()
	made, err := poller.PollUntilDone(s.ctx, nil)
	check(err)
	want(*made.Properties.ProvisioningState == armcognitiveservices.ProvisioningStateSucceeded && *made.Identity.PrincipalID != "", made)
	keys, err := client.ListKeys(s.ctx, group, "go-foundry", nil)
	check(err)
	again, err := client.RegenerateKey(s.ctx, group, "go-foundry", armcognitiveservices.RegenerateKeyParameters{KeyName: to.Ptr(armcognitiveservices.KeyNameKey2)}, nil)
	check(err)
	want(*keys.Key1 == *again.Key1 && *keys.Key2 != *again.Key2, "keys")
	update, err := client.BeginUpdate(s.ctx, group, "go-foundry", armcognitiveservices.Account{Properties: &armcognitiveservices.AccountProperties{DisableLocalAuth: to.Ptr(true)}}, nil)
	check(err)
	_, err = update.PollUntilDone(s.ctx, nil)
	check(err)
	got, err := client.Get(s.ctx, group, "go-foundry", nil)
	check(err)
	want(*got.Properties.DisableLocalAuth, "disableLocalAuth")
	all, _ := names(s.ctx, client.NewListByResourceGroupPager(group, nil), func(p armcognitiveservices.AccountsClientListByResourceGroupResponse) (out []string) {
		for _, a := range p.Value {
			out = append(out, *a.Name)
		}
		return out
	})
	want(slices.Equal(all, []string{"go-foundry"}), all)
	fmt.Println("accounts: created, read, listed, updated; waited for:", waited)
	deployments(s)
	gone, err := client.BeginDelete(s.ctx, group, "go-foundry", nil)
	check(err)
	_, err = gone.PollUntilDone(s.ctx, nil)
	check(err)
	deleted, err := armcognitiveservices.NewDeletedAccountsClient(s.subscription, s.credential, s.options)
	check(err)
	purge, err := deleted.BeginPurge(s.ctx, "eastus", group, "go-foundry", nil)
	check(err)
	_, err = purge.PollUntilDone(s.ctx, nil)
	check(err)
	_, err = client.Get(s.ctx, group, "go-foundry", nil)
	refused(err, "ResourceNotFound")
	fmt.Println("accounts: deleted, purged")
}

func deployments(s session) {
	client, err := armcognitiveservices.NewDeploymentsClient(s.subscription, s.credential, s.options)
	check(err)
	for _, name := range []string{"chat", "embed"} {
		poller, err := client.BeginCreateOrUpdate(s.ctx, group, "go-foundry", name, armcognitiveservices.Deployment{
			SKU:        &armcognitiveservices.SKU{Name: to.Ptr("GlobalStandard"), Capacity: to.Ptr[int32](10)},
			Properties: &armcognitiveservices.DeploymentProperties{Model: &armcognitiveservices.DeploymentModel{Format: to.Ptr("OpenAI"), Name: to.Ptr("gpt-4o"), Version: to.Ptr("2024-11-20")}},
		}, nil)
		check(err)
		_, err = poller.PollUntilDone(s.ctx, nil)
		check(err)
	}
	all, _ := names(s.ctx, client.NewListPager(group, "go-foundry", nil), func(p armcognitiveservices.DeploymentsClientListResponse) (out []string) {
		for _, d := range p.Value {
			out = append(out, *d.Name)
		}
		return out
	})
	want(slices.Equal(all, []string{"chat", "embed"}), all)
	update, err := client.BeginUpdate(s.ctx, group, "go-foundry", "chat", armcognitiveservices.PatchResourceTagsAndSKU{SKU: &armcognitiveservices.SKU{Name: to.Ptr("GlobalStandard"), Capacity: to.Ptr[int32](20)}}, nil)
	check(err)
	_, err = update.PollUntilDone(s.ctx, nil)
	check(err)
	got, err := client.Get(s.ctx, group, "go-foundry", "chat", nil)
	check(err)
	want(*got.SKU.Capacity == 20, got.SKU)
	for _, name := range all {
		gone, err := client.BeginDelete(s.ctx, group, "go-foundry", name, nil)
		check(err)
		_, err = gone.PollUntilDone(s.ctx, nil)
		check(err)
	}
	fmt.Println("deployments: created, read, listed, updated, deleted")
}

func identities(s session) {
	client, err := armmsi.NewUserAssignedIdentitiesClient(s.subscription, s.credential, s.options)
	check(err)
	made, err := client.CreateOrUpdate(s.ctx, group, "go-app", armmsi.Identity{Location: to.Ptr("eastus")}, nil)
	check(err)
	want(*made.Properties.PrincipalID != "" && *made.Properties.ClientID != "", made)
	updated, err := client.Update(s.ctx, group, "go-app", armmsi.IdentityUpdate{Tags: map[string]*string{"a": to.Ptr("b")}}, nil)
	check(err)
	want(*updated.Tags["a"] == "b", updated)
	trusts, err := armmsi.NewFederatedIdentityCredentialsClient(s.subscription, s.credential, s.options)
	check(err)
	for _, name := range []string{"one", "two", "three"} {
		_, err = trusts.CreateOrUpdate(s.ctx, group, "go-app", name, armmsi.FederatedIdentityCredential{Properties: &armmsi.FederatedIdentityCredentialProperties{
			Issuer: to.Ptr("https://issuer.test"), Subject: to.Ptr(name), Audiences: []*string{to.Ptr("api://AzureADTokenExchange")},
		}}, nil)
		check(err)
	}
	all, pages := names(s.ctx, trusts.NewListPager(group, "go-app", &armmsi.FederatedIdentityCredentialsClientListOptions{Top: to.Ptr[int32](2)}), func(p armmsi.FederatedIdentityCredentialsClientListResponse) (out []string) {
		for _, f := range p.Value {
			out = append(out, *f.Name)
		}
		return out
	})
	want(len(all) == 3 && pages == 2, all, pages)
	_, err = trusts.Delete(s.ctx, group, "go-app", "one", nil)
	check(err)
	_, err = trusts.Get(s.ctx, group, "go-app", "one", nil)
	refused(err, "ResourceNotFound")
	_, err = client.Delete(s.ctx, group, "go-app", nil)
	check(err)
	_, err = client.Get(s.ctx, group, "go-app", nil)
	refused(err, "ResourceNotFound")
	fmt.Println("identities and federated credentials: created, read, listed, updated, deleted")
}

func roles(s session) {
	scope := "/subscriptions/" + s.subscription + "/resourceGroups/" + group
	definitions, err := armauthorization.NewRoleDefinitionsClient(s.credential, s.options)
	check(err)
	own := uuid.NewString()
	define := func(description string) armauthorization.RoleDefinitionsClientCreateOrUpdateResponse {
		got, err := definitions.CreateOrUpdate(s.ctx, scope, own, armauthorization.RoleDefinition{Properties: &armauthorization.RoleDefinitionProperties{
			RoleName: to.Ptr("Go Caller"), Description: to.Ptr(description), AssignableScopes: []*string{to.Ptr(scope)},
			Permissions: []*armauthorization.Permission{{DataActions: []*string{to.Ptr("Microsoft.CognitiveServices/accounts/MaaS/*")}}},
		}}, nil)
		check(err)
		return got
	}
	define("first")
	want(*define("second").Properties.Description == "second", "description")
	custom, _ := names(s.ctx, definitions.NewListPager(scope, &armauthorization.RoleDefinitionsClientListOptions{Filter: to.Ptr("type eq 'CustomRole'")}), func(p armauthorization.RoleDefinitionsClientListResponse) (out []string) {
		for _, d := range p.Value {
			out = append(out, *d.Properties.RoleName)
		}
		return out
	})
	want(slices.Equal(custom, []string{"Go Caller"}), custom)

	assignments, err := armauthorization.NewRoleAssignmentsClient(s.subscription, s.credential, s.options)
	check(err)
	name, prefix := uuid.NewString(), "/subscriptions/"+s.subscription+"/providers/Microsoft.Authorization/roleDefinitions/"
	assign := func(role, description string) error {
		_, err := assignments.Create(s.ctx, scope, name, armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
			RoleDefinitionID: to.Ptr(prefix + role), PrincipalID: to.Ptr(os.Getenv("BOB_ID")), PrincipalType: to.Ptr(armauthorization.PrincipalTypeUser), Description: to.Ptr(description),
		}}, nil)
		return err
	}
	check(assign(own, "first"))
	check(assign(own, "second"))
	refused(assign(reader, "another role"), "RoleAssignmentUpdateNotPermitted")
	got, err := assignments.Get(s.ctx, scope, name, nil)
	check(err)
	want(*got.Properties.Description == "second" && strings.HasSuffix(*got.Properties.RoleDefinitionID, own), got.Properties)
	listed, _ := names(s.ctx, assignments.NewListForScopePager(scope, &armauthorization.RoleAssignmentsClientListForScopeOptions{Filter: to.Ptr("principalId eq '" + os.Getenv("BOB_ID") + "'")}), func(p armauthorization.RoleAssignmentsClientListForScopeResponse) (out []string) {
		for _, a := range p.Value {
			out = append(out, *a.Name)
		}
		return out
	})
	want(slices.Equal(listed, []string{name}), listed)
	_, err = definitions.Delete(s.ctx, scope, own, nil)
	refused(err, "RoleDefinitionHasAssignments")
	_, err = assignments.Delete(s.ctx, scope, name, nil)
	check(err)
	_, err = assignments.Get(s.ctx, scope, name, nil)
	refused(err, "RoleAssignmentNotFound")
	_, err = definitions.Delete(s.ctx, scope, own, nil)
	check(err)
	fmt.Println("role definitions and assignments: created, read, listed, updated, deleted")
}

func leave(s session) {
	client, err := armresources.NewResourceGroupsClient(s.subscription, s.credential, s.options)
	check(err)
	gone, err := client.BeginDelete(s.ctx, group, nil)
	check(err)
	waited := !gone.Done()
	_, err = gone.PollUntilDone(s.ctx, nil)
	check(err)
	_, err = client.Get(s.ctx, group, nil)
	refused(err, "ResourceGroupNotFound")
	fmt.Println("resource groups: deleted; waited for:", waited)
}
