package template

import (
	"strconv"
)

// Change is a difference between two values in a what-if result. Source: WhatIfPropertyChange of the Resources API.
type Change struct {
	Path     string   `json:"path"`
	Kind     string   `json:"propertyChangeType"` // Create, Delete, Modify or Array
	Before   any      `json:"before"`
	After    any      `json:"after"`
	Children []Change `json:"children"`
}

// Diff returns how after differs from before. It ignores the case of names, and treats null as absent.
func Diff(before, after map[string]any) []Change {
	changes := []Change{}
	add := func(c Change) { changes = append(changes, c) }
	for _, name := range sortedKeys(before) {
		was := before[name]
		is, ok := member(after, name)
		diffOne(name, was, is, was != nil, ok && is != nil, add)
	}
	for _, name := range sortedKeys(after) {
		if _, ok := member(before, name); !ok && after[name] != nil {
			add(Change{Path: name, Kind: "Create", After: after[name]})
		}
	}
	return changes
}

func diffOne(path string, was, is any, had, has bool, add func(Change)) {
	switch {
	case !had && !has || had && has && same(was, is):
		return
	case !has:
		add(Change{Path: path, Kind: "Delete", Before: was})
		return
	case !had:
		add(Change{Path: path, Kind: "Create", After: is})
		return
	}
	if a, ok := was.(map[string]any); ok {
		if b, ok := is.(map[string]any); ok {
			for _, c := range Diff(a, b) {
				c.Path = path + "." + c.Path
				add(c)
			}
			return
		}
	}
	if a, ok := was.([]any); ok {
		if b, ok := is.([]any); ok {
			add(Change{Path: path, Kind: "Array", Children: diffLists(a, b)})
			return
		}
	}
	add(Change{Path: path, Kind: "Modify", Before: was, After: is})
}

// diffLists removes the items that are in both lists, and compares the others by position.
func diffLists(before, after []any) []Change {
	changes := []Change{}
	used := make([]bool, len(after))
	for i, was := range before {
		found := false
		for j, is := range after {
			if !used[j] && same(was, is) {
				used[j], found = true, true
				break
			}
		}
		if !found {
			changes = append(changes, Change{Path: strconv.Itoa(i), Kind: "Delete", Before: was})
		}
	}
	for j, is := range after {
		if !used[j] {
			changes = append(changes, Change{Path: strconv.Itoa(j), Kind: "Create", After: is})
		}
	}
	return changes
}
