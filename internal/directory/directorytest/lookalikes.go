// Package directorytest has inputs for tests of everything that compares names of resources.
package directorytest

import (
	"net/url"
	"strings"
)

// Lookalikes returns texts that a careless comparison takes for uri: by Unicode case folding, by NFKC, by decoding, by
// leaving out a part, or by the case of its path. None of them is uri or uri with a trailing slash.
func Lookalikes(uri string) []string {
	u, err := url.Parse(uri)
	if err != nil {
		panic(err)
	}
	host, rest := u.Host, strings.TrimPrefix(uri, u.Scheme+"://"+u.Host)
	with := func(scheme, host, rest string) string { return scheme + "://" + host + rest }
	fullWidth := strings.NewReplacer("a", "\uff41", "e", "\uff45", ".", "\uff0e").Replace(host)
	all := []string{
		uri + "#", uri + "#x", uri + "?", uri + "?x", uri + "//", uri + "/.", uri + "/x/..", uri + " ", " " + uri, uri + "\x00", uri + "%2f", uri + "\u200b",
		with(u.Scheme, "x@"+host, rest), with(u.Scheme, host+".", rest), with(u.Scheme, host+":443", rest), with(u.Scheme, host+":", rest),
		with(u.Scheme, strings.ReplaceAll(host, "s", "\u017f"), rest), with(u.Scheme, strings.ReplaceAll(host, "k", "\u212a"), rest),
		with(u.Scheme, strings.ReplaceAll(host, "i", "\u0131"), rest), with(u.Scheme, fullWidth, rest),
		with(u.Scheme, strings.Replace(host, host[:1], "%"+hex(host[0]), 1), rest), with(u.Scheme, strings.Replace(host, ".", "%2e", 1), rest),
		with(strings.ToUpper(u.Scheme), host, rest), with(u.Scheme, strings.ToUpper(host), rest), with(u.Scheme, host, strings.ToUpper(rest)),
		with("http", host, rest), "//" + host + rest, host + rest, u.Scheme + ":/" + host + rest, with(u.Scheme, host, "//"+rest),
		"http\u017f" + strings.TrimPrefix(uri, "https"),
	}
	var out []string
	for _, text := range all {
		if text != uri && text != uri+"/" {
			out = append(out, text)
		}
	}
	return out
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
