package provider

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/rbac"
	"keyless.dev/keyless/internal/resource"
)

// waiting is work that a client is told to wait for. The work itself is done: what takes time is the telling, so that
// clients can be seen to wait as they must on Azure. All that is known of it is in the address that the client polls,
// sealed, so it outlives a restart and is the same on every replica.
type waiting struct {
	Tenant    string         `json:"t"`
	By        rbac.Principal `json:"by"`
	Scope     string         `json:"s"`
	Method    string         `json:"m"`
	StartedAt time.Time      `json:"at"`
	Took      time.Duration  `json:"d"`
}

// sealedOperation is what operations are sealed as.
const sealedOperation = "asynchronous operation"

// slow reports whether Azure answers a write of this kind before it is done.
func slow(method string, scope resource.Scope) bool {
	switch scope.Type() {
	case resource.TypeAccount, resource.TypeDeployment, resource.TypeProject:
		return true
	case resource.TypeResourceGroup:
		return method == http.MethodDelete
	}
	return false
}

// later turns the answer to a write into the promise of one, as Azure gives it, where the server was told to:
// Azure-AsyncOperation with 201 or 200 for what is put, with 202 for what is patched, and with 202 and Location as well
// for what is deleted.
func (c *Call) later(done edge.Reply) edge.Reply {
	if c.Async <= 0 || done.Status == http.StatusNoContent || c.Method == http.MethodPost || !slow(c.Method, c.Scope) {
		return done
	}
	if full, err := resource.ParseScope(c.URL.Path); err != nil || !full.Equal(c.Scope) {
		return done // about something else at this scope: a lock, an assignment, tags
	}
	op := waiting{c.Tenant, c.Caller.Principal, c.Scope.String(), c.Method, c.Change.At, c.Async}
	id := base64.RawURLEncoding.EncodeToString(c.Box.Seal(Encode(op), sealedOperation))
	at := c.Origins.ARM + "/subscriptions/" + c.Scope.Subscription()
	version := "?api-version=" + c.URL.Query().Get("api-version")
	later := edge.Reply{Status: done.Status, Header: http.Header{
		"Azure-Asyncoperation": {at + "/operationStatuses/" + id + version},
		"Retry-After":          {seconds(c.Async)},
	}}
	if c.Method != http.MethodPut {
		later.Status = http.StatusAccepted
	}
	if c.Method == http.MethodDelete {
		later.Header.Set("Location", at+"/operationresults/"+id+version)
		return later
	}
	if shown, is := done.Body.(*Body); is {
		accepted := *shown
		if properties, is := shown.Properties.(map[string]any); is {
			properties = maps.Clone(properties)
			properties["provisioningState"] = "Accepted"
			accepted.Properties = properties
		}
		later.Body = &accepted
	}
	return later
}

// seconds is a duration for Retry-After, rounded up and at least one: without one clients wait half a minute.
func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second)))
}

// operation opens the address of an operation. It is there for who began it alone.
func (c *Call) operation() (waiting, time.Duration, error) {
	var op waiting
	missing := fault.New(fault.NotFound, "OperationNotFound", "The operation '%s' is not found.", Clip(c.Vars["operation"]))
	sealed, err := base64.RawURLEncoding.DecodeString(c.Vars["operation"])
	if err != nil {
		return op, 0, missing
	}
	plain, err := c.Box.Open(sealed, sealedOperation)
	if err != nil || json.Unmarshal(plain, &op) != nil || !ascii.EqualFold(op.By.Object, c.Caller.Object) || !ascii.EqualFold(op.By.Tenant, c.Caller.Tenant) {
		return op, 0, missing
	}
	return op, op.StartedAt.Add(op.Took).Sub(c.Now()), nil
}

// ShowOperation answers at the address in Azure-AsyncOperation.
func ShowOperation(c *Call) (edge.Reply, error) {
	op, left, err := c.operation()
	if err != nil {
		return edge.Reply{}, err
	}
	out := map[string]any{"id": c.URL.Path, "name": c.Vars["operation"], "status": "Succeeded", "startTime": op.StartedAt, "resourceId": op.Scope}
	if left > 0 {
		out["status"] = "InProgress"
		return edge.Reply{Status: http.StatusOK, Header: http.Header{"Retry-After": {seconds(left)}}, Body: out}, nil
	}
	out["endTime"] = op.StartedAt.Add(op.Took)
	return OK(out)
}

// ShowOperationResult answers at the address in Location: 202 until it is done.
func ShowOperationResult(c *Call) (edge.Reply, error) {
	_, left, err := c.operation()
	if err != nil {
		return edge.Reply{}, err
	}
	if left > 0 {
		return edge.Reply{Status: http.StatusAccepted, Header: http.Header{
			"Location": {c.Origins.ARM + c.URL.EscapedPath() + "?" + c.URL.RawQuery}, "Retry-After": {seconds(left)},
		}}, nil
	}
	return Reply(http.StatusOK, nil)
}
