//go:build unix

// Package valkeytest starts a real Valkey or Redis server for tests.
package valkeytest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// Server is a server that keeps nothing on disk.
type Server struct {
	Roots *x509.CertPool // of its certificate; nil without TLS

	program string
	args    []string
	port    string
	process *exec.Cmd
}

// Start starts a server on this machine. It ends with the test, which fails if there is neither program.
func Start(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, func(port string) []string { return []string{"--port", port} })
}

// StartTLS starts one that speaks TLS only and wants a password.
func StartTLS(tb testing.TB, password string) *Server {
	tb.Helper()
	dir := tb.TempDir()
	roots := certificate(tb, dir)
	s := start(tb, func(port string) []string {
		return []string{
			"--port", "0", "--tls-port", port, "--tls-cert-file", filepath.Join(dir, "crt"), "--tls-key-file", filepath.Join(dir, "key"),
			"--tls-ca-cert-file", filepath.Join(dir, "crt"), "--tls-auth-clients", "no", "--requirepass", password,
		}
	})
	s.Roots = roots
	return s
}

func start(tb testing.TB, args func(port string) []string) *Server {
	tb.Helper()
	s := &Server{}
	for _, name := range []string{"valkey-server", "redis-server"} {
		if path, err := exec.LookPath(name); err == nil {
			s.program = path
			break
		}
	}
	if s.program == "" {
		tb.Fatal("there is neither valkey-server nor redis-server on the PATH: apt-get install redis-server")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	s.args = append(args(s.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", tb.TempDir())
	s.Run(tb)
	tb.Cleanup(func() { s.stop() })
	return s
}

// Address is host and port.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", s.port) }

// Run starts the server, and after Kill another one at the same address, which remembers nothing.
func (s *Server) Run(tb testing.TB) {
	tb.Helper()
	s.process = exec.Command(s.program, s.args...) //nolint:gosec // a program of the PATH
	if err := s.process.Start(); err != nil {
		tb.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if c, err := net.Dial("tcp", s.Address()); err == nil {
			_ = c.Close()
			return
		}
	}
	tb.Fatal("the server does not listen")
}

// Kill ends the server at once.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	s.stop()
}

func (s *Server) stop() {
	if s.process.ProcessState == nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
	}
}

// Calls is how many scripts were run, for servers without TLS.
func (s *Server) Calls(tb testing.TB) int64 {
	tb.Helper()
	c, err := net.Dial("tcp", s.Address())
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, _ = io.WriteString(c, "*2\r\n$4\r\nINFO\r\n$12\r\ncommandstats\r\n")
	r := bufio.NewReader(c)
	head, err := r.ReadString('\n')
	size, wrong := strconv.Atoi(head[1 : len(head)-2])
	if err != nil || wrong != nil {
		tb.Fatalf("INFO is answered %q: %v", head, err)
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(r, text); err != nil {
		tb.Fatal(err)
	}
	found := regexp.MustCompile(`cmdstat_evalsha:calls=(\d+)`).FindSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.ParseInt(string(found[1]), 10, 64)
	return n
}

func certificate(tb testing.TB, dir string) *x509.CertPool {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "valkey"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"crt": {Type: "CERTIFICATE", Bytes: der}, "key": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			tb.Fatal(fmt.Errorf("%s: %w", name, err))
		}
	}
	roots := x509.NewCertPool()
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	roots.AddCert(cert)
	return roots
}
