package provider

import (
	"regexp"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// wellFormed matches api-versions: a date, and a suffix for previews.
var wellFormed = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(-[a-zA-Z0-9.]+)?$`)

// checkVersion fails for an api-version that no API can have: not a date, or a date more than a year ahead.
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
