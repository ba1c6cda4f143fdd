package token

import (
	"crypto/rsa"
	"time"
)

// WorkloadAudience is what a federated credential of a workload expects a token to be for. Source: the default of
// Azure's workload identity webhook, and of the federated credentials reference.
const WorkloadAudience = "api://AzureADTokenExchange"

// WorkloadLifetime is how long a workload's token is good for: Kubernetes' default.
const WorkloadLifetime = time.Hour

// workloadNamespace is the namespace of workloads, which all are on this server.
const workloadNamespace = "keyless"

// WorkloadIssuer is who vouches for the workloads of a tenant, as a cluster's own issuer does. It is no issuer of access
// tokens: see IssuerOf.
func WorkloadIssuer(login, tenant string) string { return login + "/" + tenant + "/workload" }

// WorkloadSubject is the service account of a workload, as Kubernetes writes it.
func WorkloadSubject(name string) string {
	return "system:serviceaccount:" + workloadNamespace + ":" + name
}

// Workload mints the token that a workload finds in its file: what Kubernetes projects for a service account. It is a
// proof of who the workload is, and opens nothing but the token endpoint.
func (s *Signer) Workload(tenant, name, uid string) (raw string, expires time.Time, err error) {
	now := s.Now()
	expires = now.Add(WorkloadLifetime)
	type account struct {
		Name string `json:"name"`
		UID  string `json:"uid"`
	}
	type cluster struct {
		Namespace string  `json:"namespace"`
		Account   account `json:"serviceaccount"`
	}
	raw, err = s.sign(struct {
		Audience  []string `json:"aud"`
		Expires   int64    `json:"exp"`
		IssuedAt  int64    `json:"iat"`
		Issuer    string   `json:"iss"`
		ID        string   `json:"jti"`
		Cluster   cluster  `json:"kubernetes.io"`
		NotBefore int64    `json:"nbf"`
		Subject   string   `json:"sub"`
	}{
		[]string{WorkloadAudience},
		expires.Unix(), now.Unix(), WorkloadIssuer(s.Login, tenant), random(),
		cluster{workloadNamespace, account{name, uid}},
		now.Unix(), WorkloadSubject(name),
	})
	return raw, expires, err
}

// Public finds the public half of a published key.
func (k *Keys) Public(kid string) (*rsa.PublicKey, bool) {
	return k.current.Load().public(kid, k.now())
}
