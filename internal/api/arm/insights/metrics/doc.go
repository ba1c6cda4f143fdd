// Package metrics is Azure Monitor's metrics of a Cognitive Services account: which there are, what a request asks of
// them, and the answer. It knows no HTTP but the parameters of the request and the shape of the answer.
//
// Sources: Microsoft.Insights api-versions 2018-01-01 (metrics, metricDefinitions) and 2017-12-01-preview
// (metricNamespaces), which az 2.91 asks for; Azure Monitor's list of supported metrics of
// Microsoft.CognitiveServices/accounts, for names, units, dimensions and aggregations.
package metrics
