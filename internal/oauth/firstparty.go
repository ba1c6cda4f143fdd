package oauth

import "keyless.dev/keyless/internal/directory"

// FirstParty returns the name of a first-party client: a developer tool or the portal; false for any other appId.
func FirstParty(appID string) (name string, ok bool) {
	if appID == PortalAppID {
		return portalName, true
	}
	return firstParty(appID)
}

const portalName = "keyless portal"

// WellKnown returns the first-party resources other than Microsoft Graph, with their ids and names in Entra.
func WellKnown() []Resource {
	var all []Resource
	for _, api := range directory.FirstPartyAPIs() {
		if api.AppID != graphID {
			all = append(all, Resource{AppID: api.AppID, Name: api.Name})
		}
	}
	return all
}
