package app

import (
	"fmt"
	"net"
	"regexp"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// hostName matches a DNS name of one or more labels in lower case. The last label must not start with a digit: clients
// parse 127.1 as an address.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// PublicName returns the canonical form of a host name for the URLs of a developer server: in lower case, without a
// final dot. It rejects addresses, which the developer's authority does not certify, and names that mean the local
// machine everywhere.
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
