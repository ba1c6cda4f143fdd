package world

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// DefaultLocation is the location of a resource group without a given one.
const DefaultLocation = "eastus2"

// MaxSize is the maximum size of a world file in bytes.
const MaxSize = 8 << 20

// World is a parsed world file.
type World struct {
	Tenants []Tenant `yaml:"tenants"`
}

// Tenant is a tenant with the subscriptions that trust it.
type Tenant struct {
	Domain          string           `yaml:"domain"`      // the default domain, as keyless.localhost
	ID              string           `yaml:"id"`          // derived from the domain unless given, as are all ids below
	DisplayName     string           `yaml:"displayName"` // the domain unless given
	Users           []User           `yaml:"users"`
	Groups          []Group          `yaml:"groups"`
	Applications    []Application    `yaml:"applications"`
	Subscriptions   []Subscription   `yaml:"subscriptions"`
	RoleAssignments []RoleAssignment `yaml:"roleAssignments"`
}

// User is a user. If no password is given, one is generated and reported.
type User struct {
	UserPrincipalName string `yaml:"userPrincipalName"`
	ID                string `yaml:"id"`
	DisplayName       string `yaml:"displayName"` // made of the principal name unless given
	Password          string `yaml:"password"`
	Disabled          bool   `yaml:"disabled"`
	Mail              string `yaml:"mail"` // none unless given; the email claim of ID tokens
	// Invitation lets whoever has its link set the password once, if no password is given. keyless init creates one.
	Invitation *Invitation `yaml:"invitation"`
	// DirectoryRoles are directory roles by name, as "Global Administrator".
	DirectoryRoles []Ref `yaml:"directoryRoles"`
}

// Invitation is a link that works once. The file does not contain its secret.
type Invitation struct {
	Hash    string    `yaml:"hash"`
	Expires time.Time `yaml:"expires"`
}

// Group is a security group. Members and owners are principals by name.
type Group struct {
	DisplayName string `yaml:"displayName"`
	ID          string `yaml:"id"`
	Description string `yaml:"description"`
	Members     []Ref  `yaml:"members"`
	Owners      []Ref  `yaml:"owners"`
}

// Application is an application with its service principal. If no secret is given, one is generated and reported, unless
// NoSecret is set because the application authenticates otherwise.
type Application struct {
	DisplayName    string    `yaml:"displayName"`
	AppID          string    `yaml:"appId"`
	Secret         string    `yaml:"secret"`
	NoSecret       bool      `yaml:"noSecret"`
	IdentifierURIs []string  `yaml:"identifierUris"`
	RedirectURIs   Redirects `yaml:"redirectUris"`
	PublicClient   bool      `yaml:"publicClient"`
	DirectoryRoles []Ref     `yaml:"directoryRoles"`
}

// Redirects are the redirect URIs by platform.
type Redirects struct {
	Web          []string `yaml:"web"`
	SPA          []string `yaml:"spa"`
	PublicClient []string `yaml:"publicClient"`
}

// Subscription holds resource groups.
type Subscription struct {
	DisplayName    string          `yaml:"displayName"`
	ID             string          `yaml:"id"`
	ResourceGroups []ResourceGroup `yaml:"resourceGroups"`
}

// ResourceGroup holds accounts and managed identities.
type ResourceGroup struct {
	Name              string            `yaml:"name"`
	Location          string            `yaml:"location"` // "eastus2" unless given
	Accounts          []Account         `yaml:"accounts"`
	ManagedIdentities []ManagedIdentity `yaml:"managedIdentities"`
}

// Account is a Cognitive Services account.
type Account struct {
	Name             string       `yaml:"name"`
	Kind             string       `yaml:"kind"`      // AIServices unless given
	SKU              string       `yaml:"sku"`       // S0 unless given
	Subdomain        string       `yaml:"subdomain"` // the name unless given
	DisableLocalAuth bool         `yaml:"disableLocalAuth"`
	Deployments      []Deployment `yaml:"deployments"`
	Quotas           []Quota      `yaml:"quotas"`
}

// Deployment is a model under a name.
type Deployment struct {
	Name     string `yaml:"name"`
	Model    Model  `yaml:"model"`
	SKU      string `yaml:"sku"`      // GlobalStandard unless given
	Capacity int    `yaml:"capacity"` // thousands of tokens per minute; 0 means no limit
}

// Model is a model of the catalogue. Source is the name of the configured upstream that serves it.
type Model struct {
	Format  string `yaml:"format"` // OpenAI unless given
	Name    string `yaml:"name"`
	Version string `yaml:"version"`
	Source  string `yaml:"source"`
}

// ManagedIdentity is a user-assigned identity.
type ManagedIdentity struct {
	Name string `yaml:"name"`
}

// RoleAssignment assigns a role to a principal at a scope, each by name.
type RoleAssignment struct {
	Role      Ref `yaml:"role"`      // a role's name or GUID
	Principal Ref `yaml:"principal"` // a user principal name, a display name, "group:developers" where two share one, or an object id
	Scope     Ref `yaml:"scope"`     // a subscription's, group's or account's name, "rg-keyless/foundry" where two share one, or a resource id
}

// Ref is a reference by name, with the line that it is on for error messages.
type Ref struct {
	Name string
	Line int // 0 if it does not come from a file
}

