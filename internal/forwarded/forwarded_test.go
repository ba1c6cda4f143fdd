package forwarded

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func proxies(t testing.TB, texts ...string) Proxies {
	t.Helper()
	p, err := ParseProxies(texts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParseProxiesRejectsInvalidNetworks(t *testing.T) {
	for _, text := range []string{
		"", "10.0.0.1/8", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0", "balancer.example.com", "fe80::1%eth0", "::ffff:10.0.0.0/104", " 10.0.0.0/8",
	} {
		if _, err := ParseProxies([]string{text}); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestCallerIsTheRightmostAddressThatIsNotAProxy(t *testing.T) {
	p := proxies(t, "10.0.0.0/8", "2001:db8:1::/48", "192.0.2.7")
	for _, row := range []struct {
		what, peer string
		values     []string
		want       string // "" is an error
	}{
		{"a stranger's header is not read", "198.51.100.1", []string{"203.0.113.9"}, "198.51.100.1"},
		{"a stranger's malformed header is not read", "198.51.100.1", []string{",,x"}, "198.51.100.1"},
		{"a proxy without the header calls for itself", "10.0.0.1", nil, "10.0.0.1"},
		{"one proxy", "10.0.0.1", []string{"203.0.113.9"}, "203.0.113.9"},
		{"what the caller wrote is not read", "10.0.0.1", []string{"127.0.0.1, 203.0.113.9"}, "203.0.113.9"},
		{"what the caller wrote may be anything", "10.0.0.1", []string{"'; drop, 203.0.113.9"}, "203.0.113.9"},
		{"what the caller wrote may be on a line of its own", "10.0.0.1", []string{"127.0.0.1", "203.0.113.9"}, "203.0.113.9"},
		{"two proxies", "10.0.0.1", []string{"203.0.113.9, 192.0.2.7"}, "203.0.113.9"},
		{"two proxies on two lines", "10.0.0.1", []string{"203.0.113.9", "10.9.9.9"}, "203.0.113.9"},
		{"only proxies: the left-most", "10.0.0.1", []string{"10.1.1.1, 10.2.2.2"}, "10.1.1.1"},
		{"IPv6", "2001:db8:1::1", []string{"2001:db8:2::9"}, "2001:db8:2::9"},
		{"IPv6 in brackets", "10.0.0.1", []string{"[2001:db8:2::9]"}, "2001:db8:2::9"},
		{"IPv6 with a port", "10.0.0.1", []string{"[2001:db8:2::9]:443"}, "2001:db8:2::9"},
		{"IPv4 with a port", "10.0.0.1", []string{"203.0.113.9:5123"}, "203.0.113.9"},
		{"IPv4 within IPv6 is IPv4", "::ffff:10.0.0.1", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{"a proxy as IPv4 within IPv6", "10.0.0.1", []string{"203.0.113.9, ::ffff:10.2.2.2"}, "203.0.113.9"},
		{"spaces and tabs around", "10.0.0.1", []string{" \t203.0.113.9\t "}, "203.0.113.9"},
		{"an empty header", "10.0.0.1", []string{""}, ""},
		{"an empty entry", "10.0.0.1", []string{"203.0.113.9,"}, ""},
		{"a name", "10.0.0.1", []string{"unknown"}, ""},
		{"a malformed entry behind a proxy's", "10.0.0.1", []string{"x, 10.2.2.2"}, ""},
		{"leading zeros", "10.0.0.1", []string{"010.0.0.1"}, ""},
		{"a short form", "10.0.0.1", []string{"127.1"}, ""},
		{"a zone", "10.0.0.1", []string{"fe80::1%eth0"}, ""},
		{"IPv4 in brackets", "10.0.0.1", []string{"[203.0.113.9]"}, ""},
		{"a port that is none", "10.0.0.1", []string{"203.0.113.9:x"}, ""},
		{"no address at all", "10.0.0.1", []string{"0.0.0.0"}, ""},
		{"two addresses without a comma", "10.0.0.1", []string{"203.0.113.9 203.0.113.8"}, ""},
		{"too many proxies", "10.0.0.1", []string{strings.Repeat("10.0.0.2,", 40) + "10.0.0.2"}, ""},
	} {
		got, err := p.Caller(netip.MustParseAddr(row.peer), row.values)
		switch {
		case row.want == "" && err == nil:
			t.Errorf("%s: %s, want an error", row.what, got)
		case row.want != "" && (err != nil || got.String() != row.want):
			t.Errorf("%s: %s, %v, want %s", row.what, got, err, row.want)
		}
	}
}

// FuzzCaller checks that whatever a caller sends, the address that the last proxy appended counts.
func FuzzCaller(f *testing.F) {
	f.Add("127.0.0.1")
	f.Add(", ,[::1]:80,%")
	f.Fuzz(func(t *testing.T, sent string) {
		p := proxies(t, "10.0.0.0/8")
		want := netip.MustParseAddr("203.0.113.9")
		for _, values := range [][]string{{sent + ", 203.0.113.9"}, {sent, "203.0.113.9"}, {sent, "203.0.113.9, 10.3.3.3"}} {
			if got, err := p.Caller(netip.MustParseAddr("10.0.0.1"), values); err != nil || got != want {
				t.Fatalf("%q: %s, %v", values, got, err)
			}
		}
		if got, err := p.Caller(want, []string{sent}); err != nil || got != want {
			t.Fatalf("a stranger's %q: %s, %v", sent, got, err)
		}
	})
}

// header is a PROXY header of version 2 for TCP over IPv4.
func header(from string, extra int) []byte {
	addr := netip.MustParseAddrPort(from)
	b := append([]byte("\r\n\r\n\x00\r\nQUIT\n"), 0x21, 0x11)
	b = binary.BigEndian.AppendUint16(b, uint16(12+extra))
	four := addr.Addr().As4()
	b = append(b, four[:]...)
	b = append(b, 127, 0, 0, 1)
	b = binary.BigEndian.AppendUint16(b, addr.Port())
	b = binary.BigEndian.AppendUint16(b, 443)
	if extra > 0 {
		b = append(b, 0xE0)
		b = binary.BigEndian.AppendUint16(b, uint16(extra-3))
		b = append(b, make([]byte, extra-3)...)
	}
	return b
}

// ask sends bytes to a server behind p.Listener, and returns its answer, "" if the connection is broken off.
func ask(t *testing.T, p Proxies, only bool, sent []byte) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ConnContext: ConnContext, Handler: p.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		_, _ = io.WriteString(w, host)
	}), only)}
	go func() { _ = server.Serve(p.Listener(l)) }()
	defer func() { _ = server.Close() }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	go func() { _, _ = c.Write(sent) }()
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return ""
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		return answer.Status
	}
	return string(body)
}

