package http1

// The character classes of RFC 9110, sections 5.6.2 and 5.5.

// tokenLow and tokenHigh are bit sets of the token characters below 64, and of those from 64 on.
const (
	tokenLow = 1<<'!' | 1<<'#' | 1<<'$' | 1<<'%' | 1<<'&' | 1<<'\'' | 1<<'*' | 1<<'+' | 1<<'-' | 1<<'.' |
		(1<<10-1)<<'0'
	tokenHigh = 1<<('^'-64) | 1<<('_'-64) | 1<<('`'-64) | 1<<('|'-64) | 1<<('~'-64) |
		(1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64)
)

func isTokenChar(c byte) bool {
	switch {
	case c < 64:
		return uint64(tokenLow)>>c&1 != 0
	case c < 128:
		return uint64(tokenHigh)>>(c-64)&1 != 0
	}
	return false
}

// isToken reports whether s is a token.
func isToken[T ~string | ~[]byte](s T) bool {
	for i := range len(s) {
		if !isTokenChar(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

// isValue reports whether s may be a field's value or a reason phrase: no control character but the tab.
func isValue[T ~string | ~[]byte](s T) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isHost reports whether s can stand in a Host field. What it names is not checked.
func isHost(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case isTokenChar(c), c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return s != ""
}

// trim removes the optional white space around a field's value.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
