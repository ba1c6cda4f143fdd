package template

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// warn adds a warning for a valid resource that is most likely a mistake.
//
// A published sample has "disableLocalAuth": "[parameters('allowKeys')]", which is inverted: deployed with allowKeys false, it
// leaves the keys enabled.
func (t *template) warn(i *item) {
	if i.skipped || i.existing || !ascii.EqualFold(i.Type, "Microsoft.CognitiveServices/accounts") {
		return
	}
	properties, _ := member(i.source, "properties")
	p, _ := properties.(map[string]any)
	v, _ := member(p, "disableLocalAuth")
	text, _ := v.(string)
	inner, ok := isExpression(text)
	if !ok {
		return
	}
	n, err := t.parsed(inner)
	if err != nil || n.kind != callOf || n.text != "parameters" && n.text != "variables" || len(n.args) != 1 || n.args[0].kind != literalText {
		return
	}
	name := n.args[0].text
	if !allowsKeys(name) {
		return
	}
	t.deployment.Warnings = append(t.deployment.Warnings, Warning{
		Code: "InvertedDisableLocalAuth", Target: i.ID,
		Message: "disableLocalAuth is set to " + n.name + "('" + name + "'), which is the opposite of what the name says: keys stay on when '" + name +
			"' is false. Write \"[not(" + n.name + "('" + name + "'))]\", or in Bicep: disableLocalAuth: !" + name + ".",
	})
}

// allowsKeys reports whether a name says that keys are allowed, like allowKeys, enableLocalAuth and useApiKey.
func allowsKeys(name string) bool {
	name = strings.NewReplacer("_", "", "-", "").Replace(ascii.ToLower(name))
	if !strings.Contains(name, "key") && !strings.Contains(name, "localauth") {
		return false
	}
	for _, no := range []string{"disable", "disallow", "deny", "forbid", "block", "notallow", "without", "keyless", "nokey"} {
		if strings.Contains(name, no) {
			return false
		}
	}
	for _, yes := range []string{"allow", "enable", "use", "permit", "with"} {
		if strings.HasPrefix(name, yes) || strings.HasSuffix(name, yes+"d") {
			return true
		}
	}
	return false
}
