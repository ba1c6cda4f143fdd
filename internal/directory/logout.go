package directory

import "encoding/json"

// LogoutURL returns the application's front-channel logout URL (web.logoutUrl); "" if it has none, or one that is neither an
// https URL nor an http URL of a loopback address.
func (a *Application) LogoutURL() string {
	var web struct {
		LogoutURL string `json:"logoutUrl"`
	}
	if json.Unmarshal(a.Extra["web"], &web) != nil {
		return ""
	}
	origin, ok := PageOrigin(web.LogoutURL)
	if !ok || origin[:6] != "https:" && origin != "http://localhost" && origin != "http://127.0.0.1" && origin != "http://[::1]" {
		return ""
	}
	return web.LogoutURL
}
