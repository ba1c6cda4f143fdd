package world

// Default returns the world of a new developer server. Nobody in it may call the model until someone assigns the role, which
// is what the server is there to try out.
func Default() *World {
	w := &World{Tenants: []Tenant{{
		Domain:      "keyless.localhost",
		DisplayName: "Keyless",
		Users: []User{
			{UserPrincipalName: "ada", Mail: "ada@keyless.localhost", DirectoryRoles: []Ref{{Name: "Global Administrator"}}},
			{UserPrincipalName: "bob", Mail: "bob@keyless.localhost"},
			{UserPrincipalName: "cleo", Mail: "cleo@keyless.localhost"},
		},
		Groups: []Group{{
			DisplayName: "developers",
			Description: "Who develops with the models.",
			Members:     []Ref{{Name: "cleo@keyless.localhost"}},
			Owners:      []Ref{{Name: "ada@keyless.localhost"}},
		}},
		Applications: []Application{{DisplayName: "ci-pipeline"}},
		Subscriptions: []Subscription{{
			DisplayName: "Keyless Dev",
			ResourceGroups: []ResourceGroup{{
				Name: "rg-keyless",
				Accounts: []Account{{
					Name: "foundry",
					Deployments: []Deployment{
						{Name: "chat", Model: Model{Format: "Keyless", Name: "keyless-chat", Version: "1"}},
						{Name: "embed", Model: Model{Format: "Keyless", Name: "keyless-embed", Version: "1"}},
					},
				}},
				ManagedIdentities: []ManagedIdentity{{Name: "app-identity"}},
			}},
		}},
		RoleAssignments: []RoleAssignment{
			{Role: Ref{Name: "Owner"}, Principal: Ref{Name: "ada@keyless.localhost"}, Scope: Ref{Name: "Keyless Dev"}},
		},
	}}}
	if err := w.complete(); err != nil {
		panic(err) // the text above is valid
	}
	return w
}
