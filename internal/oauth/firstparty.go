package oauth

import "keyless.dev/keyless/internal/directory"

// FirstParty is the name of a developer tool, or of the portal, that every tenant knows without registration; false for other appIds.
func FirstParty(appID string) (name string, ok bool) {
	if appID == PortalAppID {
		return portalName, true
	}
	return firstParty(appID)
}

const portalName = "keyless portal"

// WellKnown lists the resources besides Microsoft Graph that every tenant has, by their ids and names in Entra.
func WellKnown() []Resource {
	var all []Resource
	for _, api := range directory.FirstPartyAPIs() {
		if api.AppID != graphID {
			all = append(all, Resource{AppID: api.AppID, Name: api.Name})
		}
	}
	return all
}
