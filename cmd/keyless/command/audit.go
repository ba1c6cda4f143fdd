package command

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/safetext"
)

type auditCommand struct {
	Follow bool   `short:"f" help:"Print new records as they are written, until Ctrl-C."`
	Who    string `help:"Only this principal: me, a user's name, the name of a service principal, or an object id." placeholder:"WHO"`
	Scope  string `help:"Only records at this scope or below: a resource id, or the name of an account." placeholder:"ID"`
	Since  string `help:"Only records since then: a duration such as 2h or 30d, or a time such as 2026-01-31T08:00:00Z." placeholder:"WHEN"`
	Kind   string `enum:"all,decision,signIn,change" default:"all" help:"Only records of this kind: decision, signIn, change."`
	Limit  int    `default:"50" help:"At most this many records, the latest." placeholder:"N"`
	JSON   bool   `help:"Print one JSON object per line."`
	actAs
}

// Help returns the text below the list of flags.
func (*auditCommand) Help() string {
	return `Examples:
  keyless audit
  keyless audit --follow --who bob@keyless.localhost
  keyless audit --scope foundry --since 2h --json | jq -r 'select(.allowed | not) | .id'

You see your own records, those at scopes where you may read role assignments and, as a directory administrator, sign-ins
and changes of the directory. keyless explain ID shows one decision in full.`
}

// Run prints the log.
func (c *auditCommand) Run(s *Session) error {
	query, err := c.query()
	if err != nil {
		return err
	}
	to, err := s.openReader(c.As)
	if err != nil {
		return err
	}
	scope := ""
	if c.Scope != "" {
		if scope, err = to.Scope(s.Context, c.Scope); err != nil {
			return err
		}
	}
	if c.Who != "" {
		who, err := to.Find(s.Context, c.Who)
		if err != nil {
			return err
		}
		query.Set("principalId", who.ID)
	}
	path := scope + "/providers/Microsoft.Keyless/decisions"
	records, latest, err := c.latest(s, to, path, query)
	if err != nil {
		return err
	}
	for i := range records {
		if err := c.print(s, &records[i]); err != nil {
			return err
		}
	}
	if !c.Follow {
		return nil
	}
	return c.follow(s, to, path, query, latest)
}

func (c *auditCommand) query() (url.Values, error) {
	query := client.OwnVersion()
	if c.Kind != "all" {
		query.Set("kind", c.Kind)
	}
	if c.Since != "" {
		since, err := moment(c.Since, time.Now())
		if err != nil {
			return nil, misused("--since is a duration as 2h or 30d, or a time as 2026-01-31T08:00:00Z, not %s", c.Since)
		}
		query.Set("since", since.UTC().Format(time.RFC3339))
	}
	if c.Limit < 1 || c.Limit > 1000 {
		return nil, misused("--limit is from 1 to 1000, not %d", c.Limit)
	}
	return query, nil
}

// moment parses a time, or a duration before now, which may have days.
func moment(text string, now time.Time) (time.Time, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return now.AddDate(0, 0, -n), err
	}
	if d, err := time.ParseDuration(text); err == nil {
		return now.Add(-d), nil
	}
	return time.Parse(time.RFC3339, text)
}

// logPage is a page of the log.
type logPage struct {
	Value    []audit.Record
	After    int64
	NextLink string
}

// latest returns the newest records, oldest first, and the position in the log after them.
func (c *auditCommand) latest(s *Session, to *client.Control, path string, query url.Values) ([]audit.Record, int64, error) {
	var records []audit.Record
	after, latest := int64(0), int64(0)
	for {
		asked := clone(query)
		asked.Set("order", "newest")
		asked.Set("$top", strconv.Itoa(c.Limit-len(records)))
		if after > 0 {
			asked.Set("after", strconv.FormatInt(after, 10))
		}
		var page logPage
		if err := to.ARM(s.Context, http.MethodGet, path, asked, nil, &page); err != nil {
			return nil, 0, err
		}
		records = append(records, page.Value...)
		for i := range page.Value { // records that the server has not stored yet have no position
			latest = max(latest, page.Value[i].Seq)
		}
		if page.NextLink == "" || len(records) >= c.Limit {
			slices.Reverse(records)
			return records, latest, nil
		}
		after = page.After
	}
}

// follow prints new records until it is interrupted, which is not an error.
func (c *auditCommand) follow(s *Session, to *client.Control, path string, query url.Values, after int64) error {
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	for {
		select {
		case <-s.Context.Done():
			return nil
		case <-pause.C:
		}
		asked := clone(query)
		asked.Set("$top", "1000")
		asked.Set("after", strconv.FormatInt(after, 10))
		var page logPage
		if err := to.ARM(s.Context, http.MethodGet, path, asked, nil, &page); err != nil {
			if s.Context.Err() != nil {
				return nil
			}
			return err
		}
		after = max(after, page.After)
		for i := range page.Value {
			if err := c.print(s, &page.Value[i]); err != nil {
				return err
			}
		}
	}
}

func clone(query url.Values) url.Values {
	out := url.Values{}
	for name, values := range query {
		out[name] = slices.Clone(values)
	}
	return out
}

func (c *auditCommand) print(s *Session, r *audit.Record) error {
	if !c.JSON {
		s.printRecord(r)
		return nil
	}
	line, err := json.Marshal(r)
	if err == nil {
		_, err = fmt.Fprintf(s.Out, "%s\n", line)
	}
	return err
}

// printRecord prints a record on one line. It escapes text that callers chose, such as the name of a user who does not
// exist.
func (s *Session) printRecord(r *audit.Record) {
	verdict := "ok     "
	if !r.Allowed {
		verdict = "REFUSED"
	}
	who := r.Name
	if who == "" {
		who = r.Principal
	}
	if who == "" {
		who = "-"
	}
	where := r.Scope
	if where == "" {
		where = "-"
	}
	fmt.Fprintf(s.Out, "%s  %-8s  %s  %s  %s  %s  %s  %s\n", r.At.Local().Format("2006-01-02 15:04:05"), r.Kind, verdict,
		safetext.String(who), safetext.String(r.Action), safetext.String(where), s.dim(safetext.String(r.ID)), safetext.String(r.Reason))
}
