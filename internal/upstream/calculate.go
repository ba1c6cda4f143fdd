package upstream

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// calculate answers a question that contains an expression, like "what is 6 * (3 + 4)?".
func calculate(text, _ string) string {
	lower := ascii.ToLower(text)
	for word, sign := range map[string]string{" plus ": "+", " minus ": "-", " times ": "*", " divided by ": "/", "×": "*", "÷": "/", "−": "-"} {
		lower = strings.ReplaceAll(lower, word, sign)
	}
	lower = regexp.MustCompile(`(\d)\s+x\s+(\d)`).ReplaceAllString(lower, "$1*$2")
	found := regexp.MustCompile(`^(?:(?:please\s+)?(?:what(?:'s| is)|calculate|compute|how much is|evaluate|solve)\s+)?([-+*/().\d\s]*\d[-+*/().\d\s]*)[=?.!\s]*$`).FindStringSubmatch(lower)
	if found == nil || len(found[1]) > 256 || !strings.ContainsAny(found[1], "+-*/") {
		return ""
	}
	sum := sum{text: strings.Join(strings.Fields(strings.TrimRight(found[1], ".")), "")}
	value := sum.add()
	if sum.at != len(sum.text) || sum.bad {
		return ""
	}
	if math.IsInf(value, 0) || math.IsNaN(value) {
		return "That has no result: one cannot divide by zero."
	}
	return strconv.FormatFloat(math.Round(value*1e9)/1e9, 'f', -1, 64)
}

// sum evaluates + - * / and parentheses in text without spaces.
type sum struct {
	text string
	at   int
	bad  bool
}

func (s *sum) next() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *sum) add() float64 {
	value := s.multiply()
	for s.next() == '+' || s.next() == '-' {
		sign := s.next()
		s.at++
		if right := s.multiply(); sign == '+' {
			value += right
		} else {
			value -= right
		}
	}
	return value
}

func (s *sum) multiply() float64 {
	value := s.factor()
	for s.next() == '*' || s.next() == '/' {
		sign := s.next()
		s.at++
		if right := s.factor(); sign == '*' {
			value *= right
		} else {
			value /= right
		}
	}
	return value
}

func (s *sum) factor() float64 {
	switch c := s.next(); {
	case c == '-':
		s.at++
		return -s.factor()
	case c == '(':
		s.at++
		value := s.add()
		if s.next() != ')' {
			s.bad = true
		}
		s.at++
		return value
	}
	from := s.at
	for c := s.next(); c == '.' || c >= '0' && c <= '9'; c = s.next() {
		s.at++
	}
	value, err := strconv.ParseFloat(s.text[from:s.at], 64)
	if err != nil {
		s.bad = true
	}
	return value
}
