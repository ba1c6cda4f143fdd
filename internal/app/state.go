package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/directory"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

// View is an immutable snapshot of the store at one position, as the data plane uses it.
type View struct {
	store.Position
	Roles     *rbac.Snapshot
	Directory *directory.Snapshot
	Resources *resource.Snapshot
}

// State holds the View of the latest revision that this replica has applied. It follows the store's change records. A
// write through this replica is in the view before the write returns.
type State struct {
	db    *store.DB
	log   *slog.Logger
	zero  func() View
	lease *lease

	moving  sync.Mutex
	view    atomic.Pointer[View]
	reloads atomic.Int64 // because the store had another history
	acked   acknowledged
}

// LoadState reads the whole store, and from then on follows this process's writes. Follow applies writes of other
// replicas. bound is the maximum age of the view, see lease; 0 means no bound.
func LoadState(ctx context.Context, db *store.DB, options rbac.Options, bound time.Duration, log *slog.Logger) (*State, error) {
	s := &State{db: db, log: log, lease: newLease(bound), zero: func() View {
		return View{Roles: rbac.NewSnapshot(options), Directory: new(directory.Snapshot), Resources: new(resource.Snapshot)}
	}}
	zero := s.zero()
	s.view.Store(&zero)
	db.OnCommit(s.committed)
	db.OnUnchanged(s.unchanged)
	s.moving.Lock()
	defer s.moving.Unlock()
	began := s.lease.now()
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	s.lease.renew(began)
	return s, nil
}

// View returns the current view. It does not block.
func (s *State) View() *View { return s.view.Load() }

// Reloads returns how often everything was loaded again because the store had another history.
func (s *State) Reloads() int64 { return s.reloads.Load() }

// renewal is the timeout of one renewal of the lease. If the store hangs, the lease expires, but this replica does not
// hang.
const renewal = time.Second

// Follow renews the lease at every polling interval and whenever another replica has written, until ctx ends.
func (s *State) Follow(ctx context.Context) error {
	return s.db.Watch(ctx, func() {
		if err := s.CatchUp(ctx); err != nil && ctx.Err() == nil {
			s.lease.failed(func(since time.Duration) {
				s.log.ErrorContext(ctx, "the store cannot be followed", "error", err, "revision", s.View().Revision, "age", since.Round(time.Millisecond))
			})
		}
	})
}

// CatchUp advances the view to the store's current revision, and renews the lease: the view then contains every write
// that was acknowledged before CatchUp was called. It fails if the store does not respond within a second; loading
// everything may take longer.
func (s *State) CatchUp(ctx context.Context) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	began := s.lease.now()
	short, cancel := context.WithTimeout(ctx, renewal)
	defer cancel()
	at, err := s.db.Position(short)
	if err != nil {
		return err
	}
	if at != s.view.Load().Position {
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	s.lease.renew(began)
	return nil
}

// patience is how long a write waits for earlier writes of other replicas.
const patience = 10 * time.Second

// committed applies a revision of this process, after the earlier revisions of other replicas.
func (s *State) committed(changes []store.Change) {
	s.moving.Lock()
	defer s.moving.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	have, made := s.view.Load().Position, position(changes)
	switch {
	case made == have: // CatchUp has already applied it
	case made.Revision == have.Revision+1 && !s.db.Shared():
		err = s.apply(changes)
	default: // other processes may have written before it, or restored the store
		err = s.catchUp(ctx)
	}
	s.acked.add(made)
	s.behind(err, made)
}

