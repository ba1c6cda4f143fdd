//go:build soak

package soak

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
	"keyless.dev/keyless/internal/store/pgtest"
)

// accountsTemplate returns a template with count accounts.
func accountsTemplate(prefix string, count int) map[string]any {
	name := fmt.Sprintf("[format('%s-{0}', copyIndex())]", prefix)
	return map[string]any{"properties": map[string]any{"mode": "Incremental", "template": map[string]any{
		"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
		"resources": []any{map[string]any{
			"type": "Microsoft.CognitiveServices/accounts", "apiVersion": "2024-10-01", "name": name, "location": "eastus2", "kind": "AIServices",
			"sku": map[string]any{"name": "S0"}, "copy": map[string]any{"name": "all", "count": count}, "properties": map[string]any{"customSubDomainName": name},
		}},
	}}}
}

// must sends a request to Resource Manager and requires success, unless ctx ends first. On a busy machine a dry run may
// time out.
func (r *replica) must(ctx context.Context, method, path string, body any) {
	status, text, err := r.arm(ctx, method, path, body)
	if ctx.Err() == nil && (err != nil || status >= 300 && status != http.StatusGatewayTimeout) {
		r.Errorf("%s %s: %d %.300s %v", method, path, status, text, err)
	}
}

// during runs work in several loops until the returned function is called, which returns the number of runs.
func during(loops int, work func(ctx context.Context, loop, n int)) (end func() int) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	counts := make([]int, loops)
	for loop := range loops {
		running.Go(func() {
			for ctx.Err() == nil {
				work(ctx, loop, counts[loop])
				counts[loop]++
			}
		})
	}
	return func() int {
		cancel()
		running.Wait()
		all := 0
		for _, n := range counts {
			all += n
		}
		return all
	}
}

// refused is a register whose role assignment is never created: its calls are refused, and each refusal is stored
// before the response.
const refused = callers*accounts - 1

// long reports whether the run is longer than in CI. Measurements then take longer, and stores are larger.
func long() bool { return *seconds > 120 }

// measured returns the duration of each measurement.
func measured() time.Duration {
	if long() {
		return 1500 * time.Millisecond
	}
	return 600 * time.Millisecond
}

