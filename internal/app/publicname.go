package app

import (
	"fmt"
	"net"
	"regexp"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// hostName is a DNS name of one label or more, in small letters. Its last label does not begin with a digit: clients take
// 127.1 for an address.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// PublicName is the canonical form of a host name that a developer server may have in its URLs: in small letters, without
// a final dot. Addresses are refused, for which the developer's authority does not sign, and names of this machine alone.
func PublicName(name string) (string, error) {
	canonical := strings.TrimSuffix(ascii.ToLower(name), ".")
	switch {
	case net.ParseIP(strings.Trim(canonical, "[]")) != nil:
		return "", fmt.Errorf("%s is an address: the developer's certificate is for names, as host.docker.internal", name)
	case !hostName.MatchString(canonical) || len(canonical) > 253:
		return "", fmt.Errorf("%q is not a host name, as host.docker.internal", name)
	case canonical == "localhost" || strings.HasSuffix(canonical, ".localhost"):
		return "", fmt.Errorf("%s is this machine for whoever asks: give the name by which others reach it, as host.docker.internal", name)
	}
	return canonical, nil
}
