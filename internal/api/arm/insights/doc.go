// Package insights serves Microsoft.Insights: the activity log of a subscription, and metrics of accounts, whose rules are in
// package metrics.
//
// API versions: eventtypes 2015-04-01, metrics and metricDefinitions 2018-01-01, metricNamespaces 2017-12-01-preview.
package insights
