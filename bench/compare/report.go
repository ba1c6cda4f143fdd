package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
)

// base is the contender with which the others are compared.
const base = "nginx"

// result is a contender's result for bodies of one size. Times are in milliseconds, CPU time in microseconds per call.
type result struct {
	Contender string  `json:"contender"`
	Bytes     int     `json:"bytes"`
	Ratio     float64 `json:"ratio"`    // calls per second relative to nginx
	CPURatio  float64 `json:"cpuRatio"` // CPU time per call relative to nginx
	PerSecond float64 `json:"perSecond"`
	CPU       float64 `json:"cpuMicroseconds"`
	P50       float64 `json:"p50Milliseconds"`
	P99       float64 `json:"p99Milliseconds"`
	RSS       float64 `json:"rssMegabytes"`
	Failed    int     `json:"failed"`
}

func relate(all []result) {
	for i := range all {
		for _, b := range all {
			if b.Contender == base && b.Bytes == all[i].Bytes && b.PerSecond > 0 && b.CPU > 0 {
				all[i].Ratio, all[i].CPURatio = all[i].PerSecond/b.PerSecond, all[i].CPU/b.CPU
			}
		}
	}
}

func markdown(all []result, o options) string {
	var b strings.Builder
	size := 0
	for _, r := range all {
		if r.Bytes != size {
			size = r.Bytes
			fmt.Fprintf(&b, "\nBodies of %d KiB, %d connections, TLS, %d role assignments, %d processors:\n\n", size>>10, o.connections, o.assignments, runtime.NumCPU())
			b.WriteString("| contender | calls/s to nginx | CPU a call to nginx | CPU µs a call | p50 ms | p99 ms | RSS MB | failed |\n|---|---|---|---|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %.2f | %.2f | %.0f | %.2f | %.2f | %.0f | %d |\n", r.Contender, r.Ratio, r.CPURatio, r.CPU, r.P50, r.P99, r.RSS, r.Failed)
	}
	return b.String()
}

func asJSON(all []result) []byte {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		panic(err) // numbers and strings can always be encoded
	}
	return append(text, '\n')
}

// plot returns a bar chart of the relative rates.
func plot(all []result) []byte {
	const bar, width, left = 22, 420, 170
	var b strings.Builder
	most := 1.0
	for _, r := range all {
		most = max(most, r.Ratio)
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", left+width+60, bar*len(all)+10)
	for i, r := range all {
		fill := "#9aa4b2"
		if r.Contender == "keyless" {
			fill = "#2563eb"
		}
		y, w := i*bar+5, r.Ratio/most*width
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s, %d KiB</text>`, left-6, y+14, r.Contender, r.Bytes>>10)
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/><text x="%.1f" y="%d">%.2f</text>`+"\n", left, y, w, bar-4, fill, float64(left)+w+4, y+14, r.Ratio)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}
