package template

import (
	"strconv"
	"strings"
	"time"
)

func timeFunctions() map[string]builtin {
	return map[string]builtin{
		"utcNow":            {low: 0, high: 1, call: utcNow},
		"newGuid":           {low: 0, high: 0, call: newGUID},
		"dateTimeAdd":       {low: 2, high: 3, call: dateTimeAdd},
		"dateTimeFromEpoch": {low: 1, high: 1, call: fromEpoch},
		"dateTimeToEpoch":   {low: 1, high: 1, call: toEpoch},
	}
}

// onlyDefaults rejects functions whose value changes each time, except in default values of parameters.
func (f frame) onlyDefaults(c call) error {
	if f.fresh {
		return nil
	}
	return invalid("The template function '%s' is not expected at this location. The function can only be used in the default value of a parameter.", c.name)
}

func newGUID(f frame, c call) (any, error) { return f.around.NewGUID(), f.onlyDefaults(c) }

func utcNow(f frame, c call) (any, error) {
	form := "yyyyMMddTHHmmssZ"
	if len(c.args) == 1 {
		var err error
		if form, err = c.text(0); err != nil {
			return nil, err
		}
	}
	return formatTime(f.around.Now, form), f.onlyDefaults(c)
}

func dateTimeAdd(_ frame, c call) (any, error) {
	all, err := c.texts(0)
	if err != nil {
		return nil, err
	}
	at, ok := parseTime(all[0])
	if !ok {
		return nil, c.bad("'%s' is no time.", clip(all[0]))
	}
	if at, ok = addDuration(at, all[1]); !ok {
		return nil, c.bad("'%s' is no ISO 8601 duration.", clip(all[1]))
	}
	form := "yyyy-MM-ddTHH:mm:ssZ"
	if len(all) == 3 {
		form = all[2]
	}
	return formatTime(at, form), nil
}

func fromEpoch(_ frame, c call) (any, error) {
	n, err := c.number(0)
	if n < -62135596800 || n > 253402300799 {
		return nil, c.bad("%d is no time of the years 1 to 9999.", n)
	}
	return time.Unix(n, 0).UTC().Format(time.RFC3339), err
}

func toEpoch(_ frame, c call) (any, error) {
	text, err := c.text(0)
	if err != nil {
		return nil, err
	}
	at, ok := parseTime(text)
	if !ok {
		return nil, c.bad("'%s' is no time.", clip(text))
	}
	return at.Unix(), nil
}

func parseTime(text string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05Z", "2006-01-02 15:04:05", "20060102T150405Z", "2006-01-02", "01/02/2006 15:04:05", "1/2/2006"} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// addDuration adds P[n]Y[n]M[n]W[n]DT[n]H[n]M[n]S, which may be negative.
func addDuration(at time.Time, text string) (time.Time, bool) {
	sign := 1
	text, negative := strings.CutPrefix(text, "-")
	if negative {
		sign = -1
	}
	text, ok := strings.CutPrefix(text, "P")
	if !ok || text == "" || text == "T" {
		return at, false
	}
	clock := false
	for text != "" {
		if text[0] == 'T' && !clock {
			clock, text = true, text[1:]
			continue
		}
		end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		if end < 1 || end > 6 {
			return at, false
		}
		n, _ := strconv.Atoi(text[:end])
		n *= sign
		unit := text[end]
		text = text[end+1:]
		switch {
		case clock && unit == 'H':
			at = at.Add(time.Duration(n) * time.Hour)
		case clock && unit == 'M':
			at = at.Add(time.Duration(n) * time.Minute)
		case clock && unit == 'S':
			at = at.Add(time.Duration(n) * time.Second)
		case !clock && unit == 'Y':
			at = at.AddDate(n, 0, 0)
		case !clock && unit == 'M':
			at = at.AddDate(0, n, 0)
		case !clock && unit == 'W':
			at = at.AddDate(0, 0, 7*n)
		case !clock && unit == 'D':
			at = at.AddDate(0, 0, n)
		default:
			return at, false
		}
	}
	return at, at.Year() >= 1 && at.Year() <= 9999
}

// formatTime formats a time as .NET does, for the standard forms and the letters that templates use.
func formatTime(at time.Time, form string) string {
	switch form {
	case "d":
		form = "MM/dd/yyyy"
	case "u":
		form = "yyyy-MM-dd HH:mm:ssZ"
	case "s":
		form = "yyyy-MM-ddTHH:mm:ss"
	case "o", "O":
		form = "yyyy-MM-ddTHH:mm:ss.fffffffZ"
	case "R", "r":
		return at.UTC().Format(time.RFC1123[:len(time.RFC1123)-3] + "GMT")
	}
	layouts := []struct{ net, layout string }{
		{"yyyy", "2006"},
		{"yy", "06"},
		{"MMMM", "January"},
		{"MMM", "Jan"},
		{"MM", "01"},
		{"M", "1"},
		{"dddd", "Monday"},
		{"ddd", "Mon"},
		{"dd", "02"},
		{"d", "2"},
		{"HH", "15"},
		{"hh", "03"},
		{"h", "3"},
		{"mm", "04"},
		{"m", "4"},
		{"ss", "05"},
		{"s", "5"},
		{"tt", "PM"},
	}
	var out strings.Builder
	for form != "" {
		n := len(form) - len(strings.TrimLeft(form, "f"))
		if n > 0 {
			fraction := at.Format(".000000000")
			out.WriteString(fraction[1 : 1+min(n, 9)])
			form = form[n:]
			continue
		}
		found := false
		for _, l := range layouts {
			if rest, ok := strings.CutPrefix(form, l.net); ok {
				out.WriteString(at.Format(l.layout))
				form, found = rest, true
				break
			}
		}
		if !found {
			out.WriteByte(form[0])
			form = form[1:]
		}
	}
	return out.String()
}
