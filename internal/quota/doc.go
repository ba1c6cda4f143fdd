// Package quota is how much: requests and tokens a minute, and what was used.
//
// Its rules know neither HTTP nor a store; time is passed in. Callers share no lock: what is counted is in atomic
// numbers, found through maps that never change.
package quota
