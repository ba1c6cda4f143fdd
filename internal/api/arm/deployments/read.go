package deployments

import (
	"context"
	"strings"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/template"
)

// deploymentIn is a request for a deployment.
type deploymentIn struct {
	template.Deployment
	target resource.Scope // the target scope, in the case in which it was created
	id     resource.Scope
	tenant string
	// onlyTemplate omits the dry run: only the template is validated before it is deployed.
	onlyTemplate bool
	// onlyIDs limits a what-if to which resources change, without the changes of their properties.
	onlyIDs bool
}

// readDeployment reads the body and finds the target scope.
func readDeployment(ctx context.Context, d *provider.Host, r *edge.Request, raw []byte) (*deploymentIn, error) {
	v, err := template.Read(raw)
	if err != nil {
		return nil, err
	}
	request, ok := v.(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, "InvalidRequestContent", "The request content was invalid and could not be deserialized: 'it is no object'.")
	}
	in := &deploymentIn{}
	properties := objectIn(request, "properties")
	in.Name, in.Location, in.Mode = r.Vars["deployment"], textIn(request, "location"), textIn(properties, "mode")
	if err := in.readTemplate(properties); err != nil {
		return nil, err
	}
	in.Parameters = objectIn(properties, "parameters")
	in.onlyTemplate = ascii.EqualFold(textIn(properties, "validationLevel"), "Template")
	in.onlyIDs = ascii.EqualFold(textIn(objectIn(properties, "whatIfSettings"), "resultFormat"), "ResourceIdOnly")
	err = d.Store.View(ctx, func(tx provider.Tx) error { return place(d, tx, r, in) })
	if err != nil {
		return nil, err
	}
	return in, in.check(properties)
}

// readTemplate reads the template, which may also be JSON in a string.
func (in *deploymentIn) readTemplate(properties map[string]any) error {
	source, _ := member(properties, "template")
	if text, ok := source.(string); ok {
		inner, err := template.Read([]byte(text))
		if err != nil {
			return err
		}
		source = inner
	}
	var ok bool
	if in.Template, ok = source.(map[string]any); ok {
		return nil
	}
	if link, there := member(properties, "templateLink"); there && link != nil {
		return fault.New(fault.Invalid, "InvalidTemplateLink", "A templateLink is not supported: send the template itself.")
	}
	return fault.New(fault.Invalid, "InvalidDeploymentTemplate", "The template is required.")
}

// place finds the target scope of the deployment.
func place(d *provider.Host, tx provider.Tx, r *edge.Request, in *deploymentIn) error {
	above, _ := r.Scope.Parent()
	var err error
	if in.tenant, err = d.TenantOf(tx, r, above); err != nil {
		return err
	}
	target, err := resource.Find(tx, in.tenant, above)
	if err != nil {
		return err
	}
	in.target = target.ID
	if in.id, err = in.target.Child("providers/"+typeTemplateDeployment, in.Name); err != nil {
		return err
	}
	in.ID, in.Scope = in.id.String(), in.target.String()
	return nil
}

// check validates the request without its template.
func (in *deploymentIn) check(properties map[string]any) error {
	if !plainDeployment(in.Name) {
		return fault.New(fault.Invalid, "InvalidDeploymentName", "The deployment name '%s' is not valid: it has 1 to 64 letters, digits, '-', '_', '.', '(' and ')'.", provider.Clip(in.Name))
	}
	inGroup := in.target.Type() == resource.TypeResourceGroup
	switch {
	case in.Mode == "" || ascii.EqualFold(in.Mode, "Incremental"):
		in.Mode = "Incremental"
	case ascii.EqualFold(in.Mode, "Complete") && inGroup:
		in.Mode = "Complete"
	case ascii.EqualFold(in.Mode, "Complete"):
		return fault.New(fault.Invalid, "InvalidDeploymentMode", "The deployment mode 'Complete' is only supported at the scope of a resource group.")
	default:
		return fault.New(fault.Invalid, "InvalidDeploymentMode", "The deployment mode '%s' is not one of Incremental, Complete.", provider.Clip(in.Mode))
	}
	if !inGroup && in.Location == "" {
		return fault.New(fault.Invalid, "LocationRequired", "The location property is required for this definition.")
	}
	if inGroup && in.Location != "" {
		return fault.New(fault.Invalid, "InvalidDeployment", "The 'location' property is not allowed for '%s' at resource group scope. Please see https://aka.ms/arm-deployment-subscription for usage details.", provider.Clip(in.Name))
	}
	if other, ok := member(properties, "onErrorDeployment"); ok && other != nil {
		return fault.New(fault.Invalid, "InvalidDeployment", "onErrorDeployment is not supported.")
	}
	return nil
}

