package quotastore

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"testing"

	"keyless.dev/keyless/internal/quota"
)

func TestRepliesOutOfBoundsAreRefused(t *testing.T) {
	for because, text := range map[string]string{
		"a kind that is not known":          "%1\r\n",
		"no kind":                           "\r\n",
		"a line without its end":            "+OK\n",
		"a line that does not end":          "+" + strings.Repeat("x", 4*maxLine),
		"a length that is no number":        "$ten\r\n",
		"a string that does not exist":      "$-1\r\n",
		"a string that fills the memory":    "$9223372036854775807\r\n",
		"a string of a gigabyte":            "$1073741824\r\n",
		"a string that is longer than said": "$1\r\nabc\r\n",
		"an array that fills the memory":    "*2147483647\r\n",
		"an array in an array":              "*1\r\n*1\r\n:1\r\n",
		"an array below zero":               "*-1\r\n",
		"a number beyond what there is":     ":9223372036854775808\r\n",
	} {
		if got, err := readReply(bufio.NewReaderSize(strings.NewReader(text), maxLine)); !errors.Is(err, errProtocol) {
			t.Errorf("%s: %+v, %v", because, got, err)
		}
	}
}

func TestAnswersThatTheScriptCannotGiveAreRefused(t *testing.T) {
	asks := []quota.Ask{{Key: "k", Limit: 60, Need: 2, Want: 3}}
	numbers := func(all ...int64) (r reply) {
		for _, n := range all {
			r.list = append(r.list, reply{kind: ':', n: n})
		}
		return r
	}
	for because, got := range map[string]reply{
		"too few values":                  numbers(0, 2, 0),
		"too many values":                 numbers(0, 2, 0, 0, 0),
		"a text":                          {list: []reply{{kind: ':'}, {kind: '$', n: 1}, {kind: ':'}, {kind: ':'}}},
		"less than was needed":            numbers(0, 1, 0, 0),
		"more than was wanted":            numbers(0, 6, 0, 0),
		"a gift to one who is refused":    numbers(1, 2, 0, 10),
		"an amount below zero":            numbers(0, -2, 0, 0),
		"a bucket that was not asked for": numbers(2, 0, 0, 0),
		"a wait for more than a minute":   numbers(1, 0, 0, 60_000_001),
		"more taken than a minute's":      numbers(0, 2, 60_000_001, 0),
	} {
		if answer, err := readAnswer(asks, got); !errors.Is(err, errProtocol) {
			t.Errorf("%s: %+v, %v", because, answer, err)
		}
	}
	if answer, err := readAnswer(asks, numbers(0, 5, 60_000_000, 0)); err != nil || answer.Refused != -1 || answer.Grants[0].Given != 5 {
		t.Errorf("what the script answers: %+v, %v", answer, err)
	}
}

func TestAddressesOfQuotaStores(t *testing.T) {
	for text, want := range map[string]Config{
		"redis://valkey:6379":            {Address: "valkey:6379"},
		"valkey://valkey":                {Address: "valkey:6379"},
		"rediss://u:p@[2001:db8::1]:1/7": {Address: "[2001:db8::1]:1", TLS: true, User: "u", Password: "p", Database: 7},
		"valkeys://:p@v.example.com/":    {Address: "v.example.com:6379", TLS: true, Password: "p"},
	} {
		if got, err := ParseURL(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for because, text := range map[string]string{
		"another scheme":                     "http://valkey:6379",
		"no host":                            "redis://:6379",
		"a database that is no number":       "redis://valkey/prod",
		"a database below zero":              "redis://valkey/-1",
		"a setting that would not be obeyed": "redis://valkey?ssl=true",
		"no address":                         "redis://va lkey",
	} {
		if got, err := ParseURL(text); err == nil {
			t.Errorf("%s: %+v", because, got)
		}
	}
}

// TestRepliesFitAllQuotasOfAnAccount is about 500 quotas that count together, with two limits each, besides those of a
// deployment and of a caller.
func TestRepliesFitAllQuotasOfAnAccount(t *testing.T) {
	const values = 1 + 3*(2*500+6)
	text := fmt.Sprintf("*%d\r\n", values) + strings.Repeat(":0\r\n", values)
	if got, err := readReply(bufio.NewReaderSize(strings.NewReader(text), maxLine)); err != nil || len(got.list) != values {
		t.Errorf("%d values, %v", len(got.list), err)
	}
}

func FuzzReadReply(f *testing.F) {
	for _, seed := range []string{"+OK\r\n", "-ERR no\r\n", ":1\r\n", "$2\r\nab\r\n", "*2\r\n:1\r\n$1\r\na\r\n", "$-1\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := readReply(bufio.NewReaderSize(strings.NewReader(text), maxLine))
		if err == nil && (len(got.list) > maxArray || len(got.text) > max(maxBulk, maxLine)) {
			t.Errorf("more than the bounds: %d values, %d bytes", len(got.list), len(got.text))
		}
	})
}
