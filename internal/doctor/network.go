package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/client"
	"keyless.dev/keyless/internal/humantime"
	"keyless.dev/keyless/internal/jwt"
	"keyless.dev/keyless/internal/shell"
	"keyless.dev/keyless/internal/textfile"
)

// checkEndpoint looks at the address alone, before anything is sent.
func (p *diagnosis) checkEndpoint() {
	e := p.endpoint
	if e.url.Scheme == "http" {
		p.wrong("endpoint", e.url.Redacted(), Finding{
			Code: "plain-http", Sentence: "The endpoint begins with http: SDKs refuse to send a token over a connection that anyone can read.",
			Type: p.again("https" + strings.TrimPrefix(e.url.String(), "http")),
		})
		return
	}
	if strings.HasSuffix(ascii.ToLower(e.url.Hostname()), ".api.cognitive.microsoft.com") {
		p.wrong("endpoint", e.url.Redacted(), Finding{
			Code: "regional", Sentence: "The endpoint is that of a region, which takes no tokens: keyless access needs the resource's own name in it.",
			Type: []string{`az cognitiveservices account list --query "[].properties.endpoint" -o tsv`},
		})
		return
	}
	p.say("endpoint", "ok", "%s: %s of %s", e.url.Redacted(), e.form, e.name())
}

// again is the doctor's own command line with another endpoint.
func (p *diagnosis) again(address string) []string {
	line := "keyless doctor --endpoint " + shell.Word(address)
	if p.sdk != "" && p.sdk != "rest" {
		line += " --sdk " + p.sdk
	}
	if p.deployment != "" {
		line += " --deployment " + shell.Word(p.deployment)
	}
	if p.options.As != "" {
		line += " --as " + shell.Word(p.options.As)
	}
	return []string{line}
}

// oldest are the versions below which a client library cannot do what this needs. Sources: the changelogs of openai
// (Python 1.0 and npm 4.42 brought AzureOpenAI) and of az (2.30 moved to MSAL); azure-ai-inference is in beta, of which
// only the newest counts.
func oldest() []struct{ pattern, name, version, upgrade string } {
	return []struct{ pattern, name, version, upgrade string }{
		{`azsdk-python-ai-inference/(\S+)`, "azure-ai-inference", "1.0.0b9", "pip install --upgrade azure-ai-inference"},
		{`azsdk-js-ai-inference-rest/(\S+)`, "@azure-rest/ai-inference", "1.0.0-beta.6", "npm install @azure-rest/ai-inference@latest"},
		{`(?:Azure)?OpenAI/Python (\S+)`, "openai", "1.0.0", "pip install --upgrade openai"},
		{`(?:Azure)?OpenAI/JS (\S+)`, "openai", "4.42.0", "npm install openai@latest"},
		{`(?m)^azure-ai-inference *(?:==|<=|~=) *(\S+)`, "azure-ai-inference", "1.0.0b9", "pip install --upgrade azure-ai-inference"},
		{`(?m)^openai *(?:==|<=|~=) *(\S+)`, "openai", "1.0.0", "pip install --upgrade openai"},
		{`"@azure-rest/ai-inference": *"[\^~]?([^"]+)"`, "@azure-rest/ai-inference", "1.0.0-beta.6", "npm install @azure-rest/ai-inference@latest"},
		{`"openai": *"[\^~]?([^"]+)"`, "openai", "4.42.0", "npm install openai@latest"},
	}
}

// checkVersions looks for client libraries that are too old: in the curl line's user agent, and in the files of the
// present folder that pin them.
func (p *diagnosis) checkVersions() {
	texts := map[string]string{}
	if p.curl != nil {
		texts["the user agent"] = p.curl.Headers.Get("User-Agent")
	}
	for _, name := range []string{"requirements.txt", "package.json"} {
		if text, err := textfile.Read(name, jwt.MaxSize); err == nil {
			texts[name] = string(text)
		}
	}
	for where, text := range texts {
		for _, o := range oldest() {
			found := regexp.MustCompile(o.pattern).FindStringSubmatch(text)
			if found == nil || !older(found[1], o.version) {
				continue
			}
			p.wrong("versions", fmt.Sprintf("%s names %s %s", where, o.name, found[1]), Finding{
				Code: "old-sdk", Sentence: fmt.Sprintf("%s %s is too old, and at least %s is needed: update it.", o.name, found[1], o.version), Type: []string{o.upgrade},
			})
			return
		}
	}
	p.say("versions", "ok", "no client library is seen that is too old")
}