// UnmarshalYAML reads the name and its line.
func (r *Ref) UnmarshalYAML(node ast.Node) error {
	r.Line = node.GetToken().Position.Line
	if text, ok := node.(*ast.StringNode); ok {
		r.Name = text.Value
		return nil
	}
	return fmt.Errorf("line %d: a name was expected", r.Line)
}

// fail returns an error about the object that r refers to.
func (r Ref) fail(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	if r.Line > 0 {
		err = fmt.Errorf("line %d: %w", r.Line, err)
	}
	return err
}

// Parse parses a world. Unknown members, wrong types and missing names are errors that give the line.
func Parse(text []byte) (*World, error) {
	if len(text) > MaxSize {
		return nil, fmt.Errorf("the world is larger than %d MiB", MaxSize>>20)
	}
	text, err := textfile.Decode(text)
	if err != nil {
		return nil, fmt.Errorf("the world %w", err)
	}
	w := &World{}
	if err := yaml.UnmarshalWithOptions(text, w, yaml.Strict()); err != nil {
		return nil, errors.New(strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if len(w.Tenants) == 0 {
		return nil, errors.New("the world has no tenants: start with\n\ntenants:\n  - domain: keyless.localhost")
	}
	return w, w.complete()
}

// complete sets defaults and validates the world.
func (w *World) complete() error {
	for i := range w.Tenants {
		t := &w.Tenants[i]
		at := fmt.Sprintf("tenants[%d]", i)
		if t.Domain = ascii.ToLower(t.Domain); t.Domain == "" {
			return missing(at, "domain")
		}
		orElse(&t.DisplayName, t.Domain)
		if err := errors.Join(t.completePeople(at), t.completePlaces(at), t.completeGrants(at)); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tenant) completePeople(at string) error {
	var errs []error
	for i := range t.Users {
		u := &t.Users[i]
		name, domain, ok := strings.Cut(u.UserPrincipalName, "@")
		switch {
		case u.UserPrincipalName == "":
			errs = append(errs, missing(fmt.Sprintf("%s.users[%d]", at, i), "userPrincipalName"))
			continue
		case !ok:
			u.UserPrincipalName += "@" + t.Domain
		case !ascii.EqualFold(domain, t.Domain):
			errs = append(errs, fmt.Errorf("%s.users[%d]: %s is not of the tenant's domain %s", at, i, u.UserPrincipalName, t.Domain))
		}
		if name != "" {
			orElse(&u.DisplayName, ascii.ToUpper(name[:1])+name[1:])
		}
	}
	for i, g := range t.Groups {
		if g.DisplayName == "" {
			errs = append(errs, missing(fmt.Sprintf("%s.groups[%d]", at, i), "displayName"))
		}
	}
	for i, a := range t.Applications {
		if a.DisplayName == "" {
			errs = append(errs, missing(fmt.Sprintf("%s.applications[%d]", at, i), "displayName"))
		}
	}
	return errors.Join(errs...)
}

func (t *Tenant) completePlaces(at string) error {
	var errs []error
	for i := range t.Subscriptions {
		s := &t.Subscriptions[i]
		at := fmt.Sprintf("%s.subscriptions[%d]", at, i)
		if s.DisplayName == "" {
			errs = append(errs, missing(at, "displayName"))
		}
		for j := range s.ResourceGroups {
			g := &s.ResourceGroups[j]
			at := fmt.Sprintf("%s.resourceGroups[%d]", at, j)
			if g.Name == "" {
				errs = append(errs, missing(at, "name"))
			}
			orElse(&g.Location, DefaultLocation)
			for k := range g.Accounts {
				errs = append(errs, g.Accounts[k].complete(fmt.Sprintf("%s.accounts[%d]", at, k)))
			}
			for k, identity := range g.ManagedIdentities {
				if identity.Name == "" {
					errs = append(errs, missing(fmt.Sprintf("%s.managedIdentities[%d]", at, k), "name"))
				}
			}
		}
	}
	return errors.Join(errs...)
}

func (a *Account) complete(at string) error {
	if a.Name == "" {
		return missing(at, "name")
	}
	orElse(&a.Kind, "AIServices")
	orElse(&a.SKU, "S0")
	orElse(&a.Subdomain, a.Name)
	for i := range a.Deployments {
		d := &a.Deployments[i]
		at := fmt.Sprintf("%s.deployments[%d]", at, i)
		if d.Name == "" {
			return missing(at, "name")
		}
		if d.Model.Name == "" {
			return missing(at, "model.name")
		}
		orElse(&d.Model.Format, "OpenAI")
		orElse(&d.SKU, "GlobalStandard")
		if d.Capacity < 0 {
			return fmt.Errorf("%s: capacity is below zero", at)
		}
	}
	return nil
}

func (t *Tenant) completeGrants(at string) error {
	var errs []error
	for i, a := range t.RoleAssignments {
		for _, part := range []struct {
			name string
			ref  Ref
		}{{"role", a.Role}, {"principal", a.Principal}, {"scope", a.Scope}} {
			if part.ref.Name == "" {
				errs = append(errs, missing(fmt.Sprintf("%s.roleAssignments[%d]", at, i), part.name))
			}
		}
	}
	return errors.Join(errs...)
}

func missing(at, name string) error { return fmt.Errorf("%s has no %s", at, name) }

func orElse(value *string, otherwise string) {
	if *value == "" {
		*value = otherwise
	}
}
