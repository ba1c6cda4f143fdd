// Package metric is what was measured: calls of models, added up by minute, kept for 93 days.
//
// Its rules know neither HTTP nor a store; time and randomness are passed in. Callers add to numbers in memory, and a
// Recorder writes them to the store in the background.
package metric
