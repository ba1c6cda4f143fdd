package keyless_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestIndexListsEveryDecision keeps docs/adr/README.md whole: each page with its number and title.
func TestIndexListsEveryDecision(t *testing.T) {
	index, err := os.ReadFile("docs/adr/README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("docs/adr/[0-9]*.md")
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		heading, _, _ := strings.Cut(string(text), "\n")
		var number int
		var title string
		if _, err := fmt.Sscanf(heading, "# %d.", &number); err == nil {
			_, title, _ = strings.Cut(heading, ". ")
		}
		if fmt.Sprintf("%04d", number) != filepath.Base(page)[:4] || title == "" {
			t.Errorf("%s begins with %q; want # NUMBER. TITLE, with the number of its name", page, heading)
		}
		if row := fmt.Sprintf("| [%d](%s) | %s |\n", number, filepath.Base(page), title); !strings.Contains(string(index), row) {
			t.Errorf("docs/adr/README.md lacks the row\n%s", row)
		}
	}
}

// TestLinksInMarkdownLeadSomewhere follows the links to files; those to other hosts are not asked.
func TestLinksInMarkdownLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	code := regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]*`")
	followed := 0
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "packaging/*/*.md", "packaging/*/*/*.md", "examples/*/*.md", "web/*.md"} {
		pages, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
				target, _, _ := strings.Cut(string(found[1]), "#")
				if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
					continue
				}
				if _, err := os.Stat(filepath.Join(filepath.Dir(page), target)); err != nil {
					t.Errorf("%s links to %s, which does not exist", page, target)
				}
				followed++
			}
		}
	}
	if followed < 100 {
		t.Fatalf("only %d links were found", followed)
	}
}
