// Command browser is a person at a web browser: it opens a page in headless Chromium and acts on what assistive
// technology is told about it, roles and names, with the keyboard alone. A page may look as it likes and this still
// finds its way; a page that a screen reader could not use fails here.
//
//	browser signin [--user UPN --password PW] [--code CODE] URL   signs in; ends on the page after it, or at a loopback redirect
//	browser shot --to FILE.png [--width 1280] [--dark] URL      a picture of the page
//	browser tree URL                                            the page's roles and names, as a screen reader has them
//
// Chromium is found as chromedp finds it, on PATH. Certificate errors are ignored: which roots the clients trust is
// tested with the clients.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("want signin, shot or tree")
	}
	flags := flag.NewFlagSet("browser "+args[0], flag.ContinueOnError)
	user := flags.String("user", os.Getenv("SIGNIN_USER"), "user principal name; default $SIGNIN_USER")
	password := flags.String("password", os.Getenv("SIGNIN_PASSWORD"), "password; default $SIGNIN_PASSWORD")
	code := flags.String("code", "", "user code of a device sign-in")
	to := flags.String("to", "", "file for the picture")
	width := flags.Int("width", 1280, "width of the window in CSS pixels")
	dark := flags.Bool("dark", false, "prefer the dark colour scheme")
	limit := flags.Duration("timeout", time.Minute, "give up after this long")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("want one URL")
	}

	browser, stop, err := start()
	if err != nil {
		return err
	}
	defer stop()
	ctx, cancel := context.WithTimeout(browser, *limit)
	defer cancel()
	if *dark {
		prefer := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
		err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: prefer})
			return err
		}))
		if err != nil {
			return err
		}
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(*width), 900), chromedp.Navigate(flags.Arg(0))); err != nil {
		return fmt.Errorf("open %s: %w", flags.Arg(0), err)
	}

	switch args[0] {
	case "signin":
		said, err := person{name: *user, password: *password, code: *code}.signIn(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, said)
		return err
	case "shot":
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			return err
		}
		return os.WriteFile(*to, picture, 0o644)
	case "tree":
		p, err := look(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(out, p)
		return err
	}
	return fmt.Errorf("want signin, shot or tree, not %q", args[0])
}

// start runs Chromium with a temporary profile and without telemetry.
func start() (context.Context, func(), error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // user namespaces are unavailable in containers, and to root in CI
		chromedp.DisableGPU,
		chromedp.IgnoreCertErrors,
		chromedp.Env("TMPDIR=/tmp"), // contains a socket, whose path must be short
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	stop := func() { stopBrowser(); stopAllocator() }
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, nil, fmt.Errorf("start chromium: %w", err)
	}
	return ctx, stop, nil
}
