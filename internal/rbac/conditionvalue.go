package rbac

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"keyless.dev/keyless/internal/ascii"
)

// family is the type of values that an operator compares.
type family uint8

const (
	stringFamily family = iota
	numericFamily
	dateTimeFamily
	boolFamily
	guidFamily
)

// value is a parsed value.
type value struct {
	text   string
	number float64
	when   time.Time
}

// read parses text as a value of the family, and reports whether it is valid.
func (f family) read(text string) (value, bool) {
	switch f {
	case numericFamily:
		number, err := strconv.ParseFloat(text, 64)
		return value{number: number}, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
	case dateTimeFamily:
		when, err := time.Parse(time.RFC3339Nano, text)
		return value{when: when}, err == nil
	case boolFamily:
		return value{text: text}, ascii.EqualFold(text, "true") || ascii.EqualFold(text, "false")
	case guidFamily:
		return value{text: text}, isGUID(text)
	}
	return value{text: text}, true
}

func isGUID(text string) bool {
	for i := range len(text) {
		c := text[i]
		switch dash := i == 8 || i == 13 || i == 18 || i == 23; {
		case dash && c != '-':
			return false
		case !dash && !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'):
			return false
		}
	}
	return len(text) == 36
}

// operator describes how pairs of values are compared, and how many pairs must match.
type operator struct {
	family            family
	test              func(left, right value) bool
	negated           bool
	many              bool // a ForAny… or ForAll… quantifier; without one, each side must have a single value
	allLeft, allRight bool
}

// operatorNamed parses an operator with an optional quantifier before ':'. Azure ignores case in both.
func operatorNamed(name string) (operator, bool) {
	var o operator
	name = ascii.ToLower(name)
	if quantifier, plain, found := strings.Cut(name, ":"); found {
		o.many = true
		switch quantifier {
		case "foranyofanyvalues":
		case "forallofanyvalues":
			o.allLeft = true
		case "foranyofallvalues":
			o.allRight = true
		case "forallofallvalues":
			o.allLeft, o.allRight = true, true
		default:
			return o, false
		}
		name = plain
	}
	switch {
	case strings.HasPrefix(name, "string"):
		return o.ofStrings(name[len("string"):])
	case strings.HasPrefix(name, "numeric"):
		return o.ofOrder(name[len("numeric"):], numericFamily, compareNumbers)
	case strings.HasPrefix(name, "datetime"):
		return o.ofOrder(name[len("datetime"):], dateTimeFamily, compareTimes)
	case strings.HasPrefix(name, "bool"):
		return o.ofNames(name[len("bool"):], boolFamily)
	case strings.HasPrefix(name, "guid"):
		return o.ofNames(name[len("guid"):], guidFamily)
	}
	return o, false
}

func (o operator) ofStrings(name string) (operator, bool) {
	name, ignoreCase := strings.CutSuffix(name, "ignorecase")
	name, o.negated = strings.CutPrefix(name, "not")
	switch name {
	case "equals":
		o.test = func(l, r value) bool { return l.text == r.text }
	case "startswith":
		o.test = func(l, r value) bool { return strings.HasPrefix(l.text, r.text) }
	case "like":
		o.test = func(l, r value) bool { return like(r.text, l.text) }
	default:
		return o, false
	}
	if exact := o.test; ignoreCase {
		o.test = func(l, r value) bool {
			return exact(value{text: ascii.ToLower(l.text)}, value{text: ascii.ToLower(r.text)})
		}
	}
	return o, true
}

func (o operator) ofOrder(name string, f family, compare func(l, r value) int) (operator, bool) {
	o.family = f
	switch name {
	case "equals":
		o.test = func(l, r value) bool { return compare(l, r) == 0 }
	case "notequals":
		o.test = func(l, r value) bool { return compare(l, r) != 0 }
	case "lessthan":
		o.test = func(l, r value) bool { return compare(l, r) < 0 }
	case "lessthanequals":
		o.test = func(l, r value) bool { return compare(l, r) <= 0 }
	case "greaterthan":
		o.test = func(l, r value) bool { return compare(l, r) > 0 }
	case "greaterthanequals":
		o.test = func(l, r value) bool { return compare(l, r) >= 0 }
	default:
		return o, false
	}
	return o, true
}