// holding fills a store with role assignments: as many as an organization may have, or few in a short run.
func holding(t *testing.T, address string) {
	t.Helper()
	count := 1000
	if long() {
		count = 100_000
	}
	db, err := store.Open(t.Context(), address, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for first := 0; first < count; first += 1000 {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for n := first; n < first+1000; n++ {
				err := tx.PutAssignment(&rbac.Assignment{
					Name: fmt.Sprint("held-", n), Tenant: "held", Scope: resource.MustScope(fmt.Sprintf("/subscriptions/s%d/resourceGroups/g%d", n%100, n%1000)),
					RoleID: "a97b65f3-24c7-4388-baec-2e87135dc908", PrincipalID: fmt.Sprint("group-", n), PrincipalType: rbac.Group,
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("the store holds %d role assignments of others", count)
}

// beside measures allowed and refused calls, alternating between no other work and work of the control plane.
func beside(t *testing.T, l *lab) {
	r := l.replicas[0]
	r.allow(0)
	scope := "/subscriptions/" + l.ids.subscription + "/resourceGroups/" + group
	deployments := scope + "/providers/Microsoft.Resources/deployments/"
	type row struct {
		name  string
		loops int
		work  func(ctx context.Context, loop, n int)
	}
	rows := []row{
		{"nothing", 0, nil},
		{"what-ifs of 800 accounts, 4 loops", 4, func(ctx context.Context, loop, _ int) {
			r.must(ctx, http.MethodPost, deployments+fmt.Sprintf("what-%d/whatIf?api-version=2022-09-01", loop), accountsTemplate("what", 800))
		}},
		{"deployments of 200 accounts", 1, func(ctx context.Context, _, n int) {
			r.must(ctx, http.MethodPut, deployments+fmt.Sprintf("big-%d?api-version=2022-09-01", n), accountsTemplate(fmt.Sprintf("big%d", n), 200))
		}},
		{"role assignments, 4 loops", 4, func(_ context.Context, loop, n int) {
			// Each is made and removed, as long as it is asked for.
			register := callers + loop + 4*(n/2%50)
			if status, err := r.set(context.Background(), register, n%2 == 0); err != nil || status >= 300 {
				t.Errorf("a role assignment: %d %v", status, err)
			}
		}},
	}
	count := 2000
	if long() {
		count = 100_000
	}
	rows = append(rows, row{fmt.Sprintf("keyless apply of %d members of groups", count), 1, r.applied(count)})
	if l.server != nil {
		db, err := sql.Open("pgx", l.database)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		rows = append(rows, row{"VACUUM ANALYZE in a loop", 1, func(ctx context.Context, _, _ int) {
			if _, err := db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil && ctx.Err() == nil {
				t.Errorf("VACUUM: %v", err)
			}
		}})
	}
	r.load(time.Second) // warm-up
	allowed, denied, done := make([][]load, len(rows)), make([][]load, len(rows)), make([]int, len(rows))
	collected := make([]collection, len(rows))
	for range 3 {
		for i, row := range rows {
			before := r.collection()
			end := during(row.loops, row.work)
			allowed[i] = append(allowed[i], r.load(measured()))
			denied[i] = append(denied[i], r.loadOf(measured(), refused, http.StatusUnauthorized))
			done[i] += end()
			collected[i].add(r.collection(), before)
		}
	}
	for i, row := range rows {
		compare(t, row.name, median(allowed[i]), median(allowed[0]), median(denied[i]), median(denied[0]))
		t.Logf("    done %d times; %s", done[i], &collected[i])
	}
}

// compare logs both loads, and fails if the rate of calls drops by more than half.
func compare(t *testing.T, name string, allowed, alone, denied, deniedAlone load) {
	t.Helper()
	line := func(l, alone load) string {
		return fmt.Sprintf("%5.0f/s (%3.0f %%), p99 %s (%.1f times)", l.perSecond, 100*l.perSecond/alone.perSecond, l.p99.Round(100*time.Microsecond), float64(l.p99)/float64(alone.p99))
	}
	t.Logf("beside %s: allowed %s; refused %s", name, line(allowed, alone), line(denied, deniedAlone))
	if allowed.failed+denied.failed > 0 {
		t.Errorf("beside %s: %d calls failed", name, allowed.failed+denied.failed)
	}
	if allowed.perSecond < alone.perSecond/4 {
		t.Errorf("beside %s: most of the calls are gone", name)
	}
}

func TestCallsBesideControlPlaneWorkOnSQLite(t *testing.T) {
	l := emptyLab(t)
	holding(t, l.sqlite(0))
	beside(t, l.run(1, ""))
}

func TestCallsBesideControlPlaneWorkOnPostgreSQL(t *testing.T) {
	l := emptyLab(t)
	l.server = pgtest.Start(t)
	l.database = l.server.Database(t)
	holding(t, l.database)
	beside(t, l.run(1, available))
}

// collection is the resource use of a process and its garbage collector.
type collection struct{ time, cpu, collector, assists, paused, cycles, allocated float64 }

// metricValues reads the replica's metrics.
func (r *replica) metricValues() map[string]float64 {
	r.Helper()
	response, err := http.Get("http://" + r.metrics + "/metrics")
	if err != nil {
		r.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		r.Fatal(err)
	}
	values := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			values[name], _ = strconv.ParseFloat(value, 64)
		}
	}
	return values
}

// slices is how many slices of upkeep the replica has done.
func (r *replica) slices() (n float64) {
	r.Helper()
	for name, value := range r.metricValues() {
		if strings.HasPrefix(name, "keyless_store_duration_seconds_count{") && strings.Contains(name, `"upkeep"`) {
			n += value
		}
	}
	return n
}

// collection reads what the replica did, and its garbage collector.
func (r *replica) collection() collection {
	r.Helper()
	values := r.metricValues()
	of := func(name string) float64 {
		value, ok := values[name]
		if !ok {
			r.Fatalf("there is no metric %s", name)
		}
		return value
	}
	return collection{
		r.clock().Seconds(), of("process_cpu_seconds_total"), of("go_gc_cpu_seconds_total"), of("go_gc_mark_assist_cpu_seconds_total"),
		of("go_gc_duration_seconds_sum"), of("go_gc_duration_seconds_count"), of("go_memstats_alloc_bytes_total"),
	}
}

// add adds the difference of two readings.
func (c *collection) add(after, before collection) {
	c.time += after.time - before.time
	c.cpu += after.cpu - before.cpu
	c.collector += after.collector - before.collector
	c.assists += after.assists - before.assists
	c.paused += after.paused - before.paused
	c.cycles += after.cycles - before.cycles
	c.allocated += after.allocated - before.allocated
}

// String relates the collector's time to that of all processors. Both are wall-clock times, unlike the process's own.
func (c *collection) String() string {
	all := c.time * float64(runtime.NumCPU())
	return fmt.Sprintf("%.2f processors; %.1f garbage collections a second, %.1f %% of the time of all processors, %.2f %% in the goroutines of requests, %.2f ms of pause each; %.0f MB allocated a second",
		c.cpu/c.time, c.cycles/c.time, 100*c.collector/all, 100*c.assists/all, 1000*c.paused/max(1, c.cycles), c.allocated/c.time/1e6)
}

// TestCallsBesideTheRemovalOfOldRecords starts a server whose store has many expired audit records. The file must shrink when they
// are removed.
func TestCallsBesideTheRemovalOfOldRecords(t *testing.T) {
	const old = 300_000
	l := emptyLab(t)
	db, err := store.Open(t.Context(), l.sqlite(0), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-100 * 24 * time.Hour)
	for first := 0; first < old; first += 1000 {
		records := make([]audit.Record, 1000)
		for i := range records {
			records[i] = audit.Record{ID: fmt.Sprint("old-", first+i), At: at, Kind: audit.Decision, Tenant: "old", Allowed: true}
		}
		if err := db.AppendAudit(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(l.dir, "replica-0", "keyless.db"))
	if err != nil {
		t.Fatal(err)
	}
	full := info.Size()
	l.run(1, "")
	r := l.replicas[0]
	r.allow(0)
	over := func() bool {
		text, _ := os.ReadFile(r.log())
		return bytes.Contains(text, []byte("expired audit records were removed"))
	}
	if over() {
		t.Fatal("the removal is over before there were calls: it needs more records")
	}
	allowed := []load{r.load(2 * time.Second)}
	denied := []load{r.loadOf(2*time.Second, refused, http.StatusUnauthorized)}
	for deadline := time.Now().Add(3 * time.Minute); !over(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the removal does not end")
		}
	}
	before := r.slices()
	shrinking, deniedShrinking := r.load(time.Second), r.loadOf(time.Second, refused, http.StatusUnauthorized)
	steps := r.slices() - before
	if steps == 0 {
		t.Error("the file became smaller before there were calls: it needs more records")
	}
	path := filepath.Join(r.dir, "keyless.db")
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if info, err := os.Stat(path); err != nil {
			t.Fatal(err)
		} else if info.Size() < full/2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the file does not become smaller")
		}
	}
	alone, deniedAlone := r.load(2*time.Second), r.loadOf(2*time.Second, refused, http.StatusUnauthorized)
	compare(t, "the removal of old records", median(allowed), alone, median(denied), deniedAlone)
	compare(t, fmt.Sprintf("shrinking of the file, %.0f steps", steps), shrinking, alone, deniedShrinking, deniedAlone)
}
