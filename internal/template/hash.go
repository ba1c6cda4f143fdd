package template

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// nameGUID implements guid(): a version 5 UUID (RFC 9562) of the arguments joined by '-', in Azure's own namespace.
// Source: the documentation of Bicep's guid function.
func nameGUID(name string) string {
	namespace := [16]byte{0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30}
	id := sha1.Sum(append(namespace[:], name...))
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

// uniqueString implements uniqueString(): a 64-bit hash of the Murmur family, written as 13 characters of base 32. Source:
// published ports of Azure's function, whose test values, verified with Bicep by their authors, are in the test.
func uniqueString(text string) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	hash := murmur64([]byte(text))
	out := make([]byte, 13)
	for i := range out {
		out[i] = alphabet[hash>>59]
		hash <<= 5
	}
	return string(out)
}

// murmur64 hashes two 32-bit halves, eight bytes at a time.
func murmur64(data []byte) uint64 {
	const a, b = 0xab0e9789, 0x239b961b
	one := func(k uint32) uint32 { return bits.RotateLeft32(k*b, 15) * a }
	two := func(k uint32) uint32 { return bits.RotateLeft32(k*a, 17) * b }
	var x, y uint32
	rest := data
	for ; len(rest) >= 8; rest = rest[8:] {
		x = bits.RotateLeft32(x^one(binary.LittleEndian.Uint32(rest)), 19) + y
		x = x*5 + 0x561ccd1b
		y = bits.RotateLeft32(y^two(binary.LittleEndian.Uint32(rest[4:])), 13) + x
		y = y*5 + 0x0bcaa747
	}
	var tail [8]byte
	if copy(tail[:], rest) > 0 {
		x ^= one(binary.LittleEndian.Uint32(tail[:]))
	}
	if len(rest) > 4 {
		y ^= two(binary.LittleEndian.Uint32(tail[4:]))
	}
	length := uint32(len(data))
	y ^= length
	x = (x ^ length) + y
	y += x
	x, y = spread(x), spread(y)
	x += y
	y += x
	return uint64(y)<<32 | uint64(x)
}

func spread(k uint32) uint32 {
	k = (k ^ k>>16) * 0x85ebca6b
	k = (k ^ k>>13) * 0xc2b2ae35
	return k ^ k>>16
}
