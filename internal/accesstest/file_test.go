package accesstest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseRejectsInvalidTests(t *testing.T) {
	for _, row := range []struct{ because, text, says string }{
		{"nothing is there", "", "the file has no tests"},
		{"a list is not a file", "- who: bob", "mapping is expected"},
		{"a key is misspelt", "tests:\n  - {who: bob, call: chat, expects: deny}", `unknown field "expects"`},
		{"what is expected is missing", "tests:\n  - {who: bob, call: chat}", `line 2: expect is allow or deny, not ""`},
		{"who is missing", "tests:\n  - {call: chat, expect: deny}", "tests[0]: the test has no who"},
		{"neither action nor call", "tests:\n  - {who: bob, expect: deny}", "either an action or a call"},
		{"a call that there is not", "tests:\n  - {who: bob, call: Chat, expect: deny}", `there is no call "Chat"`},
		{"a number is no name", "tests:\n  - {who: 5, call: chat, expect: deny}", "line 2: a name, or a list of names, was expected"},
		{"an empty name", "tests:\n  - {who: ['bob', ''], call: chat, expect: deny}", "a name, or a list of names"},
		{"a world with a misspelt key", "world:\n  tenant: []\ntests:\n  - {who: bob, call: chat, expect: deny}", `world: [1:1] unknown field "tenant"`},
		{"a world file that is not there", "world: other.yaml\ntests:\n  - {who: bob, call: chat, expect: deny}", "other.yaml"},
		{"too many combinations", "tests:\n  - {who: [" + strings.Repeat("a,", 200) + "a], call: chat, scope: [" + strings.Repeat("b,", 200) + "b], expect: deny}", "more than 10000 tests"},
		{"too long", strings.Repeat("#", MaxSize+1), "larger than 4 MiB"},
	} {
		if _, err := parse([]byte(row.text), t.TempDir()); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: got %v, want an error that says %q", row.because, err, row.says)
		}
	}
}

func TestListsStandForEachCombination(t *testing.T) {
	f, err := parse([]byte("tests:\n  - {name: nobody else, who: [bob, cleo], action: [a/read, a/write], scope: [x, y], expect: deny}\n  - {who: ada, call: chat, expect: allow}"), "")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Tests) != 9 {
		t.Fatalf("there are %d tests", len(f.Tests))
	}
	if got, want := f.Tests[7].Name, "nobody else: cleo may not a/write at y"; got != want {
		t.Errorf("a combination is called %q, not %q", got, want)
	}
	if got, want := f.Tests[8].Name, "ada may call chat"; got != want {
		t.Errorf("a test without a name is called %q, not %q", got, want)
	}
}

func TestWorldIsAFileOrInline(t *testing.T) {
	dir := t.TempDir()
	const world = "tenants:\n  - domain: lab.test\n"
	if err := os.WriteFile(filepath.Join(dir, "world.yaml"), []byte(world), 0o600); err != nil {
		t.Fatal(err)
	}
	const tests = "given:\n  - {role: Reader, principal: a, scope: /}\ntests:\n  - {who: a, action: a/read, expect: allow}\n"
	for name, text := range map[string]string{"in it": "world:\n  " + strings.ReplaceAll(world, "\n", "\n  ") + "\n", "beside it": "world: world.yaml\n"} {
		f, err := parse([]byte(text+tests), dir)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if tenant := f.World.Tenants[0]; tenant.Domain != "lab.test" || len(tenant.RoleAssignments) != 1 {
			t.Errorf("%s: the world is %+v", name, tenant)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("tests:\n  - {who: bob, call: chat, expect: deny}")
	f.Add("world:\n  tenants: [{domain: a}]\ngiven: [{role: Owner, principal: b, scope: c}]\ntests: [{who: [a], action: x, scope: [y], expect: allow, because: z}]")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		file, err := parse([]byte(text), dir)
		if err != nil {
			return
		}
		if len(file.Tests) == 0 || file.World == nil || len(file.World.Tenants) == 0 {
			t.Errorf("an accepted file has %d tests and the world %v", len(file.Tests), file.World)
		}
		for _, test := range file.Tests {
			if test.Who == "" || (test.Action == "") == (test.Call == nil) || test.Name == "" {
				t.Errorf("an accepted test is %+v", test)
			}
		}
	})
}
