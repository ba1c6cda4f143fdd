package script_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// step is a block of commands in a page and their expected output; "" means any.
type step struct{ commands, prints string }

// readSteps returns the blocks of a page marked sh, each with the block marked text that follows it.
func readSteps(page string) []step {
	var steps []step
	for _, block := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		switch block[1] {
		case "sh":
			steps = append(steps, step{commands: block[2]})
		case "text":
			steps[len(steps)-1].prints = block[2]
		}
	}
	return steps
}

// TestTutorialOutputMatches runs docs/tutorial.md from top to bottom on a fresh server. In what it says, ID and PORT
// stand for any, … for any lines, blanks for as many as align a column, and
// 0 s ago for any time.
func TestTutorialOutputMatches(t *testing.T) {
	page, err := os.ReadFile("../../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := readSteps(string(page))
	if len(steps) < 5 {
		t.Fatalf("%d steps were found", len(steps))
	}
	dir := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	keyless := filepath.Join(dir, "keyless")
	if err := os.Symlink(program, keyless); err != nil {
		t.Fatal(err)
	}
	const mark = "=== step %d\n"
	script := "exec 2>&1\n"
	for i, s := range steps {
		script += fmt.Sprintf("printf '"+strings.ReplaceAll(mark, "\n", `\n`)+"'\n%s\n", i, s.commands)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, keyless, "run", "--", "sh", "-c", script)
	command.Dir = dir
	command.Env = []string{"PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + dir, "NO_COLOR=1", "TZ=UTC"}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	printed := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).ReplaceAllString(string(out), "ID")
	printed = regexp.MustCompile(`localhost:\d+`).ReplaceAllString(printed, "localhost:PORT")
	printed = regexp.MustCompile(`\d+ s ago`).ReplaceAllString(printed, "0 s ago")
	for i, s := range steps {
		_, rest, _ := strings.Cut(printed, fmt.Sprintf(mark, i))
		got, _, _ := strings.Cut(rest, fmt.Sprintf(mark, i+1))
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(oneBlank(s.prints)), "…\n", "(?s:.*)") + "$"
		if s.prints != "" && !regexp.MustCompile(pattern).MatchString(oneBlank(got)) {
			t.Errorf("%s\nprints\n%s\nand the page says\n%s", s.commands, got, s.prints)
		}
	}
}

// oneBlank replaces the runs of spaces that align columns with single spaces.
func oneBlank(text string) string { return regexp.MustCompile(`  +`).ReplaceAllString(text, " ") }
