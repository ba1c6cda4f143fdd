// Command eligible drives Privileged Identity Management with the Azure SDK for Go, in the order in which Terraform's azurerm
// does for azurerm_pim_eligible_role_assignment and azurerm_pim_active_role_assignment. It needs the origin ARM, the resource
// SCOPE, the principal BOB_ID, and a session of az: `eligible administer` an Owner's, `eligible activate` bob's.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/google/uuid"
)

const (
	user   = "a97b65f3-24c7-4388-baec-2e87135dc908" // Cognitive Services User
	reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
)

// session is what all steps need.
type session struct {
	ctx     context.Context
	clients *armauthorization.ClientFactory
	scope   string
	bob     string
}

func main() {
	log.SetFlags(0)
	credential, err := azidentity.NewAzureCLICredential(nil)
	check(err)
	options := &arm.ClientOptions{DisableRPRegistration: true}
	options.Cloud = cloud.Configuration{
		ActiveDirectoryAuthorityHost: os.Getenv("LOGIN"),
		Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: os.Getenv("ARM"), Audience: os.Getenv("ARM")}},
	}
	clients, err := armauthorization.NewClientFactory(os.Getenv("AZURE_SUBSCRIPTION_ID"), credential, options)
	check(err)
	s := session{ctx: context.Background(), clients: clients, scope: os.Getenv("SCOPE"), bob: os.Getenv("BOB_ID")}
	switch os.Args[1] {
	case "administer":
		s.policy()
		s.eligible()
		s.active()
	case "activate":
		s.activate()
	default:
		log.Fatal("administer or activate?")
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

func (s session) role(id string) *string {
	return to.Ptr("/subscriptions/" + os.Getenv("AZURE_SUBSCRIPTION_ID") + "/providers/Microsoft.Authorization/roleDefinitions/" + id)
}

// policy makes the longest activation of the role an hour.
func (s session) policy() {
	filter := fmt.Sprintf("roleDefinitionId eq '%s'", *s.role(reader))
	client := s.clients.NewRoleManagementPolicyAssignmentsClient()
	var id string
	for pager := client.NewListForScopePager(s.scope, nil); pager.More(); {
		page, err := pager.NextPage(s.ctx)
		check(err)
		for _, a := range page.Value {
			if strings.EqualFold(*a.Properties.RoleDefinitionID, *s.role(reader)) {
				id = *a.Properties.PolicyID
			}
		}
	}
	want(id != "", "no policy for", filter)
	name := id[strings.LastIndex(id, "/")+1:]
	policies := s.clients.NewRoleManagementPoliciesClient()
	_, err := policies.Update(s.ctx, s.scope, name, armauthorization.RoleManagementPolicy{Properties: &armauthorization.RoleManagementPolicyProperties{
		Rules: []armauthorization.RoleManagementPolicyRuleClassification{&armauthorization.RoleManagementPolicyExpirationRule{
			ID: to.Ptr("Expiration_EndUser_Assignment"), RuleType: to.Ptr(armauthorization.RoleManagementPolicyRuleTypeRoleManagementPolicyExpirationRule),
			IsExpirationRequired: to.Ptr(true), MaximumDuration: to.Ptr("PT1H"),
		}},
	}}, nil)
	check(err)
	got, err := policies.Get(s.ctx, s.scope, name, nil)
	check(err)
	for _, rule := range got.Properties.EffectiveRules {
		if r, is := rule.(*armauthorization.RoleManagementPolicyExpirationRule); is && *r.ID == "Expiration_EndUser_Assignment" {
			want(*r.MaximumDuration == "PT1H", *r.MaximumDuration)
		}
	}
	fmt.Println("policies: listed, changed, read:", len(got.Properties.Rules), "rules")
}

// eligible is what azurerm_pim_eligible_role_assignment does: look whether there is one, request it, find it, read the request
// that it names, and remove it.
func (s session) eligible() {
	requests, schedules := s.clients.NewRoleEligibilityScheduleRequestsClient(), s.clients.NewRoleEligibilitySchedulesClient()
	find := func() *armauthorization.RoleEligibilitySchedule {
		pager := schedules.NewListForScopePager(s.scope, &armauthorization.RoleEligibilitySchedulesClientListForScopeOptions{Filter: to.Ptr(fmt.Sprintf("(principalId eq '%s')", s.bob))})
		for pager.More() {
			page, err := pager.NextPage(s.ctx)
			check(err)
			for _, schedule := range page.Value {
				p := schedule.Properties
				if strings.EqualFold(*p.RoleDefinitionID, *s.role(reader)) && strings.EqualFold(*p.Scope, s.scope) && *p.MemberType == armauthorization.MemberTypeDirect {
					return schedule
				}
			}
		}
		return nil
	}
	want(find() == nil, "there is one already")
	request := func(kind armauthorization.RequestType, expires *armauthorization.RoleEligibilityScheduleRequestPropertiesScheduleInfo) (armauthorization.RoleEligibilityScheduleRequestsClientCreateResponse, error) {
		return requests.Create(s.ctx, s.scope, uuid.NewString(), armauthorization.RoleEligibilityScheduleRequest{Properties: &armauthorization.RoleEligibilityScheduleRequestProperties{
			PrincipalID: &s.bob, RoleDefinitionID: s.role(reader), RequestType: &kind, Justification: to.Ptr("Terraform"), ScheduleInfo: expires,
		}}, nil)
	}
	_, err := request(armauthorization.RequestTypeAdminAssign, nil)
	refused(err, "RoleAssignmentRequestPolicyValidationFailed") // it has no end
	month := &armauthorization.RoleEligibilityScheduleRequestPropertiesScheduleInfo{Expiration: &armauthorization.RoleEligibilityScheduleRequestPropertiesScheduleInfoExpiration{
		Type: to.Ptr(armauthorization.TypeAfterDuration), Duration: to.Ptr("P30D"),
	}}
	made, err := request(armauthorization.RequestTypeAdminAssign, month)
	check(err)
	want(*made.Properties.Status == armauthorization.StatusProvisioned, *made.Properties.Status)
	_, err = request(armauthorization.RequestTypeAdminAssign, month)
	refused(err, "RoleAssignmentExists")
	found := find()
	want(found != nil && *found.Properties.Status == armauthorization.StatusProvisioned, "it is not found")
	id := *found.Properties.RoleEligibilityScheduleRequestID
	read, err := requests.Get(s.ctx, s.scope, id[strings.LastIndex(id, "/")+1:], nil)
	check(err)
	want(*read.Properties.Justification == "Terraform" && *read.Properties.ScheduleInfo.Expiration.Duration == "P30D", read.Properties)
	want(*read.Properties.ExpandedProperties.RoleDefinition.DisplayName == "Reader", "names")
	removed, err := request(armauthorization.RequestTypeAdminRemove, nil)
	check(err)
	want(*removed.Properties.Status == armauthorization.StatusRevoked, *removed.Properties.Status)
	want(find() == nil, "it is still there")
	fmt.Println("eligible: requested, found, read, removed")
}

// active is what azurerm_pim_active_role_assignment does.
func (s session) active() {
	requests, schedules := s.clients.NewRoleAssignmentScheduleRequestsClient(), s.clients.NewRoleAssignmentSchedulesClient()
	find := func() *armauthorization.RoleAssignmentSchedule {
		pager := schedules.NewListForScopePager(s.scope, &armauthorization.RoleAssignmentSchedulesClientListForScopeOptions{Filter: to.Ptr(fmt.Sprintf("(principalId eq '%s')", s.bob))})
		for pager.More() {
			page, err := pager.NextPage(s.ctx)
			check(err)
			for _, schedule := range page.Value {
				p := schedule.Properties
				if strings.EqualFold(*p.RoleDefinitionID, *s.role(reader)) && strings.EqualFold(*p.Scope, s.scope) && *p.AssignmentType == armauthorization.AssignmentTypeAssigned {
					return schedule
				}
			}
		}
		return nil
	}
	want(find() == nil, "there is one already")
	request := func(kind armauthorization.RequestType) (armauthorization.RoleAssignmentScheduleRequestsClientCreateResponse, error) {
		return requests.Create(s.ctx, s.scope, uuid.NewString(), armauthorization.RoleAssignmentScheduleRequest{Properties: &armauthorization.RoleAssignmentScheduleRequestProperties{
			PrincipalID: &s.bob, RoleDefinitionID: s.role(reader), RequestType: &kind, Justification: to.Ptr("Terraform"),
			ScheduleInfo: &armauthorization.RoleAssignmentScheduleRequestPropertiesScheduleInfo{Expiration: &armauthorization.RoleAssignmentScheduleRequestPropertiesScheduleInfoExpiration{
				Type: to.Ptr(armauthorization.TypeAfterDateTime), EndDateTime: to.Ptr(time.Now().Add(24 * time.Hour)),
			}},
		}}, nil)
	}
	_, err := request(armauthorization.RequestTypeAdminAssign)
	check(err)
	found := find()
	want(found != nil, "it is not found")
	id := *found.Properties.RoleAssignmentScheduleRequestID
	read, err := requests.Get(s.ctx, s.scope, id[strings.LastIndex(id, "/")+1:], nil)
	check(err)
	want(*read.Properties.RequestType == armauthorization.RequestTypeAdminAssign, *read.Properties.RequestType)
	_, err = request(armauthorization.RequestTypeAdminRemove)
	check(err)
	want(find() == nil, "it is still there")
	fmt.Println("active: requested, found, read, removed")
}

// activate is what somebody does who is eligible: list what is theirs, activate it, see it, and give it up.
func (s session) activate() {
	eligibilities := s.clients.NewRoleEligibilityScheduleInstancesClient()
	var linked string
	for pager := eligibilities.NewListForScopePager(s.scope, &armauthorization.RoleEligibilityScheduleInstancesClientListForScopeOptions{Filter: to.Ptr("asTarget()")}); pager.More(); {
		page, err := pager.NextPage(s.ctx)
		check(err)
		for _, e := range page.Value {
			want(*e.Properties.PrincipalID == s.bob, "somebody else's")
			linked = *e.Properties.RoleEligibilityScheduleID
		}
	}
	want(linked != "", "nothing is eligible")
	requests := s.clients.NewRoleAssignmentScheduleRequestsClient()
	request := func(kind armauthorization.RequestType) (armauthorization.RoleAssignmentScheduleRequestsClientCreateResponse, error) {
		return requests.Create(s.ctx, s.scope, uuid.NewString(), armauthorization.RoleAssignmentScheduleRequest{Properties: &armauthorization.RoleAssignmentScheduleRequestProperties{
			PrincipalID: &s.bob, RoleDefinitionID: s.role(user), RequestType: &kind, Justification: to.Ptr("to try it"), LinkedRoleEligibilityScheduleID: &linked,
			ScheduleInfo: &armauthorization.RoleAssignmentScheduleRequestPropertiesScheduleInfo{Expiration: &armauthorization.RoleAssignmentScheduleRequestPropertiesScheduleInfoExpiration{
				Type: to.Ptr(armauthorization.TypeAfterDuration), Duration: to.Ptr("PT1H"),
			}},
		}}, nil)
	}
	made, err := request(armauthorization.RequestTypeSelfActivate)
	check(err)
	want(*made.Properties.Status == armauthorization.StatusProvisioned, *made.Properties.Status)
	_, err = request(armauthorization.RequestTypeSelfActivate)
	refused(err, "RoleAssignmentExists")
	instances, seen := s.clients.NewRoleAssignmentScheduleInstancesClient(), 0
	for pager := instances.NewListForScopePager(s.scope, &armauthorization.RoleAssignmentScheduleInstancesClientListForScopeOptions{Filter: to.Ptr("asTarget()")}); pager.More(); {
		page, err := pager.NextPage(s.ctx)
		check(err)
		for _, a := range page.Value {
			if *a.Properties.AssignmentType == armauthorization.AssignmentTypeActivated && *a.Properties.LinkedRoleEligibilityScheduleID == linked {
				seen++
			}
		}
	}
	want(seen == 1, seen, "activations")
	off, err := request(armauthorization.RequestTypeSelfDeactivate)
	check(err)
	want(*off.Properties.Status == armauthorization.StatusRevoked, *off.Properties.Status)
	fmt.Println("activation: listed, activated, seen, given up")
}
