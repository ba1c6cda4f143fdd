package command

import (
	"strings"
	"testing"
	"time"
)

func TestMomentReadsDurationsAndTimes(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, text := range []string{"2h", "30d", "90s", "2026-01-31T08:00:00Z"} {
		if _, err := moment(text, now); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "d", "x", "yesterday", strings.Repeat("9", 30) + "d"} {
		if at, err := moment(text, now); err == nil {
			t.Errorf("%q was read as %s", text, at)
		}
	}
}