func (o operator) ofNames(name string, f family) (operator, bool) {
	o.family = f
	o.test = func(l, r value) bool { return ascii.EqualFold(l.text, r.text) }
	o.negated = name == "notequals"
	return o, o.negated || name == "equals"
}

func compareNumbers(l, r value) int {
	switch {
	case l.number < r.number:
		return -1
	case l.number > r.number:
		return 1
	}
	return 0
}

func compareTimes(l, r value) int { return l.when.Compare(r.when) }

// like matches text against a pattern: '*' matches any run of characters, '?' matches one character and '\' escapes the next
// one. It takes at most len(pattern) × len(text) steps.
func like(pattern, text string) bool {
	star, retry := -1, 0
	p, t := 0, 0
	for t < len(text) {
		if p < len(pattern) && pattern[p] == '*' {
			star, retry = p, t
			p++
			continue
		}
		if width, ok := likeOne(pattern, p, text, t); ok {
			p, t = p+width, t+runeLength(text, t, pattern[p])
			continue
		}
		if star < 0 {
			return false
		}
		retry++
		p, t = star+1, retry
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// likeOne matches one element of the pattern, and returns its length in the pattern.
func likeOne(pattern string, p int, text string, t int) (int, bool) {
	switch {
	case p >= len(pattern):
		return 0, false
	case pattern[p] == '?':
		return 1, true
	case pattern[p] == '\\' && p+1 < len(pattern):
		return 2, pattern[p+1] == text[t]
	}
	return 1, pattern[p] == text[t]
}

func runeLength(text string, t int, element byte) int {
	if element != '?' {
		return 1
	}
	_, size := utf8.DecodeRuneInString(text[t:])
	return size
}

// operand is one side of a comparison: an attribute or literal values.
type operand struct {
	attribute string // like "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"; "" for literals
	literals  []value
}

// Well-known attributes. Conditions may use others, which are known if the question has values for them.
const (
	utcNow = "@Environment[UtcNow]"

	RequestRoleDefinitionID  = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
	RequestPrincipalID       = "@Request[Microsoft.Authorization/roleAssignments:PrincipalId]"
	RequestPrincipalType     = "@Request[Microsoft.Authorization/roleAssignments:PrincipalType]"
	ResourceRoleDefinitionID = "@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
	ResourcePrincipalID      = "@Resource[Microsoft.Authorization/roleAssignments:PrincipalId]"
	ResourcePrincipalType    = "@Resource[Microsoft.Authorization/roleAssignments:PrincipalType]"
)

// canonicalAttribute returns a well-known attribute in its canonical spelling; Azure ignores case in attribute names.
func canonicalAttribute(name string) string {
	for _, known := range []string{
		utcNow, RequestRoleDefinitionID, RequestPrincipalID, RequestPrincipalType,
		ResourceRoleDefinitionID, ResourcePrincipalID, ResourcePrincipalType,
	} {
		if ascii.EqualFold(name, known) {
			return known
		}
	}
	return name
}

func (o *operand) count(a *evaluation) int {
	if o.attribute == "" {
		return len(o.literals)
	}
	if values, ok := a.Attributes[o.attribute]; ok || o.attribute != utcNow {
		return len(values)
	}
	return 1
}

func (o *operand) value(a *evaluation, i int, f family) (value, bool) {
	if o.attribute == "" {
		return o.literals[i], true
	}
	if values, ok := a.Attributes[o.attribute]; ok {
		return f.read(values[i])
	}
	return value{when: a.At}, f == dateTimeFamily && !a.At.IsZero() // only utcNow has a value that the question does not give
}

// exists reports whether an attribute has values. It is unknown for an attribute that is neither given nor well known.
func (o *operand) exists(a *evaluation) truth {
	if o.count(a) > 0 {
		return holds
	}
	if _, given := a.Attributes[o.attribute]; given {
		return fails
	}
	return knownRoleAssignmentAttribute(o.attribute)
}

// knownRoleAssignmentAttribute returns fails for a well-known attribute, which is then absent, and unknown for any other.
func knownRoleAssignmentAttribute(name string) truth {
	switch name {
	case RequestRoleDefinitionID, RequestPrincipalID, RequestPrincipalType,
		ResourceRoleDefinitionID, ResourcePrincipalID, ResourcePrincipalType:
		return fails
	}
	return unknown
}
