package recorder

import (
	"context"
	"strings"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/oauth"
)

// wrongPassword is the AADSTS number of a wrong password.
const wrongPassword = 50126

// SignIns returns the recorder of the token service. It is SignIn with a limit on failures of callers that are not
// authenticated, because anyone can cause them. Wrong passwords of known users do not count: lockout limits them, and none
// may go unrecorded.
func (r *Recorder) SignIns() func(context.Context, oauth.SignIn) {
	anonymous := r.newAnonymousLimit()
	return func(ctx context.Context, s oauth.SignIn) {
		ofKnownUser := s.Number == wrongPassword && s.Name != ""
		if s.Number != 0 && s.Principal == "" && !ofKnownUser && !anonymous.Allow() {
			return
		}
		r.SignIn(ctx, s)
	}
}

// SignIn records a sign-in, whose JSON is the Detail of the record. The record of a failed sign-in is in the store when
// SignIn returns.
func (r *Recorder) SignIn(ctx context.Context, s oauth.SignIn) {
	s.UserAgent = clipped(s.UserAgent)
	record := audit.Record{
		ID: s.Request, At: s.At.UTC(), Kind: audit.SignIn, Tenant: s.Tenant, Principal: s.Principal, Name: clipped(s.Name), AppID: clipped(s.Client),
		Address: edge.Address(s.IP), Action: s.Grant, Allowed: s.Number == 0, Reason: "signed in with " + s.Grant, Detail: encoded(s),
	}
	if !record.Allowed {
		record.Reason = s.Reason
	}
	if record.ID == "" {
		record.ID = guid.NewOrdered()
	}
	if record.Tenant == "" {
		record.Tenant = r.config.Tenant()
	}
	if record.Allowed {
		r.export(record)
		_ = r.Append(func() (audit.Entry, error) { // a full spool counts what it loses
			shape, err := audit.NewShape(record, false)
			return audit.Entry{ID: record.ID, At: record.At, Like: shape}, err
		})
		return
	}
	if err := r.recorded(ctx, record); err != nil {
		r.config.Log.Error("a failed sign-in is not in the audit log", "error", err)
	}
}

// clipped returns at most 256 bytes of text, as valid UTF-8 without zero bytes.
func clipped(text string) string {
	if len(text) > 256 {
		text = text[:256]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "?")
}
