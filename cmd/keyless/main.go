// Command keyless puts Microsoft Entra ID sign-in and Azure RBAC in front of any model, with no API keys.
package main

import (
	"os"

	"keyless.dev/keyless/cmd/keyless/command"
)

func main() {
	os.Exit(command.Main(os.Args[1:]))
}
