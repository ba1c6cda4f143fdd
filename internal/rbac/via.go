package rbac

import "slices"

// via returns the shortest path of groups from a principal to a group, nearest first and the group last. The path of a group
// from a token is the group itself.
func (s *Snapshot) via(w membershipPath) []string {
	came := map[string]string{w.from.Object: ""}
	for queue := []string{w.from.Object}; len(queue) > 0; queue = queue[1:] {
		direct, _ := s.groups.Get(Principal{w.from.Tenant, queue[0]})
		for _, next := range direct {
			if _, seen := came[next]; seen {
				continue
			}
			came[next] = queue[0]
			if next == w.group {
				return walkBack(came, w.group, w.from.Object)
			}
			queue = append(queue, next)
		}
	}
	return []string{w.group}
}

func walkBack(came map[string]string, from, to string) []string {
	var path []string
	for at := from; at != to; at = came[at] {
		path = append(path, at)
	}
	slices.Reverse(path)
	return path
}
