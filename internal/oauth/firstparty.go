package oauth

// FirstParty is the name of a developer tool that every tenant knows without registration; false for other appIds.
func FirstParty(appID string) (name string, ok bool) { return firstParty(appID) }
