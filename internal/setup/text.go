package setup

import (
	"fmt"
	"strconv"
	"time"

	"keyless.dev/keyless/internal/directory"
)

// configText is the configuration. Each setting that is not there has a default: docs/production.md has them all.
func configText(at origins, cert, key, store string) string {
	q := strconv.Quote // a string of Go's is one of YAML's
	return fmt.Sprintf(`# The configuration of keyless serve. Paths are relative to this file.
origins:
  login: %s
  arm: %s
  graph: %s
  accounts: %s
listen: %s
data: data
tls: {cert: %s, key: %s}
store: %s
keys: {encryptionKeyFile: %s}
world: %s
`, q(at.login), q(at.arm), q(at.graph), q(at.accounts), q(":"+at.port), q(cert), q(key), q(store), q(KeyFile), q(WorldFile)) + `
# Without upstreams, the built-in model answers. For models of your own:
# upstreams:
#   - {name: vllm, kind: openai, url: http://127.0.0.1:8000/v1}
`
}

// worldText is what the empty store starts with.
func worldText(domain, administrator string, invitation *directory.Invitation) string {
	q := strconv.Quote
	return fmt.Sprintf(`# What an empty store starts with. It is read once: change the server with keyless apply afterwards.
tenants:
  - domain: %s
    users:
      - userPrincipalName: %s
        directoryRoles: [Global Administrator]
        # The link that keyless init printed works once and until then. Its secret is not in this file.
        invitation: {hash: %s, expires: %s}
    subscriptions:
      - displayName: AI
        resourceGroups:
          - name: rg-ai
            accounts:
              - name: models
                disableLocalAuth: true
                deployments:
                  - {name: chat, model: {format: Keyless, name: keyless-chat}}
    roleAssignments:
      - {role: Owner, principal: %s, scope: AI}
`, q(domain), q(administrator), q(invitation.Hash), q(invitation.ExpiresAt.Format(time.RFC3339)), q("user:"+administrator+"@"+domain))
}