// unchanged is called after a write that found nothing to change. It advances the view to that position, because the
// state that the write found may come from a replica whose change has not arrived here yet.
func (s *State) unchanged(at store.Position) {
	s.moving.Lock()
	defer s.moving.Unlock()
	if at == s.view.Load().Position {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s.behind(s.catchUp(ctx), at)
}

// behind revokes the lease if err is not nil: the view then lacks a write that is about to be acknowledged, so no call
// may be served until it has caught up.
func (s *State) behind(err error, at store.Position) {
	if err != nil {
		s.lease.revoke(unreadWrite)
		s.log.Error("a committed change is not in force here yet, and no call is answered meanwhile", "error", err, "revision", at.Revision)
	}
}

func position(changes []store.Change) store.Position {
	last := changes[len(changes)-1]
	return store.Position{Revision: last.Revision, Epoch: last.Epoch}
}

func (s *State) catchUp(ctx context.Context) error {
	have := s.view.Load().Position
	changes, err := s.db.Changes(ctx, have)
	switch {
	case errors.Is(err, store.ErrDiverged):
		s.lease.revoke(otherHistory)
		s.reloads.Add(1)
		s.log.ErrorContext(ctx, "the store has another history: it was put back to an earlier state. Everything is loaded again, and no call is answered meanwhile.", "revision", have.Revision)
		if err := s.load(ctx); err != nil {
			return err
		}
		s.reportLost(ctx)
		return nil
	case errors.Is(err, store.ErrPruned):
		return s.load(ctx)
	case err != nil || len(changes) == 0:
		return err
	}
	return s.apply(changes)
}

// reportLost logs the writes that this replica has acknowledged and that are no longer in the store.
func (s *State) reportLost(ctx context.Context) {
	for _, p := range s.acked.take() {
		if err := s.db.InHistory(ctx, p.Position); errors.Is(err, store.ErrDiverged) {
			s.log.ErrorContext(ctx, "a write that this replica acknowledged is lost", "revision", p.Revision, "acknowledged", p.at)
		}
	}
}

func (s *State) load(ctx context.Context) error {
	b := s.begin(s.zero())
	at, err := s.db.LoadAll(ctx, b.apply)
	if err != nil {
		return fmt.Errorf("load the state: %w", err)
	}
	s.view.Store(b.done(at))
	return nil
}

// apply applies changes that directly follow the view.
func (s *State) apply(changes []store.Change) error {
	b := s.begin(*s.view.Load())
	for _, c := range changes {
		if err := b.apply(c); err != nil {
			return err
		}
	}
	s.view.Store(b.done(position(changes)))
	return nil
}

// builder builds the next view from a view and changes.
type builder struct {
	roles     *rbac.SnapshotEdit
	directory *directory.SnapshotEdit
	resources *resource.Snapshot
	log       *slog.Logger
}

func (s *State) begin(v View) *builder {
	return &builder{roles: v.Roles.Edit(), directory: v.Directory.Edit(), resources: v.Resources, log: s.log}
}

func (b *builder) done(at store.Position) *View {
	return &View{Position: at, Roles: b.roles.Done(), Directory: b.directory.Done(), Resources: b.resources}
}

func (b *builder) apply(c store.Change) (err error) {
	switch c.Kind {
	case store.KindTenant:
		err = decoded(c, b.tenant)
	case store.KindObject:
		err = b.object(c)
	case store.KindLink:
		err = decoded(c, b.link)
	case store.KindResource:
		err = decoded(c, b.resource)
	case store.KindAssignment:
		err = decoded(c, b.assignment)
	case store.KindEligibility:
		err = decoded(c, b.eligibility)
	case store.KindRoleDefinition:
		err = decoded(c, b.roleDefinition)
	case store.KindDenyAssignment:
		err = decoded(c, b.denyAssignment)
	case store.KindRevokedGrant:
		err = decoded(c, b.revokedGrant)
	}
	if err != nil {
		return fmt.Errorf("revision %d, %s %s: %w", c.Revision, c.Kind, c.Key, err)
	}
	return nil
}

// decoded decodes the body of a change and calls apply with both.
func decoded[T any](c store.Change, apply func(store.Change, *T) error) error {
	value := new(T)
	if err := json.Unmarshal(c.Body, value); err != nil {
		return err
	}
	return apply(c, value)
}

func (b *builder) object(c store.Change) error {
	o, err := store.DecodeObject(c.Object, c.Body)
	if err != nil {
		return err
	}
	if head := o.Head(); c.Deleted {
		b.directory.Delete(head.Tenant, head.ID)
		b.roles.DeletePrincipal(head.Tenant, head.ID)
	} else {
		b.directory.Put(o)
	}
	return nil
}

func (b *builder) tenant(c store.Change, t *directory.Tenant) error {
	b.directory.PutTenant(t)
	return nil
}

// link applies memberships of groups. Memberships of directory roles do not affect access to resources.
func (b *builder) link(c store.Change, l *directory.Link) error {
	if l.Relation != directory.Member {
		return nil
	}
	if c.Deleted {
		b.roles.DeleteMember(l.Tenant, l.From, l.To)
	} else if from, ok := b.directory.State(l.Tenant, l.From); ok && from.Kind == directory.KindGroup {
		b.roles.PutMember(l.Tenant, l.From, l.To)
	}
	return nil
}

// resource leaves out a resource that cannot be decoded, so that it does not prevent later changes, such as
// revocations, from taking effect.
func (b *builder) resource(c store.Change, r *resource.Resource) error {
	next, err := b.resources.With(r)
	if err != nil {
		b.log.Error("a resource cannot be read and is left out", "error", err, "id", r.ID.String(), "revision", c.Revision)
	}
	if err != nil || c.Deleted {
		next = b.resources.Without(r.ID)
	}
	b.resources = next
	if !ascii.EqualFold(r.Type, resource.TypeSubscription) && !ascii.EqualFold(r.Type, resource.TypeManagementGroup) {
		return nil
	}
	above := resource.Root
	if !c.Deleted && r.ManagedBy != "" {
		if above, err = resource.ParseScope(r.ManagedBy); err != nil {
			b.log.Error("a management group cannot be read and is left out", "error", err, "id", r.ID.String(), "revision", c.Revision)
		}
	}
	b.roles.SetParent(r.ID, above)
	return nil
}

func (b *builder) revokedGrant(c store.Change, g *store.RevokedGrant) error {
	b.directory.RevokeGrant(g.ID, c.At)
	return nil
}

func (b *builder) assignment(c store.Change, a *rbac.Assignment) error {
	if c.Deleted {
		b.roles.DeleteAssignment(a.Tenant, a.Scope, a.Name, c.At)
	} else {
		b.roles.PutAssignment(a)
	}
	return nil
}

func (b *builder) eligibility(c store.Change, e *rbac.Eligibility) error {
	if c.Deleted {
		b.roles.DeleteEligibility(e.Tenant, e.Scope, e.Name)
	} else {
		b.roles.PutEligibility(e)
	}
	return nil
}

func (b *builder) roleDefinition(c store.Change, d *rbac.RoleDefinition) error {
	if c.Deleted {
		b.roles.DeleteRoleDefinition(d.Tenant, d.ID)
	} else {
		b.roles.PutRoleDefinition(d)
	}
	return nil
}

func (b *builder) denyAssignment(c store.Change, d *rbac.DenyAssignment) error {
	if c.Deleted {
		b.roles.DeleteDenyAssignment(d.Tenant, d.Name)
	} else {
		b.roles.PutDenyAssignment(d)
	}
	return nil
}
