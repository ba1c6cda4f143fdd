package inference

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// find returns the deployment that serves requests for name. A deployment's own name comes first. A name with a slash
// cannot be a deployment's, so it is looked up as the name of a model: model servers list names such as
// meta-llama/Llama-3.1-8B-Instruct, and clients send them unchanged. If several deployments serve the model, find returns
// the first by name.
func (c *call) find(name string) (*resource.Deployment, bool) {
	if d, ok := c.account.Deployment(name); ok {
		return d, ready(d)
	}
	if !strings.Contains(name, "/") {
		return nil, false
	}
	var first *resource.Deployment
	for _, d := range c.account.Deployments() {
		if d.Properties.Model.Name == name && ready(d) && (first == nil || byName(d, first) < 0) {
			first = d
		}
	}
	return first, first != nil
}

// noSuchDeployment is the refusal of a name that no deployment has. It names the nearest deployment to callers who may
// list deployments.
func (d *host) noSuchDeployment(c *call, name string) error {
	f := noDeployment()
	if c.op.model == modelBodyHeader {
		f = unknownModel(name)
	}
	if near := nearest(name, serving(c.account)); near != "" && d.mayList(c) {
		return fault.New(f.Kind, f.Code, "%s The nearest deployment is '%s'.", ended(f.Message), near)
	}
	return f
}

func ended(sentence string) string { return strings.TrimSuffix(sentence, ".") + "." }

// mayList reports whether the caller may list the account's deployments.
func (d *host) mayList(c *call) bool {
	if c.Caller.Key != "" {
		return true
	}
	return rbac.Decide(c.question("Microsoft.CognitiveServices/accounts/OpenAI/deployments/read", c.account.ID), d.RBAC()).Allowed
}

// maxCompared is the longest name that nearest compares, in bytes.
const maxCompared = 64

// nearest returns the name of the deployment whose model is called name, or else of the one whose own name has the
// smallest distance to name, at most a third of its length. It returns "" if there is none.
func nearest(name string, all []*resource.Deployment) string {
	if name == "" || len(name) > maxCompared {
		return ""
	}
	for _, d := range all {
		if ascii.EqualFold(d.Properties.Model.Name, name) {
			return d.Name
		}
	}
	best, least := "", len(name)/3+1
	for _, d := range all {
		if len(d.Name) > maxCompared {
			continue
		}
		if n := distance(ascii.ToLower(name), ascii.ToLower(d.Name)); n < least {
			best, least = d.Name, n
		}
	}
	return best
}

// distance returns the Levenshtein distance between a and b, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
