package template

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

func scopeFunctions() map[string]builtin {
	return map[string]builtin{
		"parameters":      {low: 1, high: 1, call: parameterOf, finds: true},
		"variables":       {low: 1, high: 1, call: variableOf, finds: true},
		"tenant":          {call: func(f frame, c call) (any, error) { return f.around.Tenant, f.outside(c) }},
		"environment":     {call: func(f frame, c call) (any, error) { return f.around.Environment, f.outside(c) }},
		"deployer":        {call: func(f frame, c call) (any, error) { return f.around.Deployer, f.outside(c) }},
		"deployment":      {call: deploymentOf},
		"subscription":    {call: place("subscription")},
		"resourceGroup":   {call: place("resourceGroup")},
		"managementGroup": {call: place("managementGroup")},

		"resourceId":                {low: 2, high: -1, call: resourceID},
		"subscriptionResourceId":    {low: 2, high: -1, call: subscriptionResourceID},
		"tenantResourceId":          {low: 2, high: -1, call: tenantResourceID},
		"managementGroupResourceId": {low: 2, high: -1, call: managementGroupResourceID},
		"extensionResourceId":       {low: 3, high: -1, call: extensionResourceID},
	}
}

// outside rejects a function that a user-defined function may not call.
func (f frame) outside(c call) error {
	if f.params == nil {
		return nil
	}
	return invalid("The template function '%s' is not expected at this location: a user-defined function sees only its parameters.", c.name)
}

func parameterOf(f frame, c call) (any, error) {
	name, err := c.text(0)
	if err != nil {
		return nil, err
	}
	from := f.parameters
	if f.params != nil {
		from = f.params
	}
	if v, ok := from[ascii.ToLower(name)]; ok {
		return v, nil
	}
	return nil, invalid("The template parameter '%s' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.", clip(name))
}

func variableOf(f frame, c call) (any, error) {
	name, err := c.text(0)
	if err == nil {
		err = f.outside(c)
	}
	if err != nil {
		return nil, err
	}
	return f.variable(name, f.depth)
}

func deploymentOf(f frame, c call) (any, error) {
	d := f.seen
	content, _ := member(d.Template, "contentVersion")
	out := map[string]any{"name": d.Name, "properties": map[string]any{
		"mode": d.Mode, "provisioningState": "Accepted", "parameters": d.Parameters, "template": map[string]any{"contentVersion": content},
	}}
	if d.Location != "" {
		out["location"] = d.Location
	}
	return out, f.outside(c)
}

// parts are the components of a scope.
type parts struct{ subscription, group, management string }

func (f frame) parts() parts { return partsOf(f.seen.Scope) }

func partsOf(scope string) parts {
	var p parts
	words := strings.Split(strings.Trim(scope, "/"), "/")
	for i := 0; i+1 < len(words); i += 2 {
		switch {
		case ascii.EqualFold(words[i], "subscriptions"):
			p.subscription = words[i+1]
		case ascii.EqualFold(words[i], "resourceGroups"):
			p.group = words[i+1]
		case i == 2 && ascii.EqualFold(words[i], "managementGroups"):
			p.management = words[i+1]
		case i == 0 && ascii.EqualFold(words[i], "providers") && len(words) == 4:
			p.management = words[3]
		}
	}
	return p
}

func (p parts) inSubscription() string { return "/subscriptions/" + p.subscription }
func (p parts) inGroup() string        { return p.inSubscription() + "/resourceGroups/" + p.group }
func inManagement(group string) string {
	return "/providers/Microsoft.Management/managementGroups/" + group
}

// place implements subscription(), resourceGroup() and managementGroup(), which describe the deployment's scope.
func place(what string) func(frame, call) (any, error) {
	return func(f frame, c call) (any, error) {
		if err := f.outside(c); err != nil {
			return nil, err
		}
		p := f.parts()
		id := ""
		switch {
		case what == "subscription" && p.subscription != "":
			id = p.inSubscription()
		case what == "resourceGroup" && p.group != "":
			id = p.inGroup()
		case what == "managementGroup" && p.management != "":
			id = inManagement(p.management)
		}
		if id == "" {
			return nil, invalid("The template function '%s' is not expected at this location: the deployment goes to '%s'.", what, f.seen.Scope)
		}
		return f.around.Place(f.ctx, id)
	}
}

