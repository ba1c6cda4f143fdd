package inference

// OfferedRoute is a row of the table of routes, as docs/apis.md shows it.
type OfferedRoute struct{ Method, Route, DataAction, AnsweredBy string }

// Offered returns the routes that the host serves.
func Offered() []OfferedRoute {
	var rows []OfferedRoute
	for _, op := range table() {
		by := "keyless"
		if op.backend != "" || op.socket {
			by = "the model server"
		}
		rows = append(rows, OfferedRoute{op.method, op.template(), op.action, by})
	}
	return rows
}

// NotOffered returns the APIs that the host does not offer, with the prefixes of their routes.
func NotOffered() map[string][]string {
	all := map[string][]string{}
	for _, family := range absent() {
		for _, prefix := range family.prefixes[:1] {
			for _, api := range family.apis {
				for _, below := range api.below {
					all[api.name] = append(all[api.name], "/"+prefix+"/"+below)
				}
			}
		}
	}
	return all
}