func TestListenerBelievesThePROXYProtocolOfProxiesOnly(t *testing.T) {
	trusted, stranger := proxies(t, "127.0.0.0/8"), proxies(t, "192.0.2.1")
	get := func(lines string) []byte { return []byte("GET / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n") }
	unix := append(append([]byte("\r\n\r\n\x00\r\nQUIT\n"), 0x21, 0x31, 0, 216), make([]byte, 216)...)
	for _, row := range []struct {
		what string
		p    Proxies
		only bool
		sent []byte
		want string
	}{
		{"a proxy's header", trusted, false, append(header("203.0.113.9:1000", 0), get("")...), "203.0.113.9"},
		{"a proxy's header with much behind", trusted, false, append(header("203.0.113.9:1000", 2000), get("")...), "203.0.113.9"},
		{"a proxy's header that is oversize", trusted, false, append(header("203.0.113.9:1000", 60000), get("")...), ""},
		{"X-Forwarded-For of who a proxy names is a stranger's", trusted, false, append(header("203.0.113.9:1000", 0), get("X-Forwarded-For: 8.8.8.8\r\n")...), "203.0.113.9"},
		{"X-Forwarded-For of a proxy behind a proxy", trusted, false, append(header("127.0.0.2:1000", 0), get("X-Forwarded-For: 8.8.8.8\r\n")...), "8.8.8.8"},
		{"a proxy's own connection", trusted, false, append(OwnHeader(), get("")...), "127.0.0.1"},
		{"a proxy without a header", trusted, false, get(""), ""},
		{"version 1", trusted, false, append([]byte("PROXY TCP4 203.0.113.9 127.0.0.1 1000 443\r\n"), get("")...), ""},
		{"a header too short for its addresses", trusted, false, append(bytes.Replace(header("203.0.113.9:1000", 0), []byte{0x11, 0, 12}, []byte{0x11, 0, 5}, 1), get("")...), ""},
		{"an address that is none of TCP", trusted, false, append(unix, get("")...), ""},
		{"a version that does not exist", trusted, false, append(bytes.Replace(header("203.0.113.9:1000", 0), []byte{0x21, 0x11}, []byte{0x31, 0x11}, 1), get("")...), ""},
		{"a stranger's header", stranger, false, append(header("203.0.113.9:1000", 0), get("")...), "400 Bad Request"},
		{"a stranger without a header", stranger, false, get("X-Forwarded-For: 8.8.8.8\r\n"), "127.0.0.1"},
		{"a stranger at a listener for proxies", stranger, true, get(""), "403 Forbidden"},
		{"a proxy at a listener for proxies", trusted, true, append(header("203.0.113.9:1000", 0), get("")...), "203.0.113.9"},
	} {
		if got := ask(t, row.p, row.only, row.sent); got != row.want {
			t.Errorf("%s: %q, want %q", row.what, got, row.want)
		}
	}
}

