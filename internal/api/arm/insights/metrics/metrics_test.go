package metrics_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"keyless.dev/keyless/internal/api/arm/insights/metrics"
	"keyless.dev/keyless/internal/fault"
	"keyless.dev/keyless/internal/metric"
)

// stored are rows in memory, as a store's transaction shows them.
type stored map[metric.Series]map[metric.Minute]*metric.Point

func (s stored) MetricSeries(account string) (all []metric.Stored, err error) {
	for series := range s {
		if series.Account == account {
			all = append(all, metric.Stored{ID: series.ID(), Series: series})
		}
	}
	return all, nil
}

func (s stored) EachMetric(id int64, from, before metric.Minute, each func(metric.Minute, []byte) error) error {
	for series, minutes := range s {
		for minute, p := range minutes {
			if series.ID() == id && minute >= from && minute < before {
				if err := each(minute, p.Encode(nil)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (s stored) add(series metric.Series, at time.Time, call metric.Call, times int) {
	if s[series] == nil {
		s[series] = map[metric.Minute]*metric.Point{}
	}
	minute := metric.MinuteOf(at)
	if s[series][minute] == nil {
		s[series][minute] = &metric.Point{}
	}
	for range times {
		s[series][minute].Add(call)
	}
}

var (
	now     = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	account = metrics.Resource{ID: "/subscriptions/S/a", Key: "/subscriptions/s/a", Region: "eastus"}
)

func series(deployment, format string, status int) metric.Series {
	return metric.Series{Account: account.Key, Deployment: deployment, Format: format, Model: "m", Version: "1", API: "Azure OpenAI", Operation: "ChatCompletions_Create", Status: status}
}

func world() stored {
	s := stored{}
	at := now.Add(-10 * time.Minute)
	s.add(series("chat", "OpenAI", 200), at, metric.Call{Prompt: 10, Completion: 5, Tokens: 15, Took: 200 * time.Millisecond, FirstByte: 100 * time.Millisecond}, 3)
	s.add(series("chat", "OpenAI", 200), at.Add(5*time.Minute), metric.Call{Prompt: 10, Completion: 5, Tokens: 15, Took: 400 * time.Millisecond, FirstByte: 300 * time.Millisecond}, 1)
	s.add(series("chat", "OpenAI", 429), at, metric.Call{Took: time.Millisecond}, 2)
	s.add(series("chat", "OpenAI", 502), at.Add(5*time.Minute), metric.Call{Took: time.Second}, 1)
	s.add(series("llama", "Meta", 200), at, metric.Call{Prompt: 1, Completion: 1, Tokens: 2, Took: time.Second, FirstByte: time.Second}, 7)
	s.add(metric.Series{Account: account.Key, API: "Azure OpenAI", Operation: "ChatCompletions_Create", Status: 401}, at, metric.Call{}, 4)
	other := series("chat", "OpenAI", 200)
	other.Account = "/subscriptions/s/b"
	s.add(other, at, metric.Call{Tokens: 1000}, 1000)
	return s
}

func ask(t *testing.T, s stored, query string) (*metrics.Answer, error) {
	t.Helper()
	parameters, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := metrics.New().Parse(parameters, now)
	if err != nil {
		return nil, err
	}
	return q.Answer(account, s)
}

// said is an answer in short: each series with its dimensions and those of its values that are not nothing.
func said(t *testing.T, a *metrics.Answer) string {
	t.Helper()
	var out []string
	for _, m := range a.Value {
		for _, one := range m.Timeseries {
			line := m.Name.Value
			for _, d := range one.Metadata {
				line += " " + d.Name.Value + "=" + d.Value
			}
			for _, v := range one.Data {
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				_, rest, some := strings.Cut(string(text), ",")
				if some && strings.Trim(rest, `"toalcun:0,}`) != "" {
					line += " " + v.At.Format("15:04") + "{" + rest
				}
			}
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func TestAnswersAreWhatWasCounted(t *testing.T) {
	for _, row := range []struct{ because, query, want string }{
		{"the first metric of the last hour by the minute, if nothing is said", "", `ModelRequests 09:20{"total":12} 09:25{"total":2}`},
		{"names without regard to case", "metricnames=modelrequests&aggregation=TOTAL", `ModelRequests 09:20{"total":12} 09:25{"total":2}`},
		{"a longer interval begins where its grain does", "interval=PT15M", `ModelRequests 09:15{"total":14}`},
		{"an interval as az writes it", "interval=PT60M", `ModelRequests 08:00{"total":0}`[:13] + ` 09:00{"total":14}`},
		{"one interval for the whole timespan", "interval=FULL", `ModelRequests 08:30{"total":14}`},
		{"the end is not part of the timespan", "timespan=2026-11-23T09:00:00Z/2026-11-23T09:25:00Z", `ModelRequests 09:20{"total":12}`},
		{"the minute of the start is", "timespan=2026-11-23T09:20:59Z/2026-11-23T09:21:00Z", `ModelRequests 09:20{"total":12}`},
		{"a time without a zone is UTC, and may be encoded twice", "timespan=2026-11-23T09%253A20%253A00.5%252F2026-11-23T09%253A21%253A00", `ModelRequests 09:20{"total":12}`},
		{"a timespan that is a duration ends now", "timespan=PT6M", `ModelRequests 09:25{"total":2}`},
		{"split by deployment, the largest first", "$filter=ModelDeploymentName eq '*'&interval=PT1H", "ModelRequests modeldeploymentname=chat 09:00{\"total\":7}\nModelRequests modeldeploymentname=llama 09:00{\"total\":7}"},
		{"split by two", "$filter=modeldeploymentname eq 'chat' and StatusCode eq '*'&interval=PT1H&orderby=total asc", "ModelRequests modeldeploymentname=chat statuscode=502 09:00{\"total\":1}\nModelRequests modeldeploymentname=chat statuscode=429 09:00{\"total\":2}\nModelRequests modeldeploymentname=chat statuscode=200 09:00{\"total\":4}"},
		{"one of several values", "$filter=StatusCode eq '429' or StatusCode eq '502'&interval=PT1H", "ModelRequests statuscode=429 09:00{\"total\":2}\nModelRequests statuscode=502 09:00{\"total\":1}"},
		{"all but a value", "$filter=(StatusCode ne '200')&interval=PT1H", "ModelRequests statuscode=429 09:00{\"total\":2}\nModelRequests statuscode=502 09:00{\"total\":1}"},
		{"rolled up", "$filter=StatusCode eq '429' or StatusCode eq '502'&rollupby=StatusCode&interval=PT1H", `ModelRequests 09:00{"total":3}`},
		{"the first of an order", "$filter=StatusCode eq '*'&top=1&orderby=sum desc&interval=PT1H", `ModelRequests statuscode=200 09:00{"total":11}`},
		{"by region", "$filter=Region eq 'EastUS'&interval=PT1H", `ModelRequests region=eastus 09:00{"total":14}`},
		{"no combination fits", "$filter=StatusCode eq '500'", ``},
		{"tokens", "metricnames=InputTokens,OutputTokens,TotalTokens&interval=PT1H", "InputTokens 09:00{\"total\":47}\nOutputTokens 09:00{\"total\":27}\nTotalTokens 09:00{\"total\":74}"},
		{"metrics of Azure OpenAI leave other models out", "metricnames=AzureOpenAIRequests,TokenTransaction&interval=PT1H", "AzureOpenAIRequests 09:00{\"total\":7}\nTokenTransaction 09:00{\"total\":60}"},
		{"refused calls are calls and errors", "metricnames=TotalCalls,ClientErrors,ServerErrors,TotalErrors,SuccessfulCalls,BlockedCalls&interval=PT1H", "TotalCalls 09:00{\"total\":18}\nClientErrors 09:00{\"total\":6}\nServerErrors 09:00{\"total\":1}\nTotalErrors 09:00{\"total\":7}\nSuccessfulCalls 09:00{\"total\":11}\nBlockedCalls 09:00{\"total\":2}"},
		{"time in milliseconds", "metricnames=TimeToResponse&aggregation=average,minimum,maximum,count&interval=PT1H&$filter=ModelDeploymentName eq 'chat'", `TimeToResponse modeldeploymentname=chat 09:00{"average":150,"minimum":100,"maximum":300,"count":4}`},
		{"the average is a metric of time's own", "metricnames=TimeToResponse&interval=PT5M&$filter=ModelDeploymentName eq 'chat'", `TimeToResponse modeldeploymentname=chat 09:20{"average":100} 09:25{"average":300}`},
		{"availability", "metricnames=ModelAvailabilityRate&aggregation=average,minimum,maximum&interval=PT1H&$filter=ModelDeploymentName eq 'chat'", `ModelAvailabilityRate modeldeploymentname=chat 09:00{"average":85.71428571428571,"minimum":50,"maximum":100}`},
	} {
		t.Run(row.because, func(t *testing.T) {
			a, err := ask(t, world(), row.query)
			if err != nil {
				t.Fatal(err)
			}
			if got := said(t, a); got != row.want {
				t.Errorf("got\n%s\nwant\n%s", got, row.want)
			}
		})
	}
}

func TestPercentilesAreThereForTimes(t *testing.T) {
	a, err := ask(t, world(), "metricnames=TimeToLastByte&aggregation=P50,p95,P99&interval=FULL")
	if err != nil {
		t.Fatal(err)
	}
	v := a.Value[0].Timeseries[0].Data[0]
	if v.P50 == nil || *v.P50 < 900 || *v.P50 > 1000 || v.P95 == nil || *v.P95 < 900 || v.P99 == nil {
		t.Errorf("%+v", v)
	}
}

func TestAccountsWithoutCallsHaveOneEmptySeries(t *testing.T) {
	a, err := ask(t, stored{}, "timespan=PT5M")
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Value) != 1 || len(a.Value[0].Timeseries) != 1 || len(a.Value[0].Timeseries[0].Data) != 5 || *a.Value[0].Timeseries[0].Data[0].Total != 0 {
		t.Errorf("%+v", a)
	}
	if a, err = ask(t, stored{}, "$filter=ModelName eq '*'"); err != nil || len(a.Value[0].Timeseries) != 0 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestMetadataResultHasNoValues(t *testing.T) {
	a, err := ask(t, world(), "resultType=Metadata&$filter=ModelDeploymentName eq '*'")
	if err != nil || len(a.Value[0].Timeseries) != 2 || a.Value[0].Timeseries[0].Data != nil {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	for _, row := range []struct{ because, query, want string }{
		{"a metric that is none", "metricnames=Nothing", "Failed to find metric configuration for provider: Microsoft.CognitiveServices, resource Type: accounts, metric: Nothing, Valid metrics: ModelRequests,"},
		{"another namespace", "metricnamespace=Microsoft.Web/sites", "is not a supported platform metric namespace"},
		{"an aggregation that is none", "aggregation=Median", "Aggregation type Median is not valid"},
		{"one that the metric has not", "aggregation=Maximum", "does not support the requested aggregations"},
		{"percentiles of a count", "aggregation=P95", "does not support the requested aggregations"},
		{"an interval that is none", "interval=1m", "Invalid interval"},
		{"one that nobody has", "interval=PT7M", "Detected invalid time grain input 'PT7M'"},
		{"units out of order", "interval=PT1M1H", "Invalid interval"},
		{"a timespan that is none", "timespan=yesterday", "Invalid timespan"},
		{"one that ends before it begins", "timespan=2026-11-23T09:00:00Z/2026-11-23T08:00:00Z", "not before its end"},
		{"a year and more", "timespan=1971-01-01/2026-01-01", "longer than a year"},
		{"too many points", "timespan=P60D&interval=PT1M", "points at the interval PT1M"},
		{"a dimension that is none", "$filter=Colour eq '*'", "does not support requested dimension combination: colour, supported ones are: ApiName,"},
		{"or between dimensions", "$filter=ModelName eq 'a' or StatusCode eq '200'", "Invalid filter"},
		{"one dimension with two values at once", "$filter=ModelName eq 'a' and ModelName eq 'b'", "Invalid filter"},
		{"parentheses around several", "$filter=(ModelName eq 'a' and ApiName eq 'b') or ApiName eq 'c'", "Invalid filter"},
		{"a text that does not end", "$filter=ModelName eq 'a", "Invalid filter"},
		{"a parenthesis that does not close", "$filter=(ModelName eq 'a'", "Invalid filter"},
		{"no series", "top=0", "of top"},
		{"an order that is none", "orderby=name", "Invalid orderby"},
		{"an order that the metric has not", "orderby=maximum desc", "cannot be ordered"},
		{"a result that is none", "resultType=All", "resultType"},
	} {
		t.Run(row.because, func(t *testing.T) {
			_, err := ask(t, world(), row.query)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestDefinitionsNameEachMetricOnce(t *testing.T) {
	var names []string
	for _, d := range metrics.New().List(account.ID) {
		if slices.Contains(names, d.Name.Value) {
			t.Errorf("%s is there twice", d.Name.Value)
		}
		names = append(names, d.Name.Value)
		if len(d.Dimensions) == 0 || !slices.Contains(d.Supported, d.Primary) || d.Availability[0] != (metrics.Availability{Grain: "PT1M", Retention: "P93D"}) {
			t.Errorf("%+v", d)
		}
	}
	for _, want := range []string{"ModelRequests", "InputTokens", "OutputTokens", "TotalTokens", "TimeToResponse", "AzureOpenAIRequests", "ProcessedPromptTokens", "GeneratedTokens", "TokenTransaction", "AzureOpenAITimeToResponse", "SuccessfulCalls", "TotalErrors", "BlockedCalls", "Latency"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"$filter=A eq 'b'", "timespan=P1D&interval=PT1H&top=3&orderby=total desc", "$filter=(ModelName eq 'a''b' or ModelName eq '*') and StatusCode ne '1'", "timespan=2026-01-01/2026-01-02", "interval=FULL"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parameters, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		if q, err := metrics.New().Parse(parameters, now); err == nil {
			if _, err := q.Answer(account, world()); err != nil && !fault.Is(err, fault.Invalid) {
				t.Error(err)
			}
		}
	})
}
