package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/spool"
)

// AuditRetention is how long the audit log keeps a record unless it is told otherwise.
const AuditRetention = 90 * 24 * time.Hour

// openAudit starts the log, removes what is past its time, and exports it where that is wanted, until the server closes.
func (a *App) openAudit(ctx context.Context) error {
	a.shapes = &shapes{of: a.decisionRecord}
	a.audit = audit.NewLog(a.db, a.config.Log)
	a.onClose(a.audit.Close)
	var err error
	if a.spooled, err = audit.OpenSpooled(ctx, filepath.Join(a.config.DataDir, "spool"), a.config.AuditSync, a.db, a.config.Log); err != nil {
		return err
	}
	a.onClose(a.spooled.Close)
	if err := a.openExports(ctx); err != nil {
		return err
	}
	a.upkeepAudit()
	return nil
}

// spools are those of this process.
func (a *App) spools() []*spool.Spool {
	all := []*spool.Spool{a.spooled.Spool, a.models.ledger.Spool}
	for _, e := range a.exports {
		all = append(all, e.Spool)
	}
	return all
}

func (a *App) upkeepAudit() {
	ctx, stop := context.WithCancel(context.Background())
	var busy sync.WaitGroup
	busy.Go(func() { a.keepAuditSmall(ctx) })
	a.onClose(func() { stop(); busy.Wait() })
}

// keep is what hosts write their decisions down with.
func (a *App) keep() edge.Recorder {
	anonymous := &limit{now: a.now, rate: 20, burst: 200}
	return edge.Recorder{
		Decided: a.decided,
		Refused: func(ctx context.Context, r edge.Refusal) bool {
			// Who proves nothing could fill the disk.
			if r.Caller.Object == "" && !anonymous.take() {
				return false
			}
			return a.refused(ctx, r)
		},
	}
}

// decided writes a decision down. A refusal, and a call with a key, is on disk before it returns.
func (a *App) decided(ctx context.Context, d edge.Decided) error {
	if d.Decision.Allowed && d.Caller.Key == "" {
		id := d.ID
		if !a.recordsCall(&d) {
			id = "" // of which only the use of the role assignment is kept
		}
		entry := func(known *shapes) (audit.Entry, error) {
			shape, err := known.shape(d, a.nameOf(d.Caller))
			return audit.Entry{ID: id, At: d.At, Like: shape}, err
		}
		if id != "" {
			a.exportEntry(entry)
		}
		err := a.spooled.Append(func() (audit.Entry, error) { return entry(a.shapes) })
		if err != nil && a.config.AuditRefuseWhenFull {
			return err
		}
		return nil
	}
	// A caller that hangs up does not keep its refusal out of the log.
	return a.recorded(ctx, a.decisionRecord(d))
}

// recorded writes a record to the store, and then exports it.
func (a *App) recorded(ctx context.Context, r audit.Record) error {
	err := a.audit.Now(context.WithoutCancel(ctx), r)
	if err == nil {
		a.export(r)
	}
	return err
}

func (a *App) decisionRecord(d edge.Decided) audit.Record {
	q := d.Question
	detail := edge.DecisionDetail{Operation: d.Operation, Plane: "control", Caller: edge.NewCallerRecord(d.Caller, a.nameOf(d.Caller)), Refusal: d.Because}
	if q.Plane == rbac.Data {
		detail.Plane = "data"
	}
	e := rbac.Explanation{Decision: d.Decision}
	if d.Roles != nil && !d.Decision.Allowed {
		e = rbac.Explain(q, d.Roles)
		e.Decision = d.Decision
		if !ascii.EqualFold(d.Caller.Tenant, q.Tenant) {
			// Which groups another tenant has is not for those who read the log of this one.
			e.Groups = slices.DeleteFunc(e.Groups, func(m rbac.Membership) bool { return !m.Token })
		}
	}
	detail.Explanation = edge.RedactExplanation(e)
	r := audit.Record{
		ID: d.ID, At: d.At.UTC(), Kind: audit.Decision, Tenant: q.Tenant, Principal: d.Caller.Object, Name: detail.Caller.Name, AppID: d.Caller.AppID,
		Address: edge.Address(d.Remote), Action: q.Action, Scope: q.Scope.String(), Allowed: d.Decision.Allowed, Reason: reason(&e), Detail: encoded(detail),
	}
	if d.Caller.Key != "" {
		r.Name = d.Caller.Key
	}
	if d.Caller.Tenant != "" && !ascii.EqualFold(d.Caller.Tenant, q.Tenant) {
		r.Home = d.Caller.Tenant
	}
	if grant := d.Decision.Because.Grant; grant != nil {
		r.Grant = assignmentID(grant.Assignment)
	}
	return r
}

func assignmentID(of *rbac.Assignment) string {
	return strings.TrimSuffix(of.Scope.String(), "/") + "/providers/Microsoft.Authorization/roleAssignments/" + of.Name
}

// reason is a decision in one line.
func reason(e *rbac.Explanation) string {
	because := e.Because
	switch {
	case because.Grant != nil && len(because.Grant.Via) > 0:
		return fmt.Sprintf("%s, through a group", because.Grant.Role)
	case because.Grant != nil:
		return because.Grant.Role
	case e.Deny != nil:
		return fmt.Sprintf("the deny assignment '%s' refuses it", e.Deny.DisplayName)
	case !e.Allowed && len(e.Matches) > 0:
		return fmt.Sprintf("%s: %s", e.Matches[0].Role, e.Matches[0].WhyNot)
	}
	return string(because.Verdict)
}

