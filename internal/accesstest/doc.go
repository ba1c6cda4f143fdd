// Package accesstest runs access tests: files that say who may do what where, and why. It reads the files, compares each
// answer of a Target with what is expected, and reports the results and which role assignments no test relied on.
package accesstest
