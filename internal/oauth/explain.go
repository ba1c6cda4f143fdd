package oauth

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed errors.txt
var errorTable string

// Explanation is what a person is told of an AADSTS number.
type Explanation struct{ What, Cure string }

// Explain finds what an AADSTS number means; false for one that is never sent.
func Explain(number int) (Explanation, bool) {
	for line := range strings.SplitSeq(errorTable, "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) == 3 && cells[0] == strconv.Itoa(number) {
			return Explanation{cells[1], cells[2]}, true
		}
	}
	return Explanation{}, false
}

// Numbers lists the AADSTS numbers that are explained.
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
