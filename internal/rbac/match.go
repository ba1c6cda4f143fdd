package rbac

import "strings"

// pattern is an action pattern made ready for matching. Azure compares actions without regard to case, and '*'
// stands for any run of characters, '/' included (wire facts: C.2). A pattern covers a whole action, never a part.
type pattern struct {
	text   string // in lower case
	star   bool
	prefix string   // before the first '*'; all of it without one
	middle []string // between the first '*' and the last
	suffix string   // after the last '*'
}

func compilePattern(text string) pattern {
	text = lowerASCII(text)
	first := strings.IndexByte(text, '*')
	if first < 0 {
		return pattern{text: text, prefix: text}
	}
	last := strings.LastIndexByte(text, '*')
	p := pattern{text: text, star: true, prefix: text[:first], suffix: text[last+1:]}
	if first < last {
		for part := range strings.SplitSeq(text[first+1:last], "*") {
			if part != "" {
				p.middle = append(p.middle, part)
			}
		}
	}
	return p
}

// match reports whether p covers action, which is in lower case. It does not allocate.
func (p *pattern) match(action string) bool {
	if !p.star {
		return action == p.prefix
	}
	if len(action) < len(p.prefix)+len(p.suffix) || !strings.HasPrefix(action, p.prefix) || !strings.HasSuffix(action, p.suffix) {
		return false
	}
	rest := action[len(p.prefix) : len(action)-len(p.suffix)]
	for _, part := range p.middle {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return true
}

// lowerASCII folds the letters A to Z only: what other alphabets hold never equals an action, whatever Unicode says
// of its case.
func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' {
			return lowerFrom(s, i)
		}
	}
	return s
}

func lowerFrom(s string, first int) string {
	lower := []byte(s)
	for i := first; i < len(lower); i++ {
		if c := lower[i]; 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
