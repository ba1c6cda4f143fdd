package accesstest

import (
	"context"
	"time"

	"keyless.dev/keyless/internal/rbac"
)

// Target is what tests are run against.
type Target interface {
	// Ask answers a test's question.
	Ask(ctx context.Context, t *Test) (*Answer, error)
	// Assignments lists the role assignments that tests could rely on.
	Assignments(ctx context.Context) ([]Assignment, error)
}

// Answer is what a target says to a test.
type Answer struct {
	Allowed bool
	// Reasons is why, in words, the one that decided first.
	Reasons []string
	// Principal and Scope are what the names in the test stand for.
	PrincipalID, PrincipalName, PrincipalType string
	Scope                                     string
	Action                                    string
	Data                                      bool
	// Explanation is the decision in full.
	Explanation *rbac.Explanation
	// Names are of the ids in it.
	Names map[string]string
}

// Assignment is a role assignment, by the resource id that it has.
type Assignment struct {
	ID        string `json:"id"`
	Principal string `json:"principal"`
	Role      string `json:"role"`
	Scope     string `json:"scope"`
}

// Outcome is what came of a test.
type Outcome string

// The outcomes. An error is a test whose question could not be asked: it neither passed nor failed.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Errored Outcome = "error"
)

// Result is what came of one test.
type Result struct {
	File    string  `json:"file"`
	Line    int     `json:"line,omitempty"`
	Name    string  `json:"name"`
	Who     string  `json:"who"`
	Action  string  `json:"action,omitempty"`
	Call    string  `json:"call,omitempty"`
	Scope   string  `json:"scope,omitempty"`
	Expect  string  `json:"expect"`
	Because string  `json:"because,omitempty"`
	Outcome Outcome `json:"outcome"`
	// Got is allow or deny, and Reasons are why.
	Got     string   `json:"got,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
	Error   string   `json:"error,omitempty"`
	Seconds float64  `json:"seconds"`

	Answer *Answer `json:"-"`
}

func word(allowed bool) string {
	if allowed {
		return "allow"
	}
	return "deny"
}

// Run runs the tests of a file in their order, and gives each result to done as it is known. It stops when ctx ends.
func Run(ctx context.Context, f *File, target Target, done func(*Result)) ([]*Result, error) {
	var all []*Result
	for i := range f.Tests {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		r := f.run(ctx, &f.Tests[i], target)
		all = append(all, r)
		done(r)
	}
	return all, nil
}

func (f *File) run(ctx context.Context, t *Test, target Target) *Result {
	r := &Result{File: f.Name, Line: t.Line, Name: t.Name, Who: t.Who, Action: t.Action, Scope: t.Scope, Expect: word(t.Allow), Because: t.Because}
	if t.Call != nil {
		r.Call = t.Call.Name
	}
	began := time.Now()
	answer, err := target.Ask(ctx, t)
	r.Seconds = time.Since(began).Seconds()
	if err != nil {
		r.Outcome, r.Error = Errored, err.Error()
		return r
	}
	r.Answer, r.Got, r.Reasons, r.Outcome = answer, word(answer.Allowed), answer.Reasons, Failed
	if answer.Allowed == t.Allow && says(answer.Reasons, t.Because) {
		r.Outcome = Passed
	}
	return r
}

// says reports whether one of the reasons contains text.
func says(reasons []string, text string) bool {
	for _, reason := range reasons {
		if contains(reason, text) {
			return true
		}
	}
	return text == ""
}
