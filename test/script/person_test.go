package script_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"keyless.dev/keyless/test/person"
)

// personMain stands in for a person with a browser. CA names the file of the authority that the browser trusts.
//
//	person accept LINK PASSWORD               opens a link that works once, and sets the password
//	person approve LOGIN NAME PASSWORD FILE   signs in, and types the device code that FILE shows sooner or later
func personMain(args []string) int {
	p, err := person.New(os.Getenv("CA"))
	if err == nil {
		switch {
		case len(args) == 3 && args[0] == "accept":
			var title string
			if title, err = p.Accept(args[1], args[2]); err == nil {
				fmt.Println(title)
			}
		case len(args) == 5 && args[0] == "approve":
			var code string
			if code, err = awaitDeviceCode(args[4]); err == nil {
				err = p.Approve(args[1], args[2], args[3], code)
			}
		default:
			err = errors.New("usage")
		}
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "person: %v\n", err)
		return 1
	}
	return 0
}

var deviceCode = regexp.MustCompile(`code ([A-Z0-9]{9})`)

// awaitDeviceCode waits until the file contains a device code. It fails after 20 seconds.
func awaitDeviceCode(file string) (string, error) {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		text, _ := os.ReadFile(file)
		if code := deviceCode.FindSubmatch(text); code != nil {
			return string(code[1]), nil
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("no code in %q", text)
		}
	}
}
