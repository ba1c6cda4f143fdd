package metrics

import (
	"strconv"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/metric"
)

// Namespace is the one that all metrics belong to.
const Namespace = "Microsoft.CognitiveServices/accounts"

// kind is how the values of a metric come about.
type kind uint8

const (
	counts   kind = iota // a sum of whole numbers
	lasts                // how long calls took, in milliseconds
	succeeds             // the share of calls that did not fail at the server, in percent
)

// definition is a metric that the account has.
type definition struct {
	name, shown, about, category string
	kind                         kind
	dimensions                   []dimension
	// of reports whether calls of a series count.
	of func(*metric.Series) bool
	// sum is the number that is added up, for counts.
	sum func(*metric.Point) int64
	// dist is how long calls took, for lasts.
	dist func(*metric.Point) *metric.Distribution
}

func (d *definition) unit() string { return [...]string{"Count", "MilliSeconds", "Percent"}[d.kind] }

func (d *definition) primary() string { return [...]string{"Total", "Average", "Average"}[d.kind] }

// aggregations are those that a metric has in Azure's vocabulary.
func (d *definition) aggregations() []string {
	switch d.kind {
	case counts:
		return []string{"Total", "Average", "Count"}
	case lasts:
		return []string{"Average", "Minimum", "Maximum", "Count"}
	}
	return []string{"Average", "Minimum", "Maximum"}
}

// percentiles are aggregations of keyless's own, for metrics of time. Azure Monitor has none.
var percentiles = map[string]float64{"P50": 0.5, "P95": 0.95, "P99": 0.99}

// supports reports whether a metric has an aggregation.
func (d *definition) supports(aggregation string) bool {
	for _, a := range d.aggregations() {
		if a == aggregation {
			return true
		}
	}
	_, percentile := percentiles[aggregation]
	return percentile && d.kind == lasts
}

// dimension is what the values of a metric can be split and filtered by.
type dimension struct {
	name, shown string
	of          func(s *metric.Series, region string) string
}

func dimensions() (apiName, operation, region, stream, deployment, model, version, status dimension) {
	return dimension{"ApiName", "API name", func(s *metric.Series, _ string) string { return s.API }},
		dimension{"OperationName", "Operation name", func(s *metric.Series, _ string) string { return s.Operation }},
		dimension{"Region", "Region", func(_ *metric.Series, region string) string { return region }},
		dimension{"StreamType", "Stream type", func(s *metric.Series, _ string) string {
			if s.Stream {
				return "Streaming"
			}
			return "Non-Streaming"
		}},
		dimension{"ModelDeploymentName", "Model deployment name", func(s *metric.Series, _ string) string { return s.Deployment }},
		dimension{"ModelName", "Model name", func(s *metric.Series, _ string) string { return s.Model }},
		dimension{"ModelVersion", "Model version", func(s *metric.Series, _ string) string { return s.Version }},
		dimension{"StatusCode", "Status code", func(s *metric.Series, _ string) string { return strconv.Itoa(s.Status) }}
}

// Definitions are the metrics that an account has.
type Definitions []definition

