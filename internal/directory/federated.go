package directory

import (
	"net/url"
	"regexp"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// Limits of federated identity credentials. Source: Graph's federatedIdentityCredential reference.
const (
	MaxFederated     = 20
	maxFederatedText = 600
)

// AddFederated adds a federated identity credential to an application. The caller sets f.ID. Use ManagedIdentities.Trust for a
// managed identity. It fails with fault.Conflict if the name, or the pair of issuer and subject, is in use.
func AddFederated(w Writer, tenant, holder string, f FederatedCredential) error {
	return updateFederated(w, tenant, holder, changeable, addFederated(f))
}

func addFederated(f FederatedCredential) func([]FederatedCredential) ([]FederatedCredential, error) {
	return func(all []FederatedCredential) ([]FederatedCredential, error) {
		if len(all) >= MaxFederated {
			return nil, fault.New(fault.Conflict, "Request_BadRequest", "Too many federated identity credentials: the limit of an object is %d.", MaxFederated)
		}
		return append(all, f), validateFederated(f, all)
	}
}

// UpdateFederated changes the federated identity credential with the given id or name. Its id and name cannot change.
func UpdateFederated(w Writer, tenant, holder, id string, change func(*FederatedCredential) error) error {
	return updateFederated(w, tenant, holder, changeable, changeFederated(id, change))
}

func changeFederated(id string, change func(*FederatedCredential) error) func([]FederatedCredential) ([]FederatedCredential, error) {
	return func(all []FederatedCredential) ([]FederatedCredential, error) {
		i := federated(all, id)
		if i < 0 {
			return nil, notFound(id)
		}
		f := all[i]
		if err := change(&f); err != nil {
			return nil, err
		}
		f.ID, f.Name = all[i].ID, all[i].Name
		others := append(all[:i:i], all[i+1:]...)
		if err := validateFederated(f, others); err != nil {
			return nil, err
		}
		all[i] = f
		return all, nil
	}
}

// RemoveFederated removes the federated identity credential with the given id or name. It fails with fault.NotFound.
func RemoveFederated(w Writer, tenant, holder, id string) error {
	return updateFederated(w, tenant, holder, changeable, removeFederated(id))
}

func removeFederated(id string) func([]FederatedCredential) ([]FederatedCredential, error) {
	return func(all []FederatedCredential) ([]FederatedCredential, error) {
		i := federated(all, id)
		if i < 0 {
			return nil, notFound(id)
		}
		return append(all[:i:i], all[i+1:]...), nil
	}
}

// FindFederated returns a federated identity credential by id or name. It fails with fault.NotFound.
func (c *Credentials) FindFederated(id string) (FederatedCredential, error) {
	i := federated(c.Federated, id)
	if i < 0 {
		return FederatedCredential{}, notFound(id)
	}
	return c.Federated[i], nil
}

func federated(all []FederatedCredential, id string) int {
	for i, f := range all {
		if ascii.EqualFold(f.ID, id) || ascii.EqualFold(f.Name, id) {
			return i
		}
	}
	return -1
}

// updateFederated changes the federated identity credentials of holder if may allows it.
func updateFederated(w Writer, tenant, holder string, may func(Object) error, change func([]FederatedCredential) ([]FederatedCredential, error)) error {
	o, err := Living(w, tenant, holder)
	if err != nil {
		return err
	}
	if err := may(o); err != nil {
		return err
	}
	c := CredentialsOf(o)
	if c == nil {
		return notFound(holder)
	}
	if c.Federated, err = change(c.Federated); err != nil {
		return err
	}
	return w.PutObject(o)
}

// validateFederated checks f against the rules and against the other credentials of its holder. Issuer and subject are
// case-sensitive, as at sign-in.
func validateFederated(f FederatedCredential, others []FederatedCredential) error {
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$`).MatchString(f.Name) {
		return bad("The name '%s' of a federated identity credential is invalid: it has 3 to 120 letters, digits, '-' or '_' and begins with a letter or digit.", f.Name)
	}
	issuer, err := url.Parse(f.Issuer)
	if err != nil || issuer.Scheme != "https" || issuer.Host == "" || issuer.RawQuery != "" || issuer.Fragment != "" || issuer.User != nil || len(f.Issuer) > maxFederatedText {
		return bad("Invalid value specified for property 'issuer' of resource 'FederatedIdentityCredential'.")
	}
	if f.Subject == "" || text("subject", f.Subject, maxFederatedText) != nil {
		return bad("Invalid value specified for property 'subject' of resource 'FederatedIdentityCredential'.")
	}
	if len(f.Audiences) != 1 || f.Audiences[0] == "" || text("audiences", f.Audiences[0], maxFederatedText) != nil {
		return bad("Invalid value specified for property 'audiences' of resource 'FederatedIdentityCredential': it holds exactly one value.")
	}
	if err := text("description", f.Description, maxFederatedText); err != nil {
		return err
	}
	for _, other := range others {
		switch {
		case ascii.EqualFold(other.Name, f.Name):
			return fault.New(fault.Conflict, "Request_MultipleObjectsWithSameKeyValue", "FederatedIdentityCredential with name %s already exists.", f.Name)
		case other.Issuer == f.Issuer && other.Subject == f.Subject:
			return fault.New(fault.Conflict, "Request_MultipleObjectsWithSameKeyValue", "Issuer and subject combination already exists for this application.")
		}
	}
	return nil
}
