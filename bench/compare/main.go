// Command compare measures keyless, as it is served, beside proxies that people would put in front of a model: nginx and
// HAProxy, which check nothing, HAProxy with a check of the token's signature, Envoy if it is there, and Go's
// ReverseProxy. All speak TLS to the client and plain HTTP to one stub model, and take turns in one run on one machine:
// only their ratios mean something.
//
//	go run ./bench/compare -quick
//
// It needs nginx and haproxy. The results go to the folder -out as Markdown, JSON and a plot.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	if len(os.Args) > 1 && (os.Args[1] == "stub" || os.Args[1] == "reverseproxy") {
		if err := child(os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	o := options{}
	quick := flag.Bool("quick", false, "less than two minutes")
	flag.StringVar(&o.out, "out", "dist/bench", "folder of the results")
	flag.StringVar(&o.keyless, "keyless", "", "a binary to measure (default: built from this tree)")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds; medians count")
	flag.IntVar(&o.connections, "connections", 32, "connections of the client")
	flag.IntVar(&o.assignments, "assignments", 10_000, "role assignments")
	flag.DurationVar(&o.each, "each", 4*time.Second, "time of each contender in a round")
	flag.Parse()
	if *quick {
		o.rounds, o.each, o.assignments = 3, 1500*time.Millisecond, 1000
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	out, keyless string
	rounds       int
	connections  int
	assignments  int
	each         time.Duration
}

// sizes returns the sizes of the measured requests and responses in bytes.
func sizes() []int { return []int{1 << 10, 64 << 10} }

func run(ctx context.Context, o options) error {
	l, err := newLab(ctx, o)
	if err != nil {
		return err
	}
	defer l.close()
	var results []result
	for _, size := range sizes() {
		rows := map[string][]sample{}
		for round := range o.rounds + 1 {
			for _, c := range l.contenders {
				each := o.each
				if round == 0 {
					each = 500 * time.Millisecond // warm-up, not counted
				}
				s, err := l.load(ctx, c, size, each)
				if err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
				if round > 0 {
					rows[c.name] = append(rows[c.name], s)
				}
			}
		}
		for _, c := range l.contenders {
			results = append(results, summary(c.name, size, rows[c.name]))
		}
	}
	relate(results)
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	text := markdown(results, o)
	fmt.Print(text)
	return cmp.Or(
		os.WriteFile(filepath.Join(o.out, "bench.md"), []byte(text), 0o644),
		os.WriteFile(filepath.Join(o.out, "bench.json"), asJSON(results), 0o644),
		os.WriteFile(filepath.Join(o.out, "bench.svg"), plot(results), 0o644),
	)
}

// summary returns the medians of a contender's rounds.
func summary(name string, size int, all []sample) result {
	of := func(get func(sample) float64) float64 {
		values := make([]float64, len(all))
		for i, s := range all {
			values[i] = get(s)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	r := result{Contender: name, Bytes: size}
	r.PerSecond = of(func(s sample) float64 { return s.perSecond })
	r.CPU = of(func(s sample) float64 { return s.cpu })
	r.P50 = of(func(s sample) float64 { return s.p50 })
	r.P99 = of(func(s sample) float64 { return s.p99 })
	r.RSS = of(func(s sample) float64 { return s.rss })
	for _, s := range all {
		r.Failed += s.failed
	}
	return r
}