func TestHandlerRefusesAMalformedHeaderOfAProxy(t *testing.T) {
	p := proxies(t, "10.0.0.0/8")
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.RemoteAddr) })
	for _, row := range []struct {
		peer, value string
		status      int
		remote      string
	}{
		{"10.0.0.1:99", "203.0.113.9", http.StatusOK, "203.0.113.9:0"},
		{"10.0.0.1:99", "2001:db8::9", http.StatusOK, "[2001:db8::9]:0"},
		{"10.0.0.1:99", "nobody", http.StatusBadRequest, ""},
		{"198.51.100.1:99", "nobody", http.StatusOK, "198.51.100.1:99"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = row.peer
		r.Header.Set("X-Forwarded-For", row.value)
		w := httptest.NewRecorder()
		p.Handler(next, false).ServeHTTP(w, r)
		if w.Code != row.status || row.remote != "" && w.Body.String() != row.remote {
			t.Errorf("%s, %q: %d %s", row.peer, row.value, w.Code, w.Body)
		}
	}
}

func FuzzListener(f *testing.F) {
	f.Add(header("203.0.113.9:1000", 0))
	f.Add(header("203.0.113.9:1000", 20)[:30])
	f.Add([]byte("PROXY TCP4 203.0.113.9 127.0.0.1 1000 443\r\n"))
	p := proxies(f, "127.0.0.0/8")
	f.Fuzz(func(t *testing.T, sent []byte) {
		client, server := net.Pipe()
		one := p.Listener(&oneConn{conn: localConn{server}})
		c, err := one.Accept()
		if err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = client.Write(sent); _ = client.Close() }()
		_, readErr := c.Read(make([]byte, 1))
		if readErr != nil && !errors.Is(readErr, io.EOF) && c.RemoteAddr().String() != "127.0.0.1:0" {
			t.Fatalf("after %v the caller is %s", readErr, c.RemoteAddr())
		}
		if _, ok := c.RemoteAddr().(*net.TCPAddr); !ok {
			t.Fatalf("the caller is %v", c.RemoteAddr())
		}
		_ = c.Close()
	})
}

type oneConn struct {
	net.Listener
	conn net.Conn
}

func (o *oneConn) Accept() (net.Conn, error) { return o.conn, nil }
