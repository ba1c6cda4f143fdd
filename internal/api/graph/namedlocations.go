package graph

import (
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/directory"
)

// locationBody is microsoft.graph.ipNamedLocation in JSON.
type locationBody struct {
	Context  string    `json:"@odata.context,omitempty"`
	Type     string    `json:"@odata.type"`
	ID       string    `json:"id"`
	Name     string    `json:"displayName"`
	Created  any       `json:"createdDateTime"`
	Modified any       `json:"modifiedDateTime"`
	Trusted  *bool     `json:"isTrusted"`
	Ranges   []ipRange `json:"ipRanges"`
}

type ipRange struct {
	Type string `json:"@odata.type"`
	CIDR string `json:"cidrAddress"`
}

const ipLocation = "#microsoft.graph.ipNamedLocation"

func (b *locationBody) into(l *directory.NamedLocation) error {
	if b.Type != "" && b.Type != ipLocation && "#"+b.Type != ipLocation {
		return badRequest("Named locations of the type '%s' are not offered here, only '%s': keyless does not know where addresses are.", b.Type, ipLocation)
	}
	if b.Name != "" {
		l.DisplayName = b.Name
	}
	if b.Trusted != nil {
		l.Trusted = *b.Trusted
	}
	if b.Ranges != nil {
		l.Ranges = nil
		for _, r := range b.Ranges {
			l.Ranges = append(l.Ranges, r.CIDR)
		}
	}
	return nil
}

func locationJSON(l *directory.NamedLocation) *locationBody {
	b := &locationBody{Type: ipLocation, ID: l.ID, Name: l.DisplayName, Created: moment(l.CreatedAt), Modified: moment(l.ModifiedAt), Trusted: &l.Trusted, Ranges: []ipRange{}}
	for _, cidr := range l.Ranges {
		kind := "#microsoft.graph.iPv4CidrRange"
		if strings.Contains(cidr, ":") {
			kind = "#microsoft.graph.iPv6CidrRange"
		}
		b.Ranges = append(b.Ranges, ipRange{kind, cidr})
	}
	return b
}

func (s *service) listLocations(tx Tx, r *edge.Request) (any, error) {
	found, err := tx.Objects(directory.Query{Tenant: r.Caller.Tenant, Kind: directory.KindNamedLocation})
	if err != nil {
		return nil, err
	}
	var values []map[string]any
	for _, o := range found {
		if l, ok := o.(*directory.NamedLocation); ok {
			one, err := asMap(locationJSON(l))
			if err != nil {
				return nil, err
			}
			values = append(values, one)
		}
	}
	return s.wholeList(r, "identity/conditionalAccess/namedLocations", values)
}

func (s *service) getLocation(tx Tx, r *edge.Request) (any, error) {
	l, err := directory.FindConditional[*directory.NamedLocation](tx, r.Caller.Tenant, r.Vars["location"])
	if err != nil {
		return nil, err
	}
	return s.locationAnswer(r, l), nil
}

func (s *service) locationAnswer(r *edge.Request, l *directory.NamedLocation) *locationBody {
	b := locationJSON(l)
	b.Context = s.context(r, "identity/conditionalAccess/namedLocations/$entity")
	return b
}

func (s *service) createLocation(tx Tx, c call[locationBody]) (any, error) {
	if c.in.Type == "" {
		return nil, badRequest("A value is required for property '@odata.type' of resource 'NamedLocation': '%s'.", ipLocation)
	}
	l := &directory.NamedLocation{Header: s.header(c.Request)}
	l.CreatedAt = s.Now()
	if err := c.in.into(l); err != nil {
		return nil, err
	}
	if err := directory.PutLocation(tx, l); err != nil {
		return nil, err
	}
	return created201(s.locationAnswer(c.Request, l)), nil
}

func (s *service) patchLocation(tx Tx, c call[locationBody]) (any, error) {
	l, err := directory.FindConditional[*directory.NamedLocation](tx, c.Caller.Tenant, c.Vars["location"])
	if err != nil {
		return nil, err
	}
	if err := c.in.into(l); err != nil {
		return nil, err
	}
	l.ModifiedAt = s.Now().UTC().Truncate(time.Second)
	return noContent(), directory.PutLocation(tx, l)
}

func (s *service) removeLocation(tx Tx, c call[none]) (any, error) {
	return noContent(), directory.DeleteLocation(tx, c.Caller.Tenant, c.Vars["location"])
}
