package oauth

// FirstParty is the name of a developer tool that every tenant knows without registration; false for other appIds.
func FirstParty(appID string) (name string, ok bool) { return firstParty(appID) }

// WellKnown lists the resources besides Microsoft Graph that every tenant has, by their ids and names in Entra.
func WellKnown() []Resource {
	return []Resource{
		{AppID: armID, Name: "Windows Azure Service Management API"}, {AppID: cognitiveID, Name: "Microsoft Cognitive Services"}, {AppID: machineID, Name: "Azure Machine Learning"},
	}
}
