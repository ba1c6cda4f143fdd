package insights

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"keyless.dev/keyless/internal/api/arm/provider"
	"keyless.dev/keyless/internal/api/edge"
	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/audit"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/guid"
	"keyless.dev/keyless/internal/resource"
)

// The bounds of a page of the activity log: its events, and the records that one request reads to fill it.
const (
	eventPage = 200
	eventWalk = 5000
)

// listEvents returns the activity log of a subscription: its changes with time and caller, newest first. As on Azure, each
// change is two events, its beginning and its end. Source of the shape and of the filters: az 2.91's monitor
// activity-log and role assignment list-changelogs; Microsoft.Insights api-version 2015-04-01.
func listEvents(c *provider.Call) (edge.Reply, error) {
	query := c.URL.Query()
	wanted, err := readEventFilter(query.Get("$filter"), c.Scope)
	if err != nil {
		return edge.Reply{}, err
	}
	wanted.query.Tenant, wanted.query.Kind, wanted.query.Newest, wanted.query.Limit = c.Tenant, audit.Change, true, eventPage
	skip, err := provider.ReadSkip(query.Get("$skiptoken") + query.Get("$skipToken"))
	if err != nil {
		return edge.Reply{}, err
	}
	wanted.query.After, _ = strconv.ParseInt(skip, 10, 64)
	var names []string
	for name := range strings.SplitSeq(query.Get("$select"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	events := []map[string]any{}
	out := provider.List{}
	for seen, kept := 0, 0; ; {
		records, err := c.Tx.AuditRecords(wanted.query)
		if err != nil {
			return edge.Reply{}, err
		}
		for i := range records {
			wanted.query.After = records[i].Seq
			if !wanted.fits(&records[i]) {
				continue
			}
			kept++
			for _, event := range eventsOf(&records[i]) {
				if wanted.status == "" || ascii.EqualFold(wanted.status, event["status"].(named)["value"]) {
					events = append(events, only(event, names))
				}
			}
		}
		seen += len(records)
		if len(records) < eventPage {
			break
		}
		if kept >= eventPage || seen >= eventWalk {
			query.Del("$skipToken")
			query.Set("$skiptoken", provider.WriteSkip(strconv.FormatInt(wanted.query.After, 10)))
			out.NextLink = c.Origins.ARM + c.URL.EscapedPath() + "?" + query.Encode()
			break
		}
	}
	out.Value = events
	return provider.OK(out)
}

// eventFilter is a parsed $filter of the log.
type eventFilter struct {
	query                    audit.Query
	provider, caller, status string
}

func (f *eventFilter) fits(r *audit.Record) bool {
	namespace, _, _ := strings.Cut(r.Action, "/")
	return (f.provider == "" || ascii.EqualFold(f.provider, namespace)) &&
		(f.caller == "" || ascii.EqualFold(f.caller, r.Name) || ascii.EqualFold(f.caller, r.Principal))
}

func readEventFilter(text string, subscription resource.Scope) (*eventFilter, error) {
	f := &eventFilter{query: audit.Query{ScopeKey: subscription.Key()}}
	terms, err := provider.ReadFilter(text)
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		switch t.Name + " " + t.Operator {
		case "eventtimestamp ge":
			f.query.Since, err = eventTime(t.Value)
		case "eventtimestamp le":
			f.query.Until, err = eventTime(t.Value)
			f.query.Until = f.query.Until.Add(time.Microsecond) // inclusive
		case "resourcegroupname eq":
			err = f.at(subscription, subscription.String()+"/resourceGroups/"+t.Value)
		case "resourceid eq", "resourceuri eq":
			err = f.at(subscription, t.Value)
		case "resourceprovider eq":
			f.provider = t.Value
		case "correlationid eq":
			f.query.ID = t.Value
		case "caller eq":
			f.caller = t.Value
		case "status eq":
			f.status = t.Value
		case "eventchannels eq", "levels eq": // there is only one channel and one level
		default:
			err = provider.InvalidFilter(text)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// at narrows the query to a scope, which must be in the subscription of the request.
func (f *eventFilter) at(subscription resource.Scope, text string) error {
	scope, err := resource.ParseScope(text)
	if err == nil && !subscription.Contains(scope) {
		err = provider.InvalidFilter(text)
	}
	f.query.ScopeKey = scope.Key()
	return err
}

// eventTime parses a time. Without a zone it is UTC.
func eventTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "BadRequest", "The time '%s' in $filter is not valid: write it as 2026-01-31T12:00:00Z.", provider.Clip(text))
}

// named is a value with its display name.
type named map[string]string

func word(value string) named { return named{"value": value, "localizedValue": value} }

// eventsOf returns the end and the beginning of a change, the newer first.
func eventsOf(r *audit.Record) []map[string]any {
	var detail provider.ChangeDetail
	_ = json.Unmarshal(r.Detail, &detail) // written by recordChange
	method, _, _ := strings.Cut(detail.Operation, " ")
	scope, _ := resource.ParseScope(r.Scope)
	namespace, _, _ := strings.Cut(r.Action, "/")
	kind := r.Action[:max(strings.LastIndexByte(r.Action, '/'), 0)]
	caller := r.Name
	if caller == "" {
		caller = r.Principal
	}
	event := func(id, name, shown, status string, sub named, properties map[string]any) map[string]any {
		properties["entity"], properties["message"] = r.Scope, r.Action
		return map[string]any{
			"authorization": map[string]string{"action": r.Action, "scope": r.Scope}, "caller": caller, "channels": "Operation",
			"claims": map[string]string{
				"appid": r.AppID, "ipaddr": r.Address, "name": r.Name,
				"http://schemas.microsoft.com/identity/claims/objectidentifier": r.Principal,
				"http://schemas.microsoft.com/identity/claims/tenantid":         r.Tenant,
			},
			"category": word("Administrative"), "correlationId": r.ID, "description": "", "eventDataId": id,
			"eventName": named{"value": name, "localizedValue": shown}, "eventTimestamp": r.At, "submissionTimestamp": r.At,
			"httpRequest": map[string]string{"clientRequestId": r.ID, "clientIpAddress": r.Address, "method": method},
			"id":          r.Scope + "/events/" + id + "/ticks/" + strconv.FormatInt(r.At.UnixMicro()*10+621355968000000000, 10),
			"level":       "Informational", "operationId": r.ID, "operationName": word(r.Action), "properties": properties,
			"resourceGroupName": scope.ResourceGroup(), "resourceId": r.Scope, "resourceProviderName": word(namespace), "resourceType": word(kind),
			"status": word(status), "subStatus": sub, "subscriptionId": scope.Subscription(), "tenantId": r.Tenant,
		}
	}
	begun, ended := map[string]any{}, map[string]any{"statusCode": http.StatusText(detail.Status)}
	if len(detail.Content) > 0 {
		ended["responseBody"] = string(detail.Content)
		if method == http.MethodPut {
			begun["requestbody"] = string(detail.Content) // Azure spells it in lower case
		}
	}
	status := http.StatusText(detail.Status)
	return []map[string]any{
		event(r.ID, "EndRequest", "End request", "Succeeded", named{
			"value": strings.ReplaceAll(status, " ", ""), "localizedValue": fmt.Sprintf("%s (HTTP Status Code: %d)", status, detail.Status),
		}, ended),
		event(guid.Derive("begin", r.ID), "BeginRequest", "Begin request", "Started", word(""), begun),
	}
}

// only returns the named members, or all if none is named.
func only(event map[string]any, names []string) map[string]any {
	if len(names) == 0 {
		return event
	}
	kept := map[string]any{}
	for have, value := range event {
		for _, name := range names {
			if ascii.EqualFold(have, name) {
				kept[have] = value
			}
		}
	}
	return kept
}

func listEventCategories(*provider.Call) (edge.Reply, error) {
	return provider.OK(provider.List{Value: []named{word("Administrative")}})
}
