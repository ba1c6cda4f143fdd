// Package telemetry is how busy a server is, and where a call's time went: metrics for Prometheus and OpenTelemetry,
// and spans. It is the only importer of both, and knows nothing else of keyless.
package telemetry