// older compares versions by their numbers; a beta is older than the release.
func older(version, than string) bool {
	numbers := regexp.MustCompile(`\d+`)
	cut := func(v string) (release []string, beta string) {
		v, _, _ = strings.Cut(v, "+")
		if at := strings.IndexAny(v, "abr-"); at >= 0 {
			v, beta = v[:at], v[at:]
		}
		return numbers.FindAllString(v, -1), numbers.FindString(beta)
	}
	a, betaA := cut(version)
	b, betaB := cut(than)
	number := func(list []string, i int) (n int) {
		if i < len(list) {
			_, _ = fmt.Sscan(list[i], &n)
		}
		return n
	}
	for i := range max(len(a), len(b)) {
		if x, y := number(a, i), number(b, i); x != y {
			return x < y
		}
	}
	if betaA == "" || betaB == "" {
		return betaA != "" && betaB == ""
	}
	return number([]string{betaA}, 0) < number([]string{betaB}, 0)
}

// checkEnvironment looks at variables that lead clients astray.
func (p *diagnosis) checkEnvironment() {
	if p.place != nil && p.place.Remote != nil && p.curl == nil && p.token == "" {
		p.say("environment", "ok", "the sign-in and the authorities of the context")
		return
	}
	if p.place != nil && p.options.As == "" && p.curl == nil && p.token == "" {
		login := p.place.Server.Origins.Login
		if got := os.Getenv("AZURE_AUTHORITY_HOST"); strings.TrimSuffix(got, "/") != login {
			said := "AZURE_AUTHORITY_HOST is not set"
			if got != "" {
				said = "AZURE_AUTHORITY_HOST is " + got
			}
			p.wrong("environment", said, Finding{
				Code:     "environment",
				Sentence: "This shell is not set up for the server at " + login + ": clients would sign in elsewhere.",
				Type:     []string{client.EvalLine(p.place)},
			})
			return
		}
	}
	var notes []string
	for _, name := range []string{"AZURE_OPENAI_API_KEY", "AZURE_INFERENCE_CREDENTIAL"} {
		if os.Getenv(name) != "" {
			notes = append(notes, name+" is set: an SDK that finds it sends a key and not a token")
		}
	}
	if id, secret := os.Getenv("AZURE_CLIENT_ID") != "", os.Getenv("AZURE_CLIENT_SECRET")+os.Getenv("AZURE_CLIENT_CERTIFICATE_PATH")+os.Getenv("AZURE_FEDERATED_TOKEN_FILE") != ""; id != secret {
		notes = append(notes, "only one of AZURE_CLIENT_ID and its secret is set: EnvironmentCredential needs both")
	}
	if chosen := os.Getenv("AZURE_TOKEN_CREDENTIALS"); chosen != "" {
		notes = append(notes, "AZURE_TOKEN_CREDENTIALS="+chosen+" limits DefaultAzureCredential")
	}
	if len(notes) > 0 {
		p.say("environment", "note", "%s", strings.Join(notes, "; "))
		return
	}
	p.say("environment", "ok", "no variable leads astray")
}

// checkProxy says which proxy the calls go through.
func (p *diagnosis) checkProxy() {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: p.endpoint.url})
	switch {
	case err != nil:
		p.wrong("proxy", err.Error(), Finding{Code: "proxy", Sentence: "HTTPS_PROXY is no address, so that nothing can be sent.", Type: []string{"unset HTTPS_PROXY https_proxy"}})
	case proxy == nil:
		p.say("proxy", "ok", "none")
	default:
		p.say("proxy", "note", "calls go through %s", proxy.Redacted())
		connection, err := net.DialTimeout("tcp", hostPort(proxy.Host, proxy.Scheme), 5*time.Second)
		if err != nil {
			p.wrong("proxy", err.Error(), Finding{
				Code: "proxy", Sentence: fmt.Sprintf("The proxy %s that HTTPS_PROXY names does not answer.", proxy.Host),
				Type: []string{"export NO_PROXY=" + shell.Word(strings.TrimPrefix(os.Getenv("NO_PROXY")+","+p.endpoint.url.Hostname(), ","))},
			})
			return
		}
		_ = connection.Close()
	}
}

