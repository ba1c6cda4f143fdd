package command

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/shell"
)

// printedDecision is a decision to be printed: a recorded one, or the result of a check.
type printedDecision struct {
	id      string // "" if it is not recorded
	at      time.Time
	address string
	action  string
	scope   string
	data    bool
	allowed bool
	who     edge.CallerRecord
	names   map[string]string
	printed string            // the operation, if there was one
	refusal string            // the reason, if the decision was not one of RBAC
	why     *rbac.Explanation // nil if the decision was not one of RBAC
}

// printDecision prints a decision as text: the verdict, its reasons, and what would change it.
func (s *Session) printDecision(t *printedDecision) {
	verdict := "may not"
	if t.allowed {
		verdict = "may"
	}
	what := t.printed
	if what == "" {
		what = t.action
	}
	fmt.Fprintf(s.Out, "%s\n\n", s.bold(fmt.Sprintf("%s %s: %s", t.callerName(), verdict, what)))
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(table, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	if t.id != "" {
		row("decision", "%s, %s (%s)", t.id, t.at.Local().Format("2006-01-02 15:04:05 MST"), humantime.Relative(time.Until(t.at)))
	}
	t.printCaller(row)
	if t.action != "" {
		plane := "action"
		if t.data {
			plane = "data action"
		}
		row("asked", "%s %s", plane, t.action)
	}
	if t.scope != "" {
		row("scope", "%s", t.scope)
	}
	_ = table.Flush()
	if t.refusal != "" {
		fmt.Fprintf(s.Out, "\nWhy: %s\n", t.refusal)
	}
	if t.why != nil {
		s.printReason(t)
	}
}

func (t *printedDecision) callerName() string {
	switch {
	case t.who.Key != "":
		return "Whoever has " + t.who.Key
	case t.who.Name != "":
		return t.who.Name
	case t.who.Object != "":
		return t.who.Object
	}
	return "Somebody unknown"
}

func (t *printedDecision) printCaller(row func(name, format string, args ...any)) {
	from := ""
	if t.address != "" {
		from = ", from " + t.address
	}
	switch {
	case t.who.Key != "":
		row("caller", "account key %s%s", t.who.Key, from)
	case t.who.Object == "":
		row("caller", "unknown: nothing that was sent proves who it is%s", from)
	default:
		proof := ""
		if t.who.Proof != "" {
			proof = ", signed in with " + t.who.Proof
		}
		row("caller", "%s, %s %s%s%s", t.who.Name, ascii.ToLower(spaced(string(t.who.Type))), t.who.Object, proof, from)
	}
	if token := t.who.Token; token != nil {
		row("token", "version %s, for %s, by %s", token.Version, token.Audience, token.Issuer)
		row("", "issued %s, then %s old, good until %s", token.Issued.Local().Format("2006-01-02 15:04:05"), humantime.Age(t.at.Sub(token.Issued)), token.Expires.Local().Format("15:04:05"))
	}
}

// spaced inserts a space into ServicePrincipal.
func spaced(name string) string { return strings.ReplaceAll(name, "ServiceP", "Service P") }

func (s *Session) printReason(t *printedDecision) {
	if len(t.why.Groups) > 0 {
		fmt.Fprint(s.Out, "\nGroups considered\n")
		for _, g := range t.why.Groups {
			line := t.name(g.Group)
			if len(g.Path) > 1 {
				line += ", through " + t.path(g.Path[:len(g.Path)-1])
			}
			if g.Token {
				line += ", as the token says"
			}
			fmt.Fprintf(s.Out, "  %s\n", line)
		}
	}
	if grant := t.why.Because.Grant; grant != nil {
		fmt.Fprintf(s.Out, "\nBecause of\n  %s\n", t.near(grant))
		return
	}
	var close []string
	for i := range t.why.Matches {
		if near := &t.why.Matches[i]; near.WhyNot != "" {
			close = append(close, t.near(near)+"\n    does not count: "+near.WhyNot)
		}
	}
	if len(close) > 0 {
		fmt.Fprintf(s.Out, "\nWhat came close\n  %s\n", strings.Join(close, "\n  "))
	} else if !t.allowed {
		fmt.Fprintf(s.Out, "\nNo role assignment of %s, or of a group of theirs, comes close.\n", t.callerName())
	}
	if t.why.More > 0 {
		fmt.Fprintf(s.Out, "  and %d more\n", t.why.More)
	}
	if !t.allowed {
		fmt.Fprintf(s.Out, "\n%s\n", t.cure())
	}
}

// near describes an assignment in one line.
func (t *printedDecision) near(n *rbac.Match) string {
	line := fmt.Sprintf("%s at %s", n.Role, n.Assignment.Scope)
	if len(n.Via) > 0 {
		line += ", through " + t.path(n.Via)
	}
	return line
}

func (t *printedDecision) path(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = t.name(id)
	}
	return strings.Join(names, " in ")
}

func (t *printedDecision) name(id string) string {
	if name := t.names[id]; name != "" {
		return name
	}
	return id
}

// cure returns the command that would allow what was refused.
func (t *printedDecision) cure() string {
	if d := t.why.Deny; d != nil {
		text := fmt.Sprintf("The deny assignment '%s' at %s denies it. No role can allow it while that assignment exists.", d.DisplayName, d.Scope)
		if !d.IsSystemProtected {
			id := strings.TrimSuffix(d.Scope.String(), "/") + "/providers/Microsoft.Authorization/denyAssignments/" + d.Name
			text += " Someone who may delete it runs:\n  az rest --method delete --url " + shell.DoubleQuoted(id+"?api-version=2022-04-01")
		}
		return text
	}
	if a := t.why.Because.Activate; a != nil {
		return fmt.Sprintf("The role %s is eligible, not active. %s activates it for an hour, and says why, with:\n  %s", a.Role, t.callerName(), client.ActivateLine(a.RoleID, t.who.Object, a.Scope.String()))
	}
	for _, n := range t.why.Matches {
		if until, ok := strings.CutPrefix(n.WhyNot, "not in force until "); ok {
			return fmt.Sprintf("The right role is assigned but not in force yet: wait until %s. You need not do anything.", until)
		}
	}
	if t.why.Smallest == nil {
		return "No role that is known allows it: is the action spelt right?"
	}
	line := client.AssignLine(t.why.Smallest.Name, t.who.Object, string(t.who.Type), t.scope)
	for _, n := range t.why.Matches {
		// A principal can have a role only once at a scope, so the assignment with the condition must be removed first.
		if n.Role == t.why.Smallest.Name && len(n.Via) == 0 && ascii.EqualFold(n.Assignment.Scope.String(), t.scope) {
			line = "az role assignment delete --ids " + shell.Word(n.Assignment.ID()) + " && " + line
		}
	}
	return fmt.Sprintf("The smallest role that allows it is %s. Someone who may assign roles runs:\n  %s", t.why.Smallest.Name, line)
}
