package forwarded

import (
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the addresses whose word about the caller counts. The zero value believes nobody.
type Proxies struct{ prefixes []netip.Prefix }

// ParseProxies reads networks such as 10.0.0.0/8 and single addresses. It fails for what is neither, for a network whose
// address has bits beyond its length, and for one that is the whole internet.
func ParseProxies(texts []string) (Proxies, error) {
	var p Proxies
	for _, text := range texts {
		prefix, err := parsePrefix(text)
		if err != nil {
			return Proxies{}, err
		}
		p.prefixes = append(p.prefixes, prefix)
	}
	return p, nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil || prefix.Addr().Is4In6():
		return netip.Prefix{}, fmt.Errorf("%q is no address and no network, as 10.0.0.0/8", text)
	case prefix.Masked() != prefix:
		return netip.Prefix{}, fmt.Errorf("%s has bits beyond its length: the network is %s", text, prefix.Masked())
	case prefix.Bits() == 0:
		return netip.Prefix{}, fmt.Errorf("%s is everybody: callers could name any address as their own", text)
	}
	return prefix, nil
}

// Empty reports whether no proxy is known.
func (p Proxies) Empty() bool { return len(p.prefixes) == 0 }

// With adds further networks.
func (p Proxies) With(prefixes ...netip.Prefix) Proxies {
	return Proxies{prefixes: append(append([]netip.Prefix(nil), p.prefixes...), prefixes...)}
}

// Contains reports whether addr is a proxy's. An IPv4 address counts in both of its forms.
func (p Proxies) Contains(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	for _, prefix := range p.prefixes {
		if prefix.Contains(addr) {
			return true
		}
	}
	return false
}

// maxHops bounds how many entries of X-Forwarded-For are read.
const maxHops = 32

// Caller is the address of who calls: peer, unless it is a proxy, and else what the values of X-Forwarded-For say. They
// are read from the right, since each proxy appends the address that it was called from: the first one that is no proxy
// is the caller, and what is left of it was written by the caller and is not read. If all are proxies, it is the
// left-most. It fails if an entry that is read is no address.
func (p Proxies) Caller(peer netip.Addr, values []string) (netip.Addr, error) {
	caller := peer.Unmap().WithZone("")
	if !p.Contains(caller) {
		return caller, nil
	}
	hops := 0
	for i := len(values) - 1; i >= 0; i-- {
		for rest, more := values[i], true; more; {
			var entry string
			if comma := strings.LastIndexByte(rest, ','); comma >= 0 {
				rest, entry = rest[:comma], rest[comma+1:]
			} else {
				entry, more = rest, false
			}
			if hops++; hops > maxHops {
				return netip.Addr{}, fmt.Errorf("X-Forwarded-For has more than %d entries", maxHops)
			}
			addr, ok := parseEntry(strings.Trim(entry, " \t"))
			if !ok {
				return netip.Addr{}, fmt.Errorf("X-Forwarded-For has an entry that is no address: %.64q", entry)
			}
			caller = addr
			if !p.Contains(addr) {
				return caller, nil
			}
		}
	}
	return caller, nil
}

// parseEntry reads an address in the forms that proxies write: 192.0.2.1, 192.0.2.1:443, 2001:db8::1, [2001:db8::1] and
// [2001:db8::1]:443.
func parseEntry(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		if bare, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(bare, "]") {
			addr, err = netip.ParseAddr(strings.TrimSuffix(bare, "]"))
			if err == nil && !addr.Is6() {
				return netip.Addr{}, false
			}
		} else {
			var with netip.AddrPort
			with, err = netip.ParseAddrPort(text)
			addr = with.Addr()
		}
	}
	if err != nil || addr.Zone() != "" || addr.IsUnspecified() {
		return netip.Addr{}, false
	}
	return addr.Unmap(), true
}
