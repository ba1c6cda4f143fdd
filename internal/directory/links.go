package directory

import (
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// AddLink makes l.To a member or an owner of l.From. Members of groups are users, groups and service principals; members of
// directory roles are users and service principals; owners of groups, applications and service principals are users and
// service principals. Groups may form cycles, but a group cannot be a member of itself.
//
// It fails with fault.NotFound if one of them does not exist, and with fault.Invalid if the link exists already or their kinds
// do not allow it.
func AddLink(w Writer, l Link) error {
	from, err := Living(w, l.Tenant, l.From)
	if err != nil {
		return err
	}
	to, err := Living(w, l.Tenant, l.To)
	if err != nil {
		return err
	}
	if err := linkable(from, to, l.Relation); err != nil {
		return err
	}
	if err := changeable(from); err != nil {
		return err
	}
	l.From, l.To = from.Head().ID, to.Head().ID
	there, err := w.Links(l.Tenant, l.Relation, l.From, l.To)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return bad("One or more added object references already exist for the following modified properties: '%ss'.", l.Relation)
	}
	return w.PutLink(l)
}

// linkable rejects a link between kinds that cannot have it.
func linkable(from, to Object, relation Relation) error {
	ok := false
	switch {
	case relation == Member && from.Kind() == KindGroup:
		ok = isPrincipal(to.Kind())
	case relation == Member && from.Kind() == KindDirectoryRole:
		// If a group could hold a role, whoever manages the group could take the role.
		ok = to.Kind() == KindUser || to.Kind() == KindServicePrincipal
	case relation == Owner && from.Kind() != KindUser && from.Kind() != KindDirectoryRole:
		ok = to.Kind() == KindUser || to.Kind() == KindServicePrincipal
	}
	if !ok || from.Head().ID == to.Head().ID {
		return bad("Invalid object identifier '%s' for the property '%ss': an object of this type cannot be added.", to.Head().ID, relation)
	}
	return nil
}

// RemoveLink removes l.To from the members or owners of l.From. It fails with fault.NotFound if there is no such link, and with
// fault.Invalid for the last holder of the Global Administrator role and the last owner of a group.
func RemoveLink(w Writer, l Link) error {
	from, err := Living(w, l.Tenant, l.From)
	if err != nil {
		return err
	}
	if err := changeable(from); err != nil {
		return err
	}
	there, err := w.Links(l.Tenant, l.Relation, from.Head().ID, l.To)
	if err != nil {
		return err
	}
	if l.To == "" || len(there) == 0 {
		return notFound(l.To)
	}
	switch o := from.(type) {
	case *DirectoryRole:
		if err := keepAHolder(w, o, l.To); err != nil {
			return err
		}
	case *Group:
		if err := keepAnOwner(w, o, l); err != nil {
			return err
		}
	}
	_, err = w.DeleteLink(there[0])
	return err
}

// keepAnOwner rejects the removal of a group's last owner. Source of the text: Graph.
func keepAnOwner(r Reader, g *Group, l Link) error {
	if l.Relation != Owner {
		return nil
	}
	owners, err := Linked(r, g.Tenant, Owner, g.ID)
	if err != nil {
		return err
	}
	if len(owners) == 1 && ascii.EqualFold(owners[0].Head().ID, l.To) {
		return bad("The group must have at least one owner, hence this owner cannot be removed.")
	}
	return nil
}

// Linked returns the members or owners of from that are not deleted, ordered by id.
func Linked(r Reader, tenant string, relation Relation, from string) ([]Object, error) {
	links, err := r.Links(tenant, relation, from, "")
	if err != nil {
		return nil, err
	}
	return ends(r, links, func(l Link) string { return l.To })
}

// Linking returns the objects that to is a member or an owner of and that are not deleted, ordered by id.
func Linking(r Reader, tenant string, relation Relation, to string) ([]Object, error) {
	links, err := r.Links(tenant, relation, "", to)
	if err != nil {
		return nil, err
	}
	return ends(r, links, func(l Link) string { return l.From })
}

func ends(r Reader, links []Link, end func(Link) string) ([]Object, error) {
	out := make([]Object, 0, len(links))
	for _, l := range links {
		o, err := Living(r, l.Tenant, end(l))
		if fault.Is(err, fault.NotFound) {
			continue // soft-deleted
		}
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// MemberOf returns the groups and directory roles of which a principal is a direct or transitive member, each once, nearest
// first. Cycles of groups are allowed.
func MemberOf(r Reader, tenant, id string) ([]Object, error) {
	return walk(r, tenant, id, Linking)
}

// TransitiveMembers returns the direct and transitive members of a group, including groups.
func TransitiveMembers(r Reader, tenant, id string) ([]Object, error) {
	return walk(r, tenant, id, Linked)
}

func walk(r Reader, tenant, id string, step func(Reader, string, Relation, string) ([]Object, error)) ([]Object, error) {
	var out []Object
	seen := map[string]bool{ascii.ToLower(id): true}
	for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
		next, err := step(r, tenant, Member, queue[0])
		if err != nil {
			return nil, err
		}
		for _, o := range next {
			if key := ascii.ToLower(o.Head().ID); !seen[key] {
				seen[key] = true
				out = append(out, o)
				if o.Kind() == KindGroup {
					queue = append(queue, o.Head().ID)
				}
			}
		}
	}
	return out, nil
}
