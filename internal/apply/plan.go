package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/world"
)

// Verb is the kind of a change.
type Verb string

// The kinds of changes, as the difference prints them.
const (
	Add    Verb = "+"
	Modify Verb = "~"
	Remove Verb = "-"
)

// Change is one difference between the file and the server.
type Change struct {
	Verb   Verb    `json:"verb"`
	Kind   string  `json:"kind"` // user, group, member, account …
	Name   string  `json:"name"`
	Fields []Field `json:"fields,omitempty"` // the modified properties
	Done   bool    `json:"done"`

	do func(context.Context) error
}

// Field is a property that differs.
type Field struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Secret is a generated password or client secret.
type Secret struct {
	Kind  string `json:"kind"` // password or secret
	Of    string `json:"of"`
	AppID string `json:"appId,omitempty"`
	Value string `json:"value"`
}

// Plan lists the changes in the order in which they are made: additions and modifications first, removals last.
type Plan struct {
	Changes []*Change
	Notes   []string // what the file requests and the API does not support
	Secrets []Secret // generated, after the plan was carried out
	last    []*Change
}

func (p *Plan) add(verb Verb, kind, name string, do func(context.Context) error, fields ...Field) {
	c := &Change{Verb: verb, Kind: kind, Name: name, Fields: fields, do: do}
	if verb == Remove {
		p.last = append(p.last, c)
		return
	}
	p.Changes = append(p.Changes, c)
}

// Counts returns the number of additions, modifications and removals.
func (p *Plan) Counts() (added, changed, removed int) {
	for _, c := range p.Changes {
		switch c.Verb {
		case Add:
			added++
		case Modify:
			changed++
		default:
			removed++
		}
	}
	return added, changed, removed
}

// Do makes the changes in order and calls done after each. It stops at the first error.
func (p *Plan) Do(ctx context.Context, done func(*Change)) error {
	for _, c := range p.Changes {
		if err := c.do(ctx); err != nil {
			return fmt.Errorf("%s %s %s: %w", c.Verb, c.Kind, c.Name, err)
		}
		c.Done = true
		done(c)
	}
	return nil
}

// Options configures a plan.
type Options struct {
	// Prune removes what the file does not list, from the lists that the file has. A list that the file omits is unchanged.
	// The caller, and what the caller's own permissions depend on, is never removed.
	Prune bool
	// Password generates a password for a new user without one in the file.
	Password func() (string, error)
}

// Make compares the file with the server and returns the plan. It writes nothing. It fails if a name in the file refers to
// nothing, or if something differs that cannot be changed.
func Make(ctx context.Context, api API, w *world.World, options Options) (*Plan, error) {
	m := &maker{api: api, options: options, plan: &Plan{}}
	var err error
	if m.me, err = api.ObjectID(ctx); err != nil {
		return nil, err
	}
	if len(w.Tenants) != 1 {
		return nil, fmt.Errorf("the file has %d tenants: one is applied at a time, the one that you are signed in to", len(w.Tenants))
	}
	m.tenant = &w.Tenants[0]
	m.people, m.places, m.placeByID = names[*object]{}, names[*place]{}, map[string]*place{}
	m.assigned, m.roles = map[string]*assigned{}, map[string]*definition{}
	for _, step := range []func(context.Context) error{
		m.checkTenant, m.users, m.groups, m.applications, m.subscriptions, m.links, m.directoryRoles, m.grants, m.quotas,
	} {
		if err := step(ctx); err != nil {
			m.errs = append(m.errs, err)
			break
		}
	}
	if len(m.errs) > 0 {
		return nil, errors.Join(m.errs...)
	}
	for i := len(m.plan.last) - 1; i >= 0; i-- { // in reverse order: children before parents
		m.plan.Changes = append(m.plan.Changes, m.plan.last[i])
	}
	return m.plan, nil
}

// maker builds a plan.
type maker struct {
	api     API
	options Options
	plan    *Plan
	tenant  *world.Tenant
	home    string // the tenant's id
	me      string // the caller's object id
	people  names[*object]
	places  names[*place]
	users_  []*object
	groups_ []*object
	apps    []*application
	limited []limited
	errs    []error // unresolved names, which are reported together

	placeByID map[string]*place      // by id in lower case
	assigned  map[string]*assigned   // what was read of scopes, by id in lower case
	roles     map[string]*definition // what was read of roles, by scope and name; nil for one that does not exist
}

// object is a principal. If it does not exist yet, its id is set when it is created.
type object struct {
	id, kind, name string
	home           string // the tenant of a principal in a trusted tenant
}

// place is a scope in the file.
type place struct {
	id    string
	there bool
}

// checkTenant fails if the file describes another tenant than the caller's.
func (m *maker) checkTenant(ctx context.Context) error {
	var answer struct {
		Value []struct {
			ID      string `json:"id"`
			Domains []struct {
				Name string `json:"name"`
			} `json:"verifiedDomains"`
		}
	}
	if err := m.api.Graph(ctx, "GET", "/organization", nil, nil, &answer); err != nil {
		return err
	}
	var here []string
	for _, o := range answer.Value {
		for _, d := range o.Domains {
			if ascii.EqualFold(d.Name, m.tenant.Domain) {
				m.home = o.ID
				return nil
			}
			here = append(here, d.Name)
		}
	}
	return fmt.Errorf("the file is about the tenant %s, and you are signed in to %s: sign in to the other, or write the domain in the file", m.tenant.Domain, strings.Join(here, ", "))
}

// names maps names to the objects that have them.
type names[T comparable] map[string][]T

// add makes value known by names, all of them in one call: of what a name has, only the last is compared.
func (n names[T]) add(value T, all ...string) {
	for _, name := range all {
		key := ascii.ToLower(name)
		has := n[key]
		if name != "" && (len(has) == 0 || has[len(has)-1] != value) {
			n[key] = append(has, value)
		}
	}
}

// one returns the only object that a name in the file refers to.
func (n names[T]) one(ref world.Ref, what, hint string) (T, error) {
	var none T
	at := ""
	if ref.Line > 0 {
		at = fmt.Sprintf("line %d: ", ref.Line)
	}
	switch found := n[ascii.ToLower(ref.Name)]; len(found) {
	case 1:
		return found[0], nil
	case 0:
		return none, fmt.Errorf("%sthere is no %s called '%s'", at, what, ref.Name)
	}
	return none, fmt.Errorf("%smore than one %s is called '%s': %s", at, what, ref.Name, hint)
}

// differ adds a field to the list if it differs.
func differ(fields []Field, name, from, to string) []Field {
	if from == to {
		return fields
	}
	return append(fields, Field{name, from, to})
}
