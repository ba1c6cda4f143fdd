package command

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/quota"
)

type usageCommand struct {
	By    string `enum:"principal,group,deployment" default:"principal" help:"Print one row for each principal, group or deployment."`
	Daily bool   `help:"Print one row for each day."`
	Since string `help:"The first day: a duration such as 7d, or a day such as 2026-01-31. Default: 30 days." placeholder:"WHEN"`
	Until string `help:"Up to and with that day, as 2026-01-31." placeholder:"DAY"`
	Scope string `help:"A resource id (subscription, resource group or account), or the name of an account. Default: the server's first account." placeholder:"ID"`
	CSV   bool   `name:"csv" xor:"form" help:"Print comma-separated values."`
	JSON  bool   `xor:"form" help:"Print JSON."`
	actAs
}

// Help returns the text below the list of flags.
func (*usageCommand) Help() string {
	return `Examples:
  keyless usage
  keyless usage --by deployment --since 7d
  keyless usage --by group --daily --csv > usage.csv
  keyless usage --as ada --json | jq '.total.totalTokens'

You need the action Microsoft.Keyless/usage/read at the scope, which Owner, Contributor and Reader include. Days are UTC.
Usage appears within two seconds. By group, a caller counts in each of its present groups.`
}

// usageReport is the server's response.
type usageReport struct {
	Value       []usageRow
	Total       quota.Used
	From, Until string
}

type usageRow struct {
	Day        string `json:"day,omitempty"`
	Account    string `json:"account,omitempty"`
	Deployment string `json:"deployment,omitempty"`
	TenantID   string `json:"tenantId,omitempty"`
	ID         string `json:"principalId,omitempty"`
	Name       string `json:"principalName,omitempty"`
	quota.Used
}

// Run prints the usage.
func (c *usageCommand) Run(s *Session) error {
	query := client.OwnVersion()
	query.Set("by", c.By)
	if c.Daily {
		query.Set("daily", "true")
	}
	for _, of := range []struct{ flag, name, value string }{{"--since", "since", c.Since}, {"--until", "until", c.Until}} {
		if of.value == "" {
			continue
		}
		day, err := dayOf(of.value, time.Now())
		if err != nil {
			return misused("%s is a duration as 7d, or a day as 2026-01-31, not %s", of.flag, of.value)
		}
		query.Set(of.name, day)
	}
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	scope, err := to.Scope(s.Context, c.Scope)
	if err != nil {
		return err
	}
	var report usageReport
	if err := to.ARM(s.Context, http.MethodGet, scope+"/providers/Microsoft.Keyless/usage", query, nil, &report); err != nil {
		return err
	}
	switch {
	case c.JSON:
		return s.printJSON(map[string]any{"value": report.Value, "total": report.Total, "from": report.From, "until": report.Until})
	case c.CSV:
		return c.printCSV(s, report.Value)
	}
	c.printTable(s, &report)
	return nil
}

// dayOf parses a day, or a duration before now.
func dayOf(text string, now time.Time) (string, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.Format(time.DateOnly), nil
	}
	at, err := moment(text, now)
	return at.UTC().Format(time.DateOnly), err
}

// headings returns the columns that identify a row.
func (c *usageCommand) headings() []string {
	var names []string
	if c.Daily {
		names = append(names, "day")
	}
	if c.By == "deployment" {
		return append(names, "account", "deployment")
	}
	return append(names, c.By, "id")
}

// cells returns a row's values for headings.
func (c *usageCommand) cells(r *usageRow) []string {
	var cells []string
	if c.Daily {
		cells = append(cells, r.Day)
	}
	if c.By == "deployment" {
		return append(cells, r.Account, r.Deployment)
	}
	name := r.Name
	switch {
	case name == "" && r.TenantID == "":
		name = r.ID + " of " + r.Account[strings.LastIndexByte(r.Account, '/')+1:]
	case name == "":
		name = "(not in the directory)"
	}
	return append(cells, name, r.ID)
}

func (c *usageCommand) printCSV(s *Session, rows []usageRow) error {
	w := csv.NewWriter(s.Out)
	names := append(c.headings(), "requests", "failed", "throttled", "promptTokens", "completionTokens", "totalTokens")
	if err := w.Write(names); err != nil {
		return err
	}
	for i := range rows {
		cells := c.cells(&rows[i])
		for j := range cells {
			cells[j] = unformula(cells[j])
		}
		u := rows[i].Used
		for _, n := range []int64{u.Requests, u.Failed, u.Throttled, u.Prompt, u.Completion, u.Tokens} {
			cells = append(cells, strconv.FormatInt(n, 10))
		}
		if err := w.Write(cells); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// unformula prevents a spreadsheet from evaluating a name as a formula.
func unformula(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func (c *usageCommand) printTable(s *Session, report *usageReport) {
	fmt.Fprintf(s.Out, "%s\n", s.dim(report.From+" to "+report.Until+", UTC"))
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { fmt.Fprintln(table, strings.Join(cells, "\t")) }
	names := c.headings()
	if c.By != "deployment" {
		names = names[:len(names)-1]
	}
	row(append(names, "requests", "failed", "refused", "prompt", "completion", "tokens")...)
	add := func(cells []string, u quota.Used) {
		for _, n := range []int64{u.Requests, u.Failed, u.Throttled, u.Prompt, u.Completion, u.Tokens} {
			cells = append(cells, strconv.FormatInt(n, 10))
		}
		row(cells...)
	}
	for i := range report.Value {
		cells := c.cells(&report.Value[i])
		if c.By == "deployment" {
			cells[len(cells)-2] = cells[len(cells)-2][strings.LastIndexByte(cells[len(cells)-2], '/')+1:]
		} else {
			cells = cells[:len(cells)-1]
		}
		for j := range cells {
			cells[j] = jwt.Format("", cells[j])
		}
		add(cells, report.Value[i].Used)
	}
	total := make([]string, len(names))
	total[0] = "total"
	add(total, report.Total)
	_ = table.Flush()
}