// New returns the metrics of an account: those of Azure's that this server measures. The first is the answer to who asks
// for none by name.
func New() Definitions {
	apiName, operation, region, stream, deployment, model, version, status := dimensions()
	calls := []dimension{apiName, operation, region}
	reached := func(s *metric.Series) bool { return s.Deployment != "" }
	answered := func(s *metric.Series) bool { return reached(s) && s.Status > 0 && s.Status < 400 }
	openAI := func(of func(*metric.Series) bool) func(*metric.Series) bool {
		return func(s *metric.Series) bool { return of(s) && ascii.EqualFold(s.Format, "OpenAI") }
	}
	between := func(low, high int) func(*metric.Series) bool {
		return func(s *metric.Series) bool { return s.Status >= low && s.Status < high }
	}
	all := func(*metric.Series) bool { return true }
	requests := func(p *metric.Point) int64 { return p.Requests }
	input := func(p *metric.Point) int64 { return p.Prompt }
	output := func(p *metric.Point) int64 { return p.Completion }
	tokens := func(p *metric.Point) int64 { return p.Tokens }
	took := func(p *metric.Point) *metric.Distribution { return &p.Took }
	firstByte := func(p *metric.Point) *metric.Distribution { return &p.FirstByte }
	betweenTokens := func(p *metric.Point) *metric.Distribution { return &p.BetweenTokens }

	byModel := []dimension{apiName, operation, region, stream, deployment, model, version}
	byStatus := append(byModel[:len(byModel):len(byModel)], status)
	few := []dimension{region, deployment, model, version}
	fewAndAPI := append([]dimension{apiName}, few...)

	const (
		models, modelLatency, modelUsage    = "Models - HTTP Requests", "Models - Latency", "Models - Usage"
		openAICalls, openAILatency, openAIs = "Azure OpenAI - HTTP Requests", "Azure OpenAI - Latency", "Azure OpenAI - Usage"
		cognitive, sli                      = "Cognitive Services - HTTP Requests", "Cognitive Services - SLI"
	)
	return Definitions{
		{name: "ModelRequests", shown: "Model Requests", about: "Calls of models.", category: models, dimensions: byStatus, of: reached, sum: requests},
		{name: "ModelAvailabilityRate", shown: "Model Availability Rate", about: "The share of calls of models that no error of the server ended.", category: models, kind: succeeds, dimensions: few, of: reached},
		{name: "TimeToResponse", shown: "Time to Response", about: "How long calls took until their answer began.", category: modelLatency, kind: lasts, dimensions: byStatus, of: reached, dist: firstByte},
		{name: "TimeToLastByte", shown: "Time to Last Byte", about: "How long calls took until their answer ended.", category: modelLatency, kind: lasts, dimensions: byModel, of: answered, dist: took},
		{name: "NormalizedTimeBetweenTokens", shown: "Time Between Tokens", about: "How long streams took for each token after the first.", category: modelLatency, kind: lasts, dimensions: byModel, of: answered, dist: betweenTokens},
		{name: "InputTokens", shown: "Input Tokens", about: "Tokens of prompts.", category: modelUsage, dimensions: fewAndAPI, of: reached, sum: input},
		{name: "OutputTokens", shown: "Output Tokens", about: "Tokens that models generated.", category: modelUsage, dimensions: fewAndAPI, of: reached, sum: output},
		{name: "TotalTokens", shown: "Total Tokens", about: "Tokens of prompts and those that models generated.", category: modelUsage, dimensions: fewAndAPI, of: reached, sum: tokens},
		{name: "AzureOpenAIRequests", shown: "Azure OpenAI Requests", about: "Calls of models of the format OpenAI.", category: openAICalls, dimensions: byStatus, of: openAI(reached), sum: requests},
		{name: "AzureOpenAIAvailabilityRate", shown: "Azure OpenAI AvailabilityRate", about: "The share of calls of models of the format OpenAI that no error of the server ended.", category: openAICalls, kind: succeeds, dimensions: byModel, of: openAI(reached)},
		{name: "AzureOpenAITimeToResponse", shown: "Time to Response", about: "How long calls of models of the format OpenAI took until their answer began.", category: openAILatency, kind: lasts, dimensions: byStatus, of: openAI(reached), dist: firstByte},
		{name: "AzureOpenAITTLTInMS", shown: "Time to Last Byte", about: "How long calls of models of the format OpenAI took until their answer ended.", category: openAILatency, kind: lasts, dimensions: few, of: openAI(answered), dist: took},
		{name: "AzureOpenAINormalizedTBTInMS", shown: "Time Between Token", about: "How long streams of models of the format OpenAI took for each token after the first.", category: openAILatency, kind: lasts, dimensions: few, of: openAI(answered), dist: betweenTokens},
		{name: "ProcessedPromptTokens", shown: "Processed Prompt Tokens", about: "Tokens of prompts for models of the format OpenAI.", category: openAIs, dimensions: fewAndAPI, of: openAI(reached), sum: input},
		{name: "GeneratedTokens", shown: "Generated Completion Tokens", about: "Tokens that models of the format OpenAI generated.", category: openAIs, dimensions: fewAndAPI, of: openAI(reached), sum: output},
		{name: "TokenTransaction", shown: "Processed Inference Tokens", about: "Tokens of prompts for models of the format OpenAI, and those that they generated.", category: openAIs, dimensions: fewAndAPI, of: openAI(reached), sum: tokens},
		{name: "TotalCalls", shown: "Total Calls", about: "Calls, also those that were refused.", category: cognitive, dimensions: calls, of: all, sum: requests},
		{name: "SuccessfulCalls", shown: "Successful Calls", about: "Calls that were answered with success.", category: cognitive, dimensions: calls, of: between(100, 400), sum: requests},
		{name: "TotalErrors", shown: "Total Errors", about: "Calls that were answered with a status of 400 or more.", category: cognitive, dimensions: calls, of: between(400, 1000), sum: requests},
		{name: "ClientErrors", shown: "Client Errors", about: "Calls that were answered with a status from 400 to 499: those without the data action, too.", category: cognitive, dimensions: calls, of: between(400, 500), sum: requests},
		{name: "ServerErrors", shown: "Server Errors", about: "Calls that were answered with a status of 500 or more.", category: cognitive, dimensions: calls, of: between(500, 1000), sum: requests},
		{name: "BlockedCalls", shown: "Blocked Calls", about: "Calls that were over a quota or a rate limit.", category: cognitive, dimensions: calls, of: between(429, 430), sum: requests},
		{name: "Latency", shown: "Latency", about: "How long calls took.", category: cognitive, kind: lasts, dimensions: calls, of: reached, dist: took},
		{name: "SuccessRate", shown: "AvailabilityRate", about: "The share of calls that no error of the server ended.", category: sli, kind: succeeds, dimensions: calls, of: all},
	}
}

