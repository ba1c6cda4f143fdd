package setup

import "regexp"

// domainName is a DNS name of two labels or more, in small letters.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

func validDomain(name string) bool { return len(name) <= 253 && domainName.MatchString(name) }
