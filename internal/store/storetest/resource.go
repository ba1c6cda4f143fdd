package storetest

import (
	"encoding/json"
	"slices"
	"testing"

	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/resource"
	"keyless.dev/keyless/internal/store"
)

const (
	subscription = "/subscriptions/s1"
	rg1          = subscription + "/resourceGroups/rg1"
	rg10         = subscription + "/resourceGroups/rg10"
	account      = rg1 + "/providers/Microsoft.CognitiveServices/accounts/Foundry"
	deployment   = account + "/deployments/chat"
)

func node(t *testing.T, id string) *resource.Resource {
	t.Helper()
	s := scope(t, id)
	return &resource.Resource{ID: s, Tenant: "t1", Name: s.Name(), Type: s.Type()}
}

func putNodes(t *testing.T, db *store.DB, nodes ...string) {
	t.Helper()
	must(t, db, func(tx *store.Tx) {
		for _, id := range nodes {
			ok(t, tx.PutResource(node(t, id)))
		}
	})
}

func resourcesComeBack(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	capacity := 10
	want := node(t, account)
	want.Location, want.Kind, want.SKU = "westeurope", "AIServices", &resource.SKU{Name: "S0", Capacity: &capacity}
	want.Tags = map[string]string{"Ключ": "значение"}
	want.Properties = json.RawMessage(`{"customSubDomainName":"foundry","text":"\u0000<>&"}`)
	want.Secrets = json.RawMessage(`{"key1":{"sealed":"AAE=","hash":"/w=="}}`)
	want.SystemData.CreatedAt = day()
	must(t, db, func(tx *store.Tx) { ok(t, tx.PutResource(want)) })
	one := get[*resource.Resource](t)
	look(t, db, func(tx *store.Tx) {
		same(t, one(tx.Resource(scope(t, "/SUBSCRIPTIONS/S1/resourcegroups/RG1/providers/microsoft.cognitiveservices/ACCOUNTS/foundry"))), want)
		_, err := tx.Resource(scope(t, rg1))
		refused(t, err, fault.NotFound, "ResourceNotFound")
	})
	want.Location = "northeurope"
	must(t, db, func(tx *store.Tx) {
		ok(t, tx.PutResource(want))
		same(t, one(tx.Resource(want.ID)), want)
		ok(t, tx.DeleteResource(want.ID))
		ok(t, tx.DeleteResource(want.ID))
		_, err := tx.Resource(want.ID)
		refused(t, err, fault.NotFound, "")
	})
}

func found(t *testing.T, db *store.DB, q resource.Query) []string {
	t.Helper()
	all := []string{}
	look(t, db, func(tx *store.Tx) {
		for _, r := range get[[]*resource.Resource](t)(tx.Resources(q)) {
			all = append(all, r.ID.String())
		}
	})
	return all
}

func resourceQueries(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	const managementGroup = "/providers/Microsoft.Management/managementGroups/mg"
	putNodes(t, db, deployment, account, rg10, rg1, subscription, managementGroup)
	other := node(t, "/subscriptions/s2")
	other.Tenant = "t2"
	must(t, db, func(tx *store.Tx) { ok(t, tx.PutResource(other)) })
	for _, row := range []struct {
		sentence string
		query    resource.Query
		want     []string
	}{
		{"a whole tenant", resource.Query{Tenant: "T1"}, []string{managementGroup, subscription, rg1, account, deployment, rg10}},
		{"every tenant", resource.Query{}, []string{managementGroup, subscription, rg1, account, deployment, rg10, "/subscriptions/s2"}},
		{"below a group, and not below one that begins with its name", resource.Query{Under: scope(t, rg1)}, []string{account, deployment}},
		{"below a subscription", resource.Query{Under: scope(t, subscription)}, []string{rg1, account, deployment, rg10}},
		{"directly below a subscription", resource.Query{Under: scope(t, subscription), Direct: true}, []string{rg1, rg10}},
		{"directly below the root", resource.Query{Tenant: "t1", Direct: true}, []string{managementGroup, subscription}},
		{"a type, in any case", resource.Query{Type: "microsoft.cognitiveSERVICES/accounts"}, []string{account}},
		{"a name, in any case", resource.Query{Name: "FOUNDRY"}, []string{account}},
		{"the name that the data plane knows, in any case", resource.Query{Host: "Foundry"}, []string{account}},
		{"a name that the data plane does not know", resource.Query{Host: "rg1"}, nil},
		{"a type below a subscription", resource.Query{Under: scope(t, subscription), Type: resource.TypeDeployment}, []string{deployment}},
		{"below what has nothing", resource.Query{Under: scope(t, deployment)}, nil},
	} {
		t.Run(row.sentence, func(t *testing.T) {
			if got := found(t, db, row.query); !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

func resourcePages(t *testing.T, fresh Fresh) {
	db := open(t, fresh(t), store.Options{})
	nodes := []string{subscription, rg1, account, deployment, rg10, subscription + "/resourceGroups/rg-1", subscription + "/resourceGroups/rg_1"}
	putNodes(t, db, nodes...)
	slices.SortFunc(nodes, func(a, b string) int { return compareKeys(scope(t, a), scope(t, b)) })
	got, after := []string{}, ""
	for range nodes {
		page := found(t, db, resource.Query{Tenant: "t1", After: after, Limit: 2})
		if got = append(got, page...); len(page) < 2 {
			break
		}
		after = scope(t, page[1]).Key()
	}
	if !slices.Equal(got, nodes) {
		t.Errorf("got %v, want %v", got, nodes)
	}
}
