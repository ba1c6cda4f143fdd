package arm

import (
	"encoding/base64"
	"strconv"

	"keyless.dev/keyless/internal/fault"
)

// A skip token is the key of the last item that a client has seen.
func writeSkip(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

func readSkip(text string) (string, error) {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 8<<10 {
		return "", fault.New(fault.Invalid, "InvalidSkipToken", "The provided skip token is not valid.")
	}
	return string(key), nil
}

// number reads a count; what is none is 0.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
