package ascii

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"
)

func TestEqualFoldFoldsOnlyASCIILetters(t *testing.T) {
	for _, row := range []struct {
		rule string
		a, b string
		want bool
	}{
		{"letters of either case are equal", "Cognitive Services USER", "cognitive services user", true},
		{"empty equals empty", "", "", true},
		{"different lengths are not equal", "a", "aa", false},
		{"U+017F is not s", "cognitive\u017fervices", "cognitiveservices", false},
		{"U+212A is not k", "\u212aeyless", "keyless", false},
		{"full-width letters are not ASCII", "\uff41rm", "arm", false},
		{"other letters keep their case", "\u00dcnal", "\u00fcnal", false},
		{"equal bytes beyond ASCII are equal", "\u00dcnal", "\u00dcNAL", true},
		{"punctuation 32 apart is not a case pair", "[", "{", false},
		{"@ and backquote are not a case pair", "@", "`", false},
	} {
		if got := EqualFold(row.a, row.b); got != row.want {
			t.Errorf("%s: EqualFold(%q, %q) = %v", row.rule, row.a, row.b, got)
		}
		if got := ToLower(row.a) == ToLower(row.b); got != row.want {
			t.Errorf("%s: ToLower(%q) = %q, ToLower(%q) = %q", row.rule, row.a, ToLower(row.a), row.b, ToLower(row.b))
		}
		if got := ToUpper(row.a) == ToUpper(row.b); got != row.want {
			t.Errorf("%s: ToUpper(%q) = %q, ToUpper(%q) = %q", row.rule, row.a, ToUpper(row.a), row.b, ToUpper(row.b))
		}
		if row.want && !HasPrefixFold(row.a+"/x", row.b) || HasPrefixFold(row.a, row.b+"/x") {
			t.Errorf("%s: HasPrefixFold(%q, %q)", row.rule, row.a, row.b)
		}
	}
}

func TestCaseMappingAgreesWithPackageStringsOnASCII(t *testing.T) {
	err := quick.Check(func(text []byte) bool {
		for i := range text {
			text[i] &= utf8.RuneSelf - 1
		}
		s := string(text)
		return ToLower(s) == strings.ToLower(s) && ToUpper(s) == strings.ToUpper(s) && EqualFold(ToLower(s), ToUpper(s))
	}, nil)
	if err != nil {
		t.Error(err)
	}
}

func TestCaseMappingReturnsUnchangedTextWithoutAllocating(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { _, _ = ToLower("already lower"), ToUpper("UPPER 1") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
