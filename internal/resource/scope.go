package resource

import (
	"encoding/json"
	"iter"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// MaxScopeLength is the maximum length of a scope, well above Azure's longest documented resource ids.
const MaxScopeLength = 2048

// Scope is a node in the tree of Azure resource ids: the root "/", a management group, a subscription, a resource group, or a
// resource or its child. Compare scopes with Equal and Contains, never as text: a name may be a prefix of its sibling's, and
// Azure ignores the case of names.
//
// The zero Scope is the root.
type Scope struct {
	text string   // as displayed; "" for the root; keywords in canonical case, names as given
	key  string   // text in lower case
	ends []uint16 // end in text of each node from the first below the root down to this one
}

// Root is the scope above everything.
var Root = Scope{}

// ParseScope parses a resource id. Empty segments are dropped, as ARM does for ids that az builds. It fails with Invalid for
// text that is not a resource id.
func ParseScope(text string) (Scope, error) {
	if len(text) > MaxScopeLength {
		return Scope{}, badScope(text, "it is longer than 2048 characters")
	}
	if !strings.HasPrefix(text, "/") {
		return Scope{}, badScope(text, "it does not start with '/'")
	}
	p := scopeParser{}
	for part := range strings.SplitSeq(text, "/") {
		if part == "" {
			continue
		}
		if part == "." || part == ".." || strings.ContainsFunc(part, unfit) {
			return Scope{}, badScope(text, "a segment holds a character that no name may have")
		}
		p.parts = append(p.parts, part)
	}
	if why := p.parse(); why != "" {
		return Scope{}, badScope(text, why)
	}
	return Scope{text: p.out.String(), key: ascii.ToLower(p.out.String()), ends: p.ends}, nil
}

// MustScope is ParseScope for constant text.
func MustScope(text string) Scope {
	s, err := ParseScope(text)
	if err != nil {
		panic(err)
	}
	return s
}

func badScope(text, why string) error {
	if len(text) > 256 {
		text = text[:256] + "…"
	}
	return fault.New(fault.Invalid, "InvalidScope", "The scope '%s' is not valid: %s.", text, why)
}

// unfit reports characters that would change the meaning of a path, and those outside ASCII: Azure names do not contain them,
// and their case folding differs between languages.
func unfit(r rune) bool { return r <= 0x20 || r >= 0x7f || strings.ContainsRune(`\?#%*<>"'`, r) }

type scopeParser struct {
	parts []string
	out   strings.Builder
	ends  []uint16
}

// parse parses [subscriptions/{id} [resourceGroups/{name}]], followed by any number of
// providers/{namespace}/({type}/{name})+. It returns what is wrong, or "".
func (p *scopeParser) parse() string {
	if p.at("subscriptions") {
		if !p.node("subscriptions") {
			return "a subscription id is missing"
		}
		if p.at("resourceGroups") && !p.node("resourceGroups") {
			return "a resource group name is missing"
		}
	}
	for len(p.parts) > 0 {
		if !p.at("providers") {
			return "'providers' was expected"
		}
		if len(p.parts) < 4 {
			return "a provider needs a namespace, a type and a name"
		}
		namespace, kind := p.parts[1], p.parts[2]
		if ascii.EqualFold(namespace, "Microsoft.Management") && ascii.EqualFold(kind, "managementGroups") {
			namespace, kind = "Microsoft.Management", "managementGroups"
		}
		p.out.WriteString("/providers/" + namespace)
		p.parts = p.parts[2:]
		p.node(kind)
		for len(p.parts) > 0 && !p.at("providers") {
			if !p.node(p.parts[0]) {
				return "a type has no name"
			}
		}
	}
	return ""
}

func (p *scopeParser) at(word string) bool {
	return len(p.parts) > 0 && ascii.EqualFold(p.parts[0], word)
}

// node reads a keyword and a name, and reports whether the name was there.
func (p *scopeParser) node(word string) bool {
	if len(p.parts) < 2 {
		return false
	}
	p.out.WriteString("/" + word + "/" + p.parts[1])
	p.ends = append(p.ends, uint16(p.out.Len()))
	p.parts = p.parts[2:]
	return true
}

// String returns the scope as Azure writes it.
func (s Scope) String() string {
	if s.text == "" {
		return "/"
	}
	return s.text
}

// Key returns a canonical key, which is equal for all spellings of a scope. The root's is "".
func (s Scope) Key() string { return s.key }

// Equal reports whether s and other are the same node.
func (s Scope) Equal(other Scope) bool { return s.key == other.key }

// IsRoot reports whether s is the root.
func (s Scope) IsRoot() bool { return s.key == "" }

// Parent returns the parent by id alone: of a child resource the resource, of a resource its group, of a group its
// subscription. The parent of a subscription or a management group by id is the root; its management group is stored in the
// tree. The root has no parent.
func (s Scope) Parent() (Scope, bool) {
	switch len(s.ends) {
	case 0:
		return Scope{}, false
	case 1:
		return Root, true
	}
	above := s.ends[:len(s.ends)-1]
	end := above[len(above)-1]
	return Scope{text: s.text[:end], key: s.key[:end], ends: above}, true
}

// Upward iterates over s and its ancestors by id, ending with the root.
func (s Scope) Upward() iter.Seq[Scope] {
	return func(yield func(Scope) bool) {
		for ok := true; ok; s, ok = s.Parent() {
			if !yield(s) {
				return
			}
		}
	}
}

// Contains reports whether other is s or a descendant of s by id.
func (s Scope) Contains(other Scope) bool {
	return strings.HasPrefix(other.key, s.key) && (len(other.key) == len(s.key) || s.key == "" || other.key[len(s.key)] == '/') &&
		len(other.ends) >= len(s.ends) && (len(s.ends) == 0 || other.ends[len(s.ends)-1] == s.ends[len(s.ends)-1])
}

// Child returns the child of s with a type and a name: Child("deployments", "chat") of an account, or
// Child("providers/Microsoft.CognitiveServices/accounts", "foundry") of a resource group.
func (s Scope) Child(kind, name string) (Scope, error) {
	return ParseScope(s.text + "/" + kind + "/" + name)
}

// Name returns the name of the node, its last segment.
func (s Scope) Name() string { return s.text[strings.LastIndexByte(s.text, '/')+1:] }

// Type returns the full type of the node, as "Microsoft.CognitiveServices/accounts/deployments",
// "Microsoft.Resources/resourceGroups" or "Microsoft.Resources/subscriptions"; "" for the root.
func (s Scope) Type() string {
	at := strings.LastIndex(s.key, "/providers/")
	// A resource may be named "providers"; then the keyword is further left.
	for at > 0 && !s.endsAt(at) {
		at = strings.LastIndex(s.key[:at], "/providers/")
	}
	if at < 0 {
		switch len(s.ends) {
		case 1:
			return "Microsoft.Resources/subscriptions"
		case 2:
			return "Microsoft.Resources/resourceGroups"
		}
		return ""
	}
	parts := strings.Split(s.text[at+len("/providers/"):], "/")
	kind := parts[0]
	for i := 1; i < len(parts); i += 2 {
		kind += "/" + parts[i]
	}
	return kind
}

func (s Scope) endsAt(at int) bool {
	for _, end := range s.ends {
		if int(end) == at {
			return true
		}
	}
	return false
}

// Subscription returns the id of the subscription that s is or belongs to, or "".
func (s Scope) Subscription() string {
	if !strings.HasPrefix(s.key, "/subscriptions/") {
		return ""
	}
	return s.text[len("/subscriptions/"):s.ends[0]]
}

// ResourceGroup returns the name of the resource group that s is or belongs to, or "".
func (s Scope) ResourceGroup() string {
	if len(s.ends) < 2 || !strings.HasPrefix(s.key[s.ends[0]:], "/resourcegroups/") {
		return ""
	}
	return s.text[int(s.ends[0])+len("/resourceGroups/") : s.ends[1]]
}

// MarshalJSON encodes the scope as a string.
func (s Scope) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON decodes the scope from a string.
func (s *Scope) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	parsed, err := ParseScope(text)
	*s = parsed
	return err
}
