package rbac

import "slices"

// via is the shortest path of groups from the asking principal to group, the nearest first and group last. A group
// that the token names is its own path.
func (a *asked) via(group string) []string {
	came := map[string]string{a.principal.Object: ""}
	for queue := []string{a.principal.Object}; len(queue) > 0; queue = queue[1:] {
		direct, _ := a.s.groups.Get(Principal{a.principal.Tenant, queue[0]})
		for _, next := range direct {
			if _, seen := came[next]; seen {
				continue
			}
			came[next] = queue[0]
			if next == group {
				return walkBack(came, group, a.principal.Object)
			}
			queue = append(queue, next)
		}
	}
	return []string{group}
}

func walkBack(came map[string]string, from, to string) []string {
	var path []string
	for at := from; at != to; at = came[at] {
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}
