package app

import (
	"net"
	"testing"
)

// loopback6 reports whether the machine has the IPv6 loopback address.
func loopback6() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

func TestLocalhostAnswersOnIPv4AndIPv6(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "localhost:0", "[::1]:0"} {
		if address == "[::1]:0" && !loopback6() {
			continue // the machine has no such address
		}
		l, twin, err := listenTwice(address)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		want := []string{"127.0.0.1"}
		if loopback6() {
			want = append(want, "::1")
		}
		for _, host := range want {
			connection, err := net.Dial("tcp", net.JoinHostPort(host, port(l.Addr())))
			if err != nil {
				t.Errorf("%s does not answer at %s: %v", address, host, err)
				continue
			}
			_ = connection.Close()
		}
		_ = l.Close()
		if twin != nil {
			_ = twin.Close()
		}
	}
}

func TestPortsInUseAtEitherLoopbackAddressAreRejected(t *testing.T) {
	if !loopback6() {
		return // the machine has no such address
	}
	other, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	l, twin, err := listenTwice(net.JoinHostPort("127.0.0.1", port(other.Addr())))
	if err == nil {
		_ = l.Close()
		t.Errorf("it listens beside %v, with the twin %v", other.Addr(), twin)
	}
}

func TestNetworkAddressesHaveNoTwin(t *testing.T) {
	l, twin, err := listenTwice("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if twin != nil {
		t.Errorf("there is a twin at %v", twin.Addr())
	}
}
