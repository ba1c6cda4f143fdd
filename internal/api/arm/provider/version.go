package provider

import (
	"regexp"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// wellFormed is how versions of Azure's interfaces are written: a day, and a word for one that is not final.
var wellFormed = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(-[a-zA-Z0-9.]+)?$`)

// checkVersion refuses an api-version that no interface can have: one that is no day, or a day that has not come.
func checkVersion(version string, now time.Time) error {
	if version == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, version[:min(len(version), len(time.DateOnly))])
	if err != nil || !wellFormed.MatchString(version) || day.After(now.AddDate(1, 0, 0)) {
		return fault.New(fault.Invalid, "InvalidApiVersionParameter",
			"The api-version '%s' is invalid. An api-version is a day as '2024-10-01', or '2024-10-01-preview'.", Clip(version))
	}
	return nil
}
