// Package hierarchy is the tree of a tenant's management groups and subscriptions, as Azure's answers describe it. It reads
// nothing: its caller gives the nodes.
package hierarchy

import (
	"cmp"
	"slices"

	"keyless.dev/keyless/internal/ascii"
)

// Node is a management group or a subscription. Ids are compared without regard to case.
type Node struct {
	ID, Name, DisplayName string
	Parent                string // id; "" of the root
	Subscription          bool
}

// Tree is all nodes of a tenant.
type Tree struct {
	nodes    map[string]Node
	children map[string][]Node // by the key of their parent: groups first, each kind by id
}

// New makes a tree. A node whose parent is not there belongs to no other node.
func New(nodes []Node) *Tree {
	t := &Tree{nodes: make(map[string]Node, len(nodes)), children: map[string][]Node{}}
	for _, n := range nodes {
		t.nodes[key(n.ID)] = n
		if n.Parent != "" {
			t.children[key(n.Parent)] = append(t.children[key(n.Parent)], n)
		}
	}
	for _, of := range t.children {
		slices.SortFunc(of, func(a, b Node) int {
			if a.Subscription != b.Subscription {
				if b.Subscription {
					return -1
				}
				return 1
			}
			return cmp.Compare(key(a.ID), key(b.ID))
		})
	}
	return t
}

func key(id string) string { return ascii.ToLower(id) }

// Node finds a node by its id.
func (t *Tree) Node(id string) (Node, bool) {
	n, ok := t.nodes[key(id)]
	return n, ok
}

// Above are the groups above a node, the root first.
func (t *Tree) Above(id string) []Node {
	var above []Node
	for n, ok := t.Node(id); ok && n.Parent != "" && len(above) <= len(t.nodes); {
		if n, ok = t.Node(n.Parent); ok {
			above = append(above, n)
		}
	}
	slices.Reverse(above)
	return above
}

// Below are all nodes below a node, each after its parent.
func (t *Tree) Below(id string) []Node {
	var below []Node
	for _, child := range t.children[key(id)] {
		below = append(below, child)
		below = append(below, t.Below(child.ID)...)
	}
	return below
}

// Types of nodes, as Azure writes them in lists of children.
const (
	TypeGroup        = "Microsoft.Management/managementGroups"
	TypeSubscription = "/subscriptions"
)

// Type is the node's type.
func (n Node) Type() string {
	if n.Subscription {
		return TypeSubscription
	}
	return TypeGroup
}

// Child is a node as a part of the group that holds it. Source: ManagementGroupChildInfo of Microsoft.Management
// api-version 2021-04-01.
type Child struct {
	Type        string  `json:"type"`
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	DisplayName string  `json:"displayName"`
	Children    []Child `json:"children,omitempty"`
}

// Children are the children of a group; with recurse, theirs too.
func (t *Tree) Children(id string, recurse bool) []Child {
	all := []Child{}
	for _, n := range t.children[key(id)] {
		one := Child{Type: n.Type(), ID: n.ID, Name: n.Name, DisplayName: n.DisplayName}
		if recurse && !n.Subscription {
			one.Children = t.Children(n.ID, true)
		}
		all = append(all, one)
	}
	return all
}

// PathElement is a group on the way from the root. Source: ManagementGroupPathElement.
type PathElement struct {
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

// Path is a group and what is above it, the root first.
func (t *Tree) Path(id string) []PathElement {
	path := t.above(id)
	if n, ok := t.Node(id); ok {
		path = append(path, PathElement{n.Name, n.DisplayName})
	}
	return path
}

func (t *Tree) above(id string) []PathElement {
	path := []PathElement{}
	for _, n := range t.Above(id) {
		path = append(path, PathElement{n.Name, n.DisplayName})
	}
	return path
}

// Ancestors are the groups above a group, the nearest first.
func (t *Tree) Ancestors(id string) []PathElement {
	path := t.above(id)
	slices.Reverse(path)
	return path
}

// Reference names another node.
type Reference struct {
	ID string `json:"id"`
}

// Descendant is a node below a group. Source: DescendantInfo.
type Descendant struct {
	ID         string               `json:"id"`
	Type       string               `json:"type"`
	Name       string               `json:"name"`
	Properties DescendantProperties `json:"properties"`
}

// DescendantProperties say how the node is called and what holds it.
type DescendantProperties struct {
	DisplayName string    `json:"displayName"`
	Parent      Reference `json:"parent"`
}

// Descendants are all nodes below a group.
func (t *Tree) Descendants(id string) []Descendant {
	all := []Descendant{}
	for _, n := range t.Below(id) {
		all = append(all, Descendant{n.ID, n.Type(), n.Name, DescendantProperties{n.DisplayName, Reference{n.Parent}}})
	}
	return all
}

// Entity is a node as the caller may see it. Source: EntityInfo.
type Entity struct {
	ID         string           `json:"id"`
	Type       string           `json:"type"`
	Name       string           `json:"name"`
	Properties EntityProperties `json:"properties"`
}

// EntityProperties say where the node stands and what the caller may do there.
type EntityProperties struct {
	TenantID             string    `json:"tenantId"`
	DisplayName          string    `json:"displayName"`
	Parent               Reference `json:"parent"`
	Permissions          string    `json:"permissions"`
	InheritedPermissions string    `json:"inheritedPermissions"`
	NumberOfDescendants  int       `json:"numberOfDescendants"`
	NumberOfChildren     int       `json:"numberOfChildren"`
	NumberOfChildGroups  int       `json:"numberOfChildGroups"`
	ParentDisplayNames   []string  `json:"parentDisplayNameChain"`
	ParentNames          []string  `json:"parentNameChain"`
}

// Values of permissions.
const (
	NoAccess  = "noaccess"
	CanView   = "view"
	CanEdit   = "edit"
	CanDelete = "delete"
)

// Entities are the nodes that the caller may view, in the order of their ids. Permission says what the caller may do at one.
func (t *Tree) Entities(tenant string, permission func(Node) string) []Entity {
	all := []Entity{}
	for _, n := range t.nodes {
		own := permission(n)
		if own == NoAccess {
			continue
		}
		p := EntityProperties{
			TenantID: tenant, DisplayName: n.DisplayName, Parent: Reference{n.Parent}, Permissions: own, InheritedPermissions: NoAccess,
			NumberOfDescendants: len(t.Below(n.ID)), ParentDisplayNames: []string{}, ParentNames: []string{},
		}
		if parent, ok := t.Node(n.Parent); ok {
			p.InheritedPermissions = permission(parent)
		}
		for _, child := range t.children[key(n.ID)] {
			p.NumberOfChildren++
			if !child.Subscription {
				p.NumberOfChildGroups++
			}
		}
		for _, above := range t.Above(n.ID) {
			p.ParentDisplayNames, p.ParentNames = append(p.ParentDisplayNames, above.DisplayName), append(p.ParentNames, above.Name)
		}
		all = append(all, Entity{n.ID, n.Type(), n.Name, p})
	}
	slices.SortFunc(all, func(a, b Entity) int { return cmp.Compare(key(a.ID), key(b.ID)) })
	return all
}