func (p *diagnosis) proxied() bool {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: p.endpoint.url})
	return err == nil && proxy != nil
}

func hostPort(host, scheme string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	if scheme == "http" {
		return net.JoinHostPort(host, "80")
	}
	return net.JoinHostPort(host, "443")
}

// checkName resolves the host's name. Behind a proxy that is the proxy's matter.
func (p *diagnosis) checkName() {
	if p.proxied() {
		p.say("name", "skipped", "the proxy resolves it")
		return
	}
	host := p.endpoint.url.Hostname()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		p.wrong("name", err.Error(), Finding{
			Code: "name", Sentence: fmt.Sprintf("The name %s is not known: there is no resource of that name, or this machine cannot resolve names.", host),
			Type: []string{`az cognitiveservices account list --query "[].properties.endpoint" -o tsv`},
		})
		return
	}
	p.say("name", "ok", "%s is %s", host, strings.Join(addresses, ", "))
}

// checkTrust connects, and sees whether this machine trusts the certificate.
func (p *diagnosis) checkTrust() {
	if p.proxied() {
		p.say("trust", "skipped", "the proxy connects")
		return
	}
	host := p.endpoint.url.Hostname()
	dialer := &tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: p.tlsConfig(host)}
	connection, err := dialer.DialContext(p.ctx, "tcp", hostPort(p.endpoint.url.Host, "https"))
	if err == nil {
		state := connection.(*tls.Conn).ConnectionState()
		p.say("trust", "ok", "certificate by %s, %s", state.PeerCertificates[0].Issuer.CommonName, tls.VersionName(state.Version))
		_ = connection.Close()
		return
	}
	var unknown x509.UnknownAuthorityError
	var other x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		f := Finding{
			Code: "trust", Sentence: fmt.Sprintf("This machine does not trust the authority of %s: a proxy that reads TLS, or a server with an authority of its own.", host),
			Type: []string{"export SSL_CERT_FILE=/path/to/roots.pem REQUESTS_CA_BUNDLE=/path/to/roots.pem NODE_EXTRA_CA_CERTS=/path/to/roots.pem"},
		}
		if p.place != nil {
			f.Sentence, f.Type = "This shell does not trust the server's own authority.", []string{client.EvalLine(p.place)}
		}
		p.wrong("trust", err.Error(), f)
	case errors.As(err, &other):
		p.wrong("trust", err.Error(), Finding{Code: "trust", Sentence: fmt.Sprintf("The certificate is not for %s: the name leads to another host.", host), Type: []string{"getent hosts " + shell.Word(host)}})
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		p.wrong("trust", err.Error(), Finding{Code: "trust", Sentence: "The certificate is out of its time: the server's has ended, or this machine's clock is wrong.", Type: []string{setClock()}})
	default:
		f := Finding{Code: "connect", Sentence: fmt.Sprintf("Nothing answers at %s: a firewall, or nothing listens there.", p.endpoint.url.Host), Type: []string{"curl -v " + shell.Word(p.endpoint.root)}}
		if strings.HasPrefix(p.endpoint.root, "https://localhost:") {
			f.Sentence, f.Type = fmt.Sprintf("Nothing answers at %s: the developer server does not run.", p.endpoint.url.Host), []string{"keyless up"}
		}
		p.wrong("trust", err.Error(), f)
	}
}

// tlsConfig trusts what this machine trusts, and nothing else: that is what is looked at.
func (p *diagnosis) tlsConfig(host string) *tls.Config {
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if transport, ok := p.client.Transport.(*http.Transport); ok && transport.TLSClientConfig != nil {
		config.RootCAs = transport.TLSClientConfig.RootCAs
	}
	return config
}

