package resources

import (
	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
)

func listLocations(c *provider.Call) (edge.Reply, error) {
	type metadata struct {
		Type      string `json:"regionType"`
		Category  string `json:"regionCategory"`
		Geography string `json:"geographyGroup"`
		Physical  string `json:"physicalLocation"`
	}
	type location struct {
		ID              string   `json:"id"`
		Name            string   `json:"name"`
		Type            string   `json:"type"`
		DisplayName     string   `json:"displayName"`
		RegionalDisplay string   `json:"regionalDisplayName"`
		Metadata        metadata `json:"metadata"`
	}
	var all []location
	for _, r := range provider.Regions() {
		all = append(all, location{
			c.Scope.String() + "/locations/" + r.Name, r.Name, "Region", r.Display, "(" + r.Geography + ") " + r.Display,
			metadata{"Physical", "Recommended", r.Geography, r.Display},
		})
	}
	return provider.OK(provider.List{Value: all})
}
