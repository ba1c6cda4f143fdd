// Package humantime writes durations for people.
package humantime

import (
	"fmt"
	"strings"
	"time"
)

// Relative says how long until, as "in 5 min", or for a negative d how long since, as "5 min ago".
func Relative(d time.Duration) string {
	past := d < 0
	d = d.Abs().Round(time.Second)
	var text string
	switch {
	case d >= 48*time.Hour:
		text = fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= time.Hour:
		text = fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	case d >= time.Minute:
		text = fmt.Sprintf("%d min", int(d.Minutes()))
	default:
		text = fmt.Sprintf("%d s", int(d.Seconds()))
	}
	if past {
		return text + " ago"
	}
	return "in " + text
}

// Age says how old something is, as "5 min". It is at least a second.
func Age(d time.Duration) string { return strings.TrimPrefix(Relative(max(d, time.Second)), "in ") }
