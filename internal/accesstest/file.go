package accesstest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/textfile"
	"keyless.dev/keyless/internal/world"
)

// MaxSize bounds the text of a file of tests, in bytes, and MaxTests how many tests it may stand for.
const (
	MaxSize  = 4 << 20
	MaxTests = 10_000
)

// File is a file of access tests.
type File struct {
	// Name is the path that the file was read from.
	Name string
	// World is what a fresh server starts with: the file's world with its given role assignments. Other servers keep
	// their own.
	World *world.World
	// Sources are the files that it was read from: itself, and its world.
	Sources []string
	Tests   []Test
}

// Test is one expectation.
type Test struct {
	Name    string // as given, else made of who, what and where
	Line    int
	Who     string // a user, group, service principal or managed identity by name, or an object id
	Action  string // an action or data action; "" for a call
	Call    *Call  // nil for an action
	Scope   string // a name or a resource id; "" is the first account
	Allow   bool   // whether it is expected to be allowed
	Because string // what the reason has to contain; "" is anything
}

// What is the action or the call, as the file names it.
func (t *Test) What() string {
	if t.Call != nil {
		return t.Call.Name
	}
	return t.Action
}

// text is the file as it is written.
type text struct {
	World worldText              `yaml:"world"`
	Given []world.RoleAssignment `yaml:"given"`
	Tests []test                 `yaml:"tests"`
}

// worldText is the path of a world file, or a world.
type worldText []byte

// UnmarshalYAML keeps the text until the file is read.
func (w *worldText) UnmarshalYAML(text []byte) error {
	*w = append([]byte(nil), text...)
	return nil
}

type test struct {
	Name    string `yaml:"name"`
	Who     names  `yaml:"who"`
	Action  names  `yaml:"action"`
	Call    names  `yaml:"call"`
	Scope   names  `yaml:"scope"`
	Expect  string `yaml:"expect"`
	Because string `yaml:"because"`
}

// names is one name or a list of them, and the line of the first.
type names struct {
	list []string
	line int
}

// UnmarshalYAML reads a name or a list of names.
func (n *names) UnmarshalYAML(node ast.Node) error {
	n.line = node.GetToken().Position.Line
	nodes := []ast.Node{node}
	if list, ok := node.(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	for _, node := range nodes {
		text, ok := node.(*ast.StringNode)
		if !ok || text.Value == "" {
			return fmt.Errorf("line %d: a name, or a list of names, was expected", node.GetToken().Position.Line)
		}
		n.list = append(n.list, text.Value)
	}
	return nil
}

// Read reads a file of tests, and the world file that it names.
func Read(name string) (*File, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f, err := parse(content, filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.Name, f.Sources = name, append([]string{name}, f.Sources...)
	return f, nil
}

func parse(content []byte, dir string) (*File, error) {
	if len(content) > MaxSize {
		return nil, fmt.Errorf("the file is larger than %d MiB", MaxSize>>20)
	}
	content, err := textfile.Decode(content)
	if err != nil {
		return nil, fmt.Errorf("the file %w", err)
	}
	var in text
	if err := yaml.UnmarshalWithOptions(content, &in, yaml.Strict()); err != nil {
		return nil, errors.New(strings.TrimSpace(yaml.FormatError(err, false, true)))
	}
	if len(in.Tests) == 0 {
		return nil, errors.New("the file has no tests: start with\n\ntests:\n  - {who: bob, call: chat, expect: deny}")
	}
	f := &File{}
	for i := range in.Tests {
		if err := f.add(&in.Tests[i], i); err != nil {
			return nil, err
		}
	}
	if err := f.readWorld(in.World, dir); err != nil {
		return nil, err
	}
	first := &f.World.Tenants[0]
	first.RoleAssignments = append(first.RoleAssignments, in.Given...)
	return f, nil
}

// readWorld reads what world: says: nothing, a path, or a world.
func (f *File) readWorld(text worldText, dir string) (err error) {
	if len(text) == 0 {
		f.World = world.Default()
		return nil
	}
	var path string
	if yaml.Unmarshal(text, &path) == nil && path != "" && !strings.Contains(path, "\n") {
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		f.Sources = append(f.Sources, path)
		if text, err = os.ReadFile(path); err != nil {
			return err
		}
		if f.World, err = world.Parse(text); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	}
	if f.World, err = world.Parse(text); err != nil {
		return fmt.Errorf("world: %w", err)
	}
	return nil
}

// add adds a test for each combination of the names in its lists.
func (f *File) add(in *test, i int) error {
	line := in.Who.line
	fail := func(format string, args ...any) error {
		at := fmt.Sprintf("tests[%d]", i)
		if line > 0 {
			at = fmt.Sprintf("line %d", line)
		}
		return fmt.Errorf("%s: %w", at, fmt.Errorf(format, args...))
	}
	var allow bool
	switch in.Expect {
	case "allow":
		allow = true
	case "deny":
	default:
		return fail("expect is allow or deny, not %q", in.Expect)
	}
	if len(in.Who.list) == 0 {
		return fail("the test has no who: name a user, group, service principal or managed identity")
	}
	if (len(in.Action.list) == 0) == (len(in.Call.list) == 0) {
		return fail("a test has either an action or a call")
	}
	scopes := in.Scope.list
	if len(scopes) == 0 {
		scopes = []string{""}
	}
	several := len(in.Who.list)*(len(in.Action.list)+len(in.Call.list))*len(scopes) > 1
	for _, who := range in.Who.list {
		for _, scope := range scopes {
			for _, what := range append(in.Action.list, in.Call.list...) {
				t := Test{Line: line, Who: who, Action: what, Scope: scope, Allow: allow, Because: in.Because}
				if len(in.Call.list) > 0 {
					var ok bool
					if t.Call, ok = CallNamed(what); !ok {
						return fail("there is no call %q; there is %s", what, CallNames())
					}
					t.Action = ""
				}
				t.Name = in.name(&t, several)
				if f.Tests = append(f.Tests, t); len(f.Tests) > MaxTests {
					return fail("the file stands for more than %d tests", MaxTests)
				}
			}
		}
	}
	return nil
}

// name is what a test is called in reports.
func (in *test) name(t *Test, several bool) string {
	may, what := "may", t.What()
	if !t.Allow {
		may = "may not"
	}
	if t.Call != nil {
		what = "call " + what
	}
	told := fmt.Sprintf("%s %s %s", t.Who, may, what)
	if t.Scope != "" {
		told += " at " + t.Scope
	}
	switch {
	case in.Name == "":
		return told
	case several:
		return in.Name + ": " + told
	}
	return in.Name
}

// contains reports whether a reason says something, whatever the case of its letters.
func contains(reason, text string) bool {
	return strings.Contains(ascii.ToLower(reason), ascii.ToLower(text))
}
