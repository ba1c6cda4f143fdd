package oauth

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed errors.txt
var errorTable string

// Explanation describes an AADSTS number for users: what it means and what to do.
type Explanation struct{ What, Cure string }

// Explain explains an AADSTS number; false if keyless never sends it.
func Explain(number int) (Explanation, bool) {
	for line := range strings.SplitSeq(errorTable, "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) == 3 && cells[0] == strconv.Itoa(number) {
			return Explanation{cells[1], cells[2]}, true
		}
	}
	return Explanation{}, false
}

// Numbers returns the AADSTS numbers that Explain knows.
func Numbers() []int {
	var all []int
	for line := range strings.SplitSeq(errorTable, "\n") {
		number, _, _ := strings.Cut(line, " | ")
		if n, err := strconv.Atoi(number); err == nil {
			all = append(all, n)
		}
	}
	return all
}
