package command

import (
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/shell"
)

type accessCommand struct {
	Scope  string `help:"The scope: a resource id, or the name of an account. Default: the server's first account." placeholder:"ID"`
	Unused string `help:"Show role assignments that are older than this and were not used since, such as 30d or 12h." placeholder:"AGE"`
	JSON   bool   `help:"Print JSON."`
	actAs
}

// Help returns the text below the list of flags.
func (*accessCommand) Help() string {
	return `Examples:
  keyless access --scope foundry
  keyless access --scope foundry --unused 30d

You need Microsoft.Authorization/roleAssignments/read at the scope, as for checking access in the portal.`
}

// accessRow is one assignment that gives a principal access.
type accessRow struct {
	PrincipalID   string     `json:"principalId"`
	PrincipalType string     `json:"principalType"`
	PrincipalName string     `json:"principalName"`
	Role          string     `json:"roleName"`
	AssignmentID  string     `json:"roleAssignmentId"`
	Scope         string     `json:"scope"`
	Via           []string   `json:"via,omitempty"`
	Uses          bool       `json:"uses"`
	Administers   bool       `json:"administers"`
	Condition     string     `json:"condition,omitempty"`
	DeniedBy      []string   `json:"deniedBy,omitempty"`
	CreatedOn     time.Time  `json:"createdOn"`
	LastUsed      *time.Time `json:"lastUsed,omitempty"`
}

type accessReport struct {
	Value         []accessRow `json:"value"`
	Keys          bool        `json:"keys,omitempty"`
	RecordedSince *time.Time  `json:"recordedSince,omitempty"`
	More          bool        `json:"more,omitempty"`
}

// Run lists who has access to what.
func (c *accessCommand) Run(s *Session) error {
	query := client.OwnVersion()
	if c.Unused != "" {
		since, err := moment(c.Unused, time.Now())
		if err != nil {
			return misused("--unused is an age as 30d or 12h, not %s", c.Unused)
		}
		query.Set("unusedSince", since.UTC().Format(time.RFC3339Nano))
	}
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	scope, err := to.Scope(s.Context, c.Scope)
	if err != nil {
		return err
	}
	var report accessReport
	if err := to.ARM(s.Context, http.MethodGet, scope+"/providers/Microsoft.Keyless/access", query, nil, &report); err != nil {
		return err
	}
	if c.JSON {
		return s.printJSON(report)
	}
	if c.Unused != "" {
		return s.printUnused(&report)
	}
	return s.printAccess(&report)
}

func (s *Session) printAccess(report *accessReport) error {
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "WHO\tMAY\tROLE\tAT\tTHROUGH\tLAST USED")
	for _, r := range report.Value {
		through := "-"
		if len(r.Via) > 0 {
			through = strings.Join(r.Via, " > ")
		}
		may := "other"
		switch {
		case r.Uses && r.Administers:
			may = "use, administer"
		case r.Uses:
			may = "use"
		case r.Administers:
			may = "administer"
		}
		if r.Condition != "" {
			may += " (on a condition)"
		}
		if len(r.DeniedBy) > 0 {
			may += " (less what " + strings.Join(r.DeniedBy, ", ") + " denies)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", r.who(), may, r.Role, r.Scope, through, r.lastUsed(time.Now()))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if report.Keys {
		fmt.Fprintln(s.Out, "\nAccount keys are enabled: anyone who has one needs no role. Disable them with disableLocalAuth.")
	}
	if report.More {
		fmt.Fprintln(s.Out, "\nThere are more assignments.")
	}
	return nil
}

func (s *Session) printUnused(report *accessReport) error {
	for _, r := range report.Value {
		fmt.Fprintf(s.Out, "%s  %s at %s, last used: %s\n  az role assignment delete --ids %s\n", r.who(), r.Role, r.Scope, r.lastUsed(time.Now()), shell.Word(r.AssignmentID))
	}
	if len(report.Value) == 0 {
		fmt.Fprintln(s.Out, "Every role assignment that old has been used.")
	}
	if report.RecordedSince != nil {
		fmt.Fprintf(s.Out, "\nThe log starts at %s; earlier uses are unknown.\n", report.RecordedSince.Local().Format("2006-01-02 15:04:05 MST"))
	}
	return nil
}

func (r *accessRow) who() string {
	if r.PrincipalName != "" {
		return r.PrincipalName
	}
	return r.PrincipalID
}

func (r *accessRow) lastUsed(now time.Time) string {
	if r.LastUsed == nil {
		return "never"
	}
	return humantime.Relative(r.LastUsed.Sub(now))
}