// typed splits the arguments of a function that builds an id at the type, which is the first argument with a '/'.
func (c call) typed(before int) (front []string, kind string, names []string, err error) {
	all, err := c.texts(0)
	if err != nil {
		return nil, "", nil, err
	}
	for i, text := range all {
		if i <= before && strings.Contains(text, "/") {
			if words := strings.Count(strings.Trim(text, "/"), "/"); words != len(all)-i-1 {
				return nil, "", nil, c.bad("the type '%s' requires '%d' resource name argument(s).", clip(text), words)
			}
			return all[:i], strings.Trim(text, "/"), all[i+1:], nil
		}
	}
	return nil, "", nil, c.bad("the type of the resource is not found among its arguments.")
}

// identify appends a type and the names of its segments to a scope.
func identify(scope, kind string, names []string) string {
	words := strings.Split(kind, "/")
	var out strings.Builder
	out.WriteString(strings.TrimSuffix(scope, "/"))
	if len(words) == 2 && ascii.EqualFold(kind, "Microsoft.Resources/resourceGroups") && strings.HasPrefix(scope, "/subscriptions/") {
		return out.String() + "/resourceGroups/" + names[0]
	}
	if len(words) == 2 && ascii.EqualFold(kind, "Microsoft.Resources/subscriptions") && out.Len() == 0 {
		return "/subscriptions/" + names[0]
	}
	out.WriteString("/providers/" + words[0])
	for i, word := range words[1:] {
		out.WriteString("/" + word)
		if i < len(names) {
			out.WriteString("/" + names[i])
		}
	}
	return out.String()
}

// resourceID implements resourceId([subscription], [group], type, name, …).
func resourceID(f frame, c call) (any, error) {
	front, kind, names, err := c.typed(2)
	if err != nil {
		return nil, err
	}
	p := f.parts()
	switch len(front) {
	case 2:
		p.subscription, p.group = front[0], front[1]
	case 1:
		if p.group != "" || p.subscription == "" {
			p.group = front[0]
		} else {
			p.subscription = front[0]
		}
	}
	switch {
	case p.subscription != "" && p.group != "":
		return identify(p.inGroup(), kind, names), nil
	case p.subscription != "":
		return identify(p.inSubscription(), kind, names), nil
	case p.management != "":
		return identify(inManagement(p.management), kind, names), nil
	}
	return identify("", kind, names), nil
}

func subscriptionResourceID(f frame, c call) (any, error) {
	front, kind, names, err := c.typed(1)
	if err != nil {
		return nil, err
	}
	p := f.parts()
	if len(front) == 1 {
		p.subscription = front[0]
	}
	if p.subscription == "" {
		return nil, c.bad("the deployment goes to '%s', which is in no subscription.", f.seen.Scope)
	}
	return identify(p.inSubscription(), kind, names), nil
}

func tenantResourceID(_ frame, c call) (any, error) {
	_, kind, names, err := c.typed(0)
	if err != nil {
		return nil, err
	}
	return identify("", kind, names), nil
}

func managementGroupResourceID(f frame, c call) (any, error) {
	front, kind, names, err := c.typed(1)
	if err != nil {
		return nil, err
	}
	group := f.parts().management
	if len(front) == 1 {
		group = front[0]
	}
	if group == "" {
		return nil, c.bad("the deployment goes to '%s', which is no management group.", f.seen.Scope)
	}
	return identify(inManagement(group), kind, names), nil
}

func extensionResourceID(_ frame, c call) (any, error) {
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	_, kind, names, err := call{c.name, c.args[1:]}.typed(0)
	if err != nil {
		return nil, err
	}
	return identify(all[0], kind, names), nil
}
