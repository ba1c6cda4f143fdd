package command

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// watchEvery is how often files are checked for changes.
const watchEvery = 250 * time.Millisecond

// watch runs the tests again whenever one of their files changes. It returns when the session ends, with the exit code
// of the last run.
func (c *testCommand) watch(s *Session) error {
	for {
		if isTerminal(s.Out) && !c.JSON {
			fmt.Fprint(unprotected(s.Out), "\x1b[H\x1b[2J\x1b[3J")
		}
		before := stamps(c.Files)
		sources, err := c.once(s)
		if s.Context.Err() != nil {
			return err
		}
		var code exitWith
		if err != nil && !errors.As(err, &code) {
			fmt.Fprintf(s.Err, "keyless: %s\n", err)
		}
		if !c.JSON {
			fmt.Fprintf(s.Err, "%s\n", s.dim("Waiting for changes. Ctrl-C ends."))
		}
		seen := stamps(sources)
		changed := !slices.Equal(before, stamps(c.Files)) // while the tests ran
		for !changed {
			select {
			case <-s.Context.Done():
				return err
			case <-time.After(watchEvery):
			}
			changed = !slices.Equal(seen, stamps(sources))
		}
	}
}

// stamp changes when a file does.
type stamp struct {
	size int64
	time time.Time
}

func stamps(names []string) []stamp {
	all := make([]stamp, len(names))
	for i, name := range names {
		if info, err := os.Stat(name); err == nil {
			all[i] = stamp{info.Size(), info.ModTime()}
		}
	}
	return all
}
