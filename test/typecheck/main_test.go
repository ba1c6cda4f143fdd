package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckReportsWhatDoesNotCompileForAnOperatingSystem(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		goos  string
		want  string // part of the report; empty if there is none
	}{
		"code that compiles": {
			files: map[string]string{"a.go": "package a\n\nimport \"os\"\n\nfunc F() string { return os.DevNull }\n"},
			goos:  "windows",
		},
		"a call that exists elsewhere only": {
			files: map[string]string{"a.go": "package a\n\nimport \"syscall\"\n\nfunc F() { syscall.Umask(0) }\n"},
			goos:  "windows", want: "undefined: syscall.Umask",
		},
		"the same call where it exists": {
			files: map[string]string{"a.go": "package a\n\nimport \"syscall\"\n\nfunc F() { syscall.Umask(0) }\n"},
			goos:  "darwin",
		},
		"a file of another operating system": {
			files: map[string]string{"a.go": "package a\n", "a_linux.go": "package a\n\nvar _ int = \"\"\n"},
			goos:  "darwin",
		},
		"a function that only another operating system has": {
			files: map[string]string{"a.go": "package a\n\nfunc F() { g() }\n", "a_linux.go": "package a\n\nfunc g() {}\n"},
			goos:  "darwin", want: "undefined: g",
		},
		"a test": {
			files: map[string]string{"a.go": "package a\n", "a_test.go": "package a\n\nimport \"syscall\"\n\nvar _ = syscall.Umask\n"},
			goos:  "windows", want: "undefined: syscall.Umask",
		},
		"a test outside the package": {
			files: map[string]string{"a.go": "package a\n", "a_test.go": "package a_test\n\nimport \"syscall\"\n\nvar _ = syscall.Umask\n"},
			goos:  "windows", want: "undefined: syscall.Umask",
		},
		"an import that nothing uses": {
			files: map[string]string{"a.go": "package a\n\nimport \"os\"\n"},
			goos:  "windows", want: `"os" imported and not used`,
		},
		"a file that is not Go": {
			files: map[string]string{"a.go": "package a\n", "a_windows.go": "package a\n\nfunc {\n"},
			goos:  "windows", want: "a_windows.go:3:6",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			test.files["go.mod"] = "module example.test/a\n\ngo 1.26.0\n"
			for name, text := range test.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var report bytes.Buffer
			err := check(&report, dir, test.goos)
			if (err != nil) != (test.want != "") || !strings.Contains(report.String(), test.want) {
				t.Errorf("check = %v, and reported %q; want %q", err, report.String(), test.want)
			}
		})
	}
}