func setClock() string {
	switch runtime.GOOS {
	case "darwin":
		return "sudo sntp -sS time.apple.com"
	case "windows":
		return "w32tm /resync"
	}
	return "sudo timedatectl set-ntp true"
}

// maxSkew is how far clocks may be apart before tokens fail: Entra and its clients grant five minutes.
const maxSkew = 5 * time.Minute

// checkClock compares this machine's clock with the server's.
func (p *diagnosis) checkClock() {
	request, err := http.NewRequestWithContext(p.ctx, http.MethodHead, p.endpoint.root+"/", nil)
	if err != nil {
		p.say("clock", "skipped", "%v", err)
		return
	}
	response, err := p.client.Do(request)
	if err != nil {
		p.wrong("clock", err.Error(), Finding{Code: "connect", Sentence: fmt.Sprintf("%s does not answer over HTTP.", p.endpoint.url.Host), Type: []string{"curl -v " + shell.Word(p.endpoint.root)}})
		return
	}
	_ = response.Body.Close()
	at, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		p.say("clock", "skipped", "the server does not say what time it is")
		return
	}
	skew := p.now().Sub(at)
	if skew.Abs() > maxSkew {
		which := "fast"
		if skew < 0 {
			which = "slow"
		}
		p.wrong("clock", fmt.Sprintf("this machine's clock is %s %s", humantime.Age(skew.Abs()), which), Finding{
			Code: "clock", Sentence: fmt.Sprintf("This machine's clock is %s %s: tokens seem expired or not yet valid.", humantime.Age(skew.Abs()), which), Type: []string{setClock()},
		})
		return
	}
	p.say("clock", "ok", "within %s of the server's", humantime.Age(skew.Abs()))
}

// checkAz looks at az: which one, which cloud, who is signed in.
func (p *diagnosis) checkAz() {
	path, err := exec.LookPath("az")
	if err != nil {
		p.say("az", "note", "az is not on the PATH")
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	text, err := exec.CommandContext(ctx, path, "version", "-o", "json").Output()
	var version map[string]any
	if err != nil || json.Unmarshal(text, &version) != nil {
		p.say("az", "note", "az does not say which version it is")
		return
	}
	number := fmt.Sprint(version["azure-cli"])
	if older(number, "2.30.0") {
		p.wrong("az", "version "+number, Finding{Code: "old-az", Sentence: "az " + number + " is too old for the credential that asks it for tokens: update it.", Type: []string{"az upgrade"}})
		return
	}
	cloud, user := azProfile()
	p.say("az", "ok", "version %s, cloud %s, %s", number, cloud, user)
}

// maxProfile bounds a file of az that is read, in bytes.
const maxProfile = 4 << 20

// azProfile is the cloud that az has selected, and who is signed in to it.
func azProfile() (cloud, user string) {
	dir := os.Getenv("AZURE_CONFIG_DIR")
	if dir == "" {
		home, _ := os.UserHomeDir()
		dir = filepath.Join(home, ".azure")
	}
	cloud, user = "AzureCloud", "nobody signed in"
	if text, err := textfile.Read(filepath.Join(dir, "config"), maxProfile); err == nil {
		if found := regexp.MustCompile(`(?s)\[cloud\].*?name *= *(\S+)`).FindSubmatch(text); found != nil {
			cloud = string(found[1])
		}
	}
	var profile struct {
		Subscriptions []struct {
			Name      string
			TenantID  string `json:"tenantId"`
			IsDefault bool   `json:"isDefault"`
			User      struct{ Name string }
		}
	}
	if text, err := textfile.Read(filepath.Join(dir, "azureProfile.json"), maxProfile); err == nil && json.Unmarshal(text, &profile) == nil {
		for _, s := range profile.Subscriptions {
			if s.IsDefault {
				user = fmt.Sprintf("%s in subscription %s, tenant %s", s.User.Name, s.Name, s.TenantID)
			}
		}
	}
	return cloud, user
}
