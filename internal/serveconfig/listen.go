package serveconfig

import (
	"strings"

	"keyless.dev/keyless/internal/app"
	"keyless.dev/keyless/internal/datadir"
	"keyless.dev/keyless/internal/forwarded"
)

// listeners reads how clients reach the server: by TLS, or through proxies that terminate it.
func (r *serveReader) listeners(config *app.Config) {
	f := r.file
	var err error
	if config.Proxies, err = forwarded.ParseProxies(f.Proxies); err != nil {
		r.refuse("proxies", "%v", err)
	}
	unix := strings.HasPrefix(config.Listen, datadir.UnixPrefix)
	if unix {
		config.Listen = datadir.UnixPrefix + r.at(strings.TrimPrefix(config.Listen, datadir.UnixPrefix))
	}
	switch config.ProxyProtocol = f.ProxyProtocol == "v2"; {
	case f.ProxyProtocol != "" && !config.ProxyProtocol:
		r.refuse("proxyProtocol", "is v2 or left out, not %q", f.ProxyProtocol)
	case config.ProxyProtocol && len(f.Proxies) == 0 && !unix:
		r.refuse("proxyProtocol", "needs proxies: the networks of the proxies that send it, as [10.0.0.0/8]")
	}
	switch config.BehindProxy = f.Insecure == "behind-proxy"; {
	case f.Insecure != "" && !config.BehindProxy:
		r.refuse("insecure", "is behind-proxy or left out, not %q", f.Insecure)
	case config.BehindProxy && f.TLS.Cert+f.TLS.Key != "":
		r.refuse("insecure", "behind-proxy goes without tls: leave one of the two out")
	case config.BehindProxy && len(f.Proxies) == 0 && !unix:
		r.refuse("insecure", "behind-proxy needs proxies: the networks of the proxies that end TLS, as [127.0.0.1]. Others are not answered")
	case config.BehindProxy:
	default:
		r.secretFile("tls.key", config.TLSKey)
		if f.TLS.Cert == "" {
			r.refuse("tls.cert", "is missing: clients send tokens, so the server speaks TLS with a certificate that they trust. Where a proxy ends TLS, write insecure: behind-proxy")
		}
	}
}