func plainDeployment(name string) bool {
	return len(name) >= 1 && len(name) <= 64 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.()") == ""
}

// member finds a name without regard to case.
func member(object map[string]any, name string) (any, bool) {
	for key, v := range object {
		if ascii.EqualFold(key, name) {
			return v, true
		}
	}
	return nil, false
}

func objectIn(object map[string]any, name string) map[string]any {
	v, _ := member(object, name)
	inner, _ := v.(map[string]any)
	return inner
}

func textIn(object map[string]any, name string) string {
	v, _ := member(object, name)
	text, _ := v.(string)
	return text
}

// around returns the values that template functions return about the target scope.
func (p *deploymentRun) around() *template.Around {
	tenant := map[string]any{"tenantId": p.tenant, "id": "/tenants/" + p.tenant, "countryCode": "", "displayName": ""}
	deployer := map[string]any{"objectId": p.request.Caller.Object, "tenantId": p.request.Caller.Tenant, "userPrincipalName": ""}
	if strings.Contains(p.request.Caller.Name, "@") {
		deployer["userPrincipalName"] = p.request.Caller.Name
	}
	return &template.Around{
		Now: p.Now().UTC(), NewGUID: guid.New, TenantID: p.tenant, Tenant: tenant, Deployer: deployer, Environment: environment(p.Origins), Place: p.placeOf,
	}
}

// environment returns the value of environment(). Source: the documentation of the function.
func environment(o edge.Origins) map[string]any {
	return map[string]any{
		"name": "Keyless", "resourceManager": o.ARM, "graph": o.Graph, "graphAudience": o.Graph, "portal": o.Login,
		"authentication": map[string]any{"loginEndpoint": o.Login, "audiences": []any{o.ARM}, "tenant": "common", "identityProvider": "AAD"},
		"suffixes": map[string]any{
			"acrLoginServer": ".azurecr.io", "keyvaultDns": ".vault.azure.net", "sqlServerHostname": ".database.windows.net", "storage": "core.windows.net",
		},
	}
}

// placeOf returns the values of subscription(), resourceGroup() and managementGroup(). They need no permission besides that to
// deploy there.
func (p *deploymentRun) placeOf(ctx context.Context, id string) (out map[string]any, err error) {
	scope, err := resource.ParseScope(id)
	if err != nil {
		return nil, err
	}
	err = p.view(ctx, func(tx provider.Tx) error {
		tenant, err := p.TenantOf(tx, p.request, scope)
		if err != nil {
			return err
		}
		r, err := resource.Find(tx, tenant, scope)
		if err != nil {
			return err
		}
		out = map[string]any{"id": r.ID.String(), "name": r.Name, "type": r.Type}
		switch r.Type {
		case resource.TypeSubscription:
			var s resource.SubscriptionProperties
			if err := provider.Decode(r.Properties, &s); err != nil {
				return err
			}
			out = map[string]any{"id": r.ID.String(), "subscriptionId": r.Name, "tenantId": r.Tenant, "displayName": s.DisplayName}
		case resource.TypeResourceGroup:
			tags := map[string]any{}
			for name, value := range r.Tags {
				tags[name] = value
			}
			out["location"], out["tags"], out["properties"] = r.Location, tags, map[string]any{"provisioningState": "Succeeded"}
			if r.ManagedBy != "" {
				out["managedBy"] = r.ManagedBy
			}
		case resource.TypeManagementGroup:
			var m resource.ManagementGroupProperties
			if err := provider.Decode(r.Properties, &m); err != nil {
				return err
			}
			out["type"], out["properties"] = "/providers/Microsoft.Management/managementGroups", map[string]any{"tenantId": r.Tenant, "displayName": m.DisplayName}
		}
		return nil
	})
	return out, err
}