// refused writes down a refusal that no role decided, and reports whether that could be done.
func (a *App) refused(ctx context.Context, f edge.Refusal) bool {
	detail := edge.DecisionDetail{Operation: f.Operation, Caller: edge.NewCallerRecord(f.Caller, a.nameOf(f.Caller)), Refusal: f.Fault.Message}
	if cause := f.Fault.Cause; cause != nil {
		detail.Refusal = cause.Error()
	}
	r := audit.Record{
		ID: f.ID, At: f.At.UTC(), Kind: audit.Decision, Tenant: f.Tenant, Principal: f.Caller.Object, Name: detail.Caller.Name, AppID: f.Caller.AppID,
		Address: edge.Address(f.Remote), Action: f.Action, Reason: detail.Refusal, Detail: encoded(detail),
	}
	if !f.Scope.IsRoot() {
		r.Scope = f.Scope.String()
	}
	if r.Tenant == "" {
		if r.Tenant = f.Caller.Tenant; r.Tenant == "" {
			r.Tenant = a.tenant.ID
		}
	}
	if f.Caller.Tenant != "" && !ascii.EqualFold(f.Caller.Tenant, r.Tenant) {
		r.Home = f.Caller.Tenant
	}
	return a.recorded(ctx, r) == nil
}

// nameOf is what people call a caller.
func (a *App) nameOf(c edge.Caller) string {
	if state, ok := a.state.View().Directory.State(c.Tenant, c.Object); ok {
		return state.Name
	}
	return c.Name
}

// signIns is signedIn for what anybody may try. Of failures in nobody's name only so many are written down: who proves
// nothing could fill the disk. Wrong passwords always are: lockout bounds them, and none may hide among the others.
func (a *App) signIns() func(context.Context, oauth.SignIn) {
	anonymous := &limit{now: a.now, rate: 20, burst: 200}
	return func(ctx context.Context, s oauth.SignIn) {
		wrongPassword := s.Number == 50126 && s.Name != ""
		if s.Number != 0 && s.Principal == "" && !wrongPassword && !anonymous.take() {
			return
		}
		a.signedIn(ctx, s)
	}
}

// signedIn writes a sign-in down; one that failed before it is answered. The record's Detail is the oauth.SignIn.
func (a *App) signedIn(ctx context.Context, s oauth.SignIn) {
	s.UserAgent = clipped(s.UserAgent)
	r := audit.Record{
		ID: s.Request, At: s.At.UTC(), Kind: audit.SignIn, Tenant: s.Tenant, Principal: s.Principal, Name: clipped(s.Name), AppID: clipped(s.Client),
		Address: edge.Address(s.IP), Action: s.Grant, Allowed: s.Number == 0, Reason: "signed in with " + s.Grant, Detail: encoded(s),
	}
	if !r.Allowed {
		r.Reason = s.Reason
	}
	if r.ID == "" {
		r.ID = guid.NewOrdered()
	}
	if r.Tenant == "" {
		r.Tenant = a.tenant.ID
	}
	if r.Allowed {
		a.export(r)
		_ = a.spooled.Append(func() (audit.Entry, error) { // what a full spool loses is counted there
			shape, err := audit.NewShape(r, false)
			return audit.Entry{ID: r.ID, At: r.At, Like: shape}, err
		})
		return
	}
	if err := a.recorded(ctx, r); err != nil {
		a.config.Log.Error("a failed sign-in is not in the audit log", "error", err)
	}
}

func clipped(text string) string {
	if len(text) > 256 {
		text = text[:256]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "?")
}

// encoded is the JSON of what always has one.
func encoded(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// How often the log is looked after, and how long small blocks of records wait to be merged.
const (
	auditPruning    = time.Hour
	auditCompaction = time.Minute
)

// keepAuditSmall removes what is older than the retention, now and every hour, and merges small blocks every minute, until
// ctx ends.
func (a *App) keepAuditSmall(ctx context.Context) {
	prune, compact := time.NewTicker(auditPruning), time.NewTicker(auditCompaction)
	defer prune.Stop()
	defer compact.Stop()
	attempt := (&attempts{a.config.Log, a.now, map[string]time.Time{}}).try
	attempt(ctx, "old audit records stay for now", a.pruneAudit)
	attempt(ctx, "audit records were not compacted", a.compactAudit)
	attempt(ctx, "the store keeps the room of what was removed", a.db.Shrink)
	for {
		select {
		case <-prune.C:
			attempt(ctx, "old audit records stay for now", a.pruneAudit)
			attempt(ctx, "the store keeps the room of what was removed", a.db.Shrink)
		case <-compact.C:
			attempt(ctx, "audit records were not compacted", a.compactAudit)
		case <-ctx.Done():
			return
		}
	}
}

func (a *App) compactAudit(ctx context.Context) error {
	return a.db.CompactAudit(ctx, a.now().Add(-auditCompaction))
}

func (a *App) pruneAudit(ctx context.Context) error {
	keep := a.config.AuditRetention
	if keep <= 0 {
		keep = AuditRetention
	}
	before := a.now().Add(-keep)
	calls := before
	if single := a.config.CallRetention; single > 0 && single < keep {
		calls = a.now().Add(-single)
	}
	removed, err := a.db.PruneAudit(ctx, before, calls)
	if removed > 0 {
		a.config.Log.Info("audit records are past their time", "removed", removed)
	}
	if err != nil {
		return err
	}
	return a.db.PruneCalls(ctx, before)
}

// limit is a bucket of tokens.
type limit struct {
	now         func() time.Time
	rate, burst float64 // a second; at most at once

	mu   sync.Mutex
	left float64
	last time.Time
}

func (l *limit) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.last.IsZero() {
		l.left = l.burst
	} else if passed := now.Sub(l.last).Seconds(); passed > 0 {
		l.left = min(l.burst, l.left+passed*l.rate)
	}
	l.last = now
	if l.left < 1 {
		return false
	}
	l.left--
	return true
}
