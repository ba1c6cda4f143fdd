package rbac

import (
	"fmt"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// maxDuration is the longest duration that ParseDuration accepts.
const maxDuration = 100 * 365 * 24 * time.Hour

// ParseDuration parses a duration of ISO 8601 with whole numbers, as "PT8H" or "P90D". As in .NET, which Azure is written in, a
// year has 365 days and a month 30.
func ParseDuration(text string) (time.Duration, error) {
	invalid := fault.New(fault.Invalid, "InvalidDuration", "'%s' is no duration: write it as 'PT8H' (8 hours) or 'P90D' (90 days).", clip(text))
	rest, found := strings.CutPrefix(text, "P")
	if !found || rest == "" {
		return 0, invalid
	}
	const day = 24 * time.Hour
	days, clock, timed := strings.Cut(rest, "T")
	if timed && clock == "" {
		return 0, invalid
	}
	var total time.Duration
	for _, part := range []struct {
		text  string
		units string
		sizes []time.Duration
	}{
		{days, "YMWD", []time.Duration{365 * day, 30 * day, 7 * day, day}},
		{clock, "HMS", []time.Duration{time.Hour, time.Minute, time.Second}},
	} {
		next := 0 // units come in this order, each at most once
		for part.text != "" {
			end := strings.IndexFunc(part.text, func(c rune) bool { return c < '0' || c > '9' })
			if end < 1 || end > 9 {
				return 0, invalid
			}
			n := time.Duration(0)
			for _, digit := range []byte(part.text[:end]) {
				n = n*10 + time.Duration(digit-'0')
			}
			unit := strings.IndexByte(part.units, part.text[end])
			if unit < next || n > (maxDuration-total)/part.sizes[unit] {
				return 0, invalid
			}
			total += n * part.sizes[unit]
			next, part.text = unit+1, part.text[end+1:]
		}
	}
	return total, nil
}

// FormatDuration returns a duration in ISO 8601, in whole seconds: in days if it is a whole number of them, else in hours,
// minutes and seconds.
func FormatDuration(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return fmt.Sprintf("P%dD", d/day)
	}
	text := "PT"
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := d / unit.size; n > 0 {
			text += fmt.Sprint(int64(n), unit.name)
			d -= n * unit.size
		}
	}
	if text == "PT" {
		return "PT0S"
	}
	return text
}