// find returns the metric of a name.
func (all Definitions) find(name string) (*definition, bool) {
	for i := range all {
		if ascii.EqualFold(all[i].name, name) {
			return &all[i], true
		}
	}
	return nil, false
}

// dimension finds a dimension of a metric by name.
func (d *definition) dimension(name string) (dimension, bool) {
	for _, have := range d.dimensions {
		if ascii.EqualFold(have.name, name) {
			return have, true
		}
	}
	return dimension{}, false
}

// Word is a name with what people read in its place.
type Word struct {
	Value string `json:"value"`
	Shown string `json:"localizedValue"`
}

// DefinitionBody is a metric as metricDefinitions shows it.
type DefinitionBody struct {
	ID           string         `json:"id"`
	ResourceID   string         `json:"resourceId"`
	Namespace    string         `json:"namespace"`
	Category     string         `json:"category"`
	Name         Word           `json:"name"`
	About        string         `json:"displayDescription"`
	Required     bool           `json:"isDimensionRequired"`
	Unit         string         `json:"unit"`
	Primary      string         `json:"primaryAggregationType"`
	Supported    []string       `json:"supportedAggregationTypes"`
	Availability []Availability `json:"metricAvailabilities"`
	Dimensions   []Word         `json:"dimensions"`
}

// Availability is an interval at which a metric can be had, and how long.
type Availability struct {
	Grain     string `json:"timeGrain"`
	Retention string `json:"retention"`
}

// List shows all metrics of a resource.
func (all Definitions) List(resource string) []DefinitionBody {
	var available []Availability
	for _, g := range grains() {
		available = append(available, Availability{g.name, "P93D"})
	}
	out := make([]DefinitionBody, 0, len(all))
	for i := range all {
		d := &all[i]
		one := DefinitionBody{
			ID: resource + "/providers/microsoft.insights/metricdefinitions/" + d.name, ResourceID: resource, Namespace: Namespace,
			Category: d.category, Name: Word{d.name, d.shown}, About: d.about, Unit: d.unit(), Primary: d.primary(),
			Supported: d.aggregations(), Availability: available,
		}
		for _, dim := range d.dimensions {
			one.Dimensions = append(one.Dimensions, Word{dim.name, dim.shown})
		}
		out = append(out, one)
	}
	return out
}

// NamespaceBody is a namespace as metricNamespaces shows it.
type NamespaceBody struct {
	ID             string `json:"id"`
	Type           string `json:"type"`
	Name           string `json:"name"`
	Classification string `json:"classification"`
	Properties     struct {
		Name string `json:"metricNamespaceName"`
	} `json:"properties"`
}

// Namespaces shows the namespaces of a resource.
func Namespaces(resource string) []NamespaceBody {
	one := NamespaceBody{
		ID:   resource + "/providers/microsoft.insights/metricnamespaces/" + Namespace,
		Type: "Microsoft.Insights/metricNamespaces", Name: Namespace, Classification: "Platform",
	}
	one.Properties.Name = Namespace
	return []NamespaceBody{one}
}
