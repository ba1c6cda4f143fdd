package token

import (
	"crypto/rsa"
	"time"
)

// WorkloadAudience is the audience that federated credentials of workloads expect. Source: the default of Azure's workload
// identity webhook, and the federated credentials reference.
const WorkloadAudience = "api://AzureADTokenExchange"

// WorkloadLifetime is the lifetime of a workload's token, the default of Kubernetes.
const WorkloadLifetime = time.Hour

// workloadNamespace is the namespace of all workloads of this server.
const workloadNamespace = "keyless"

// WorkloadIssuer returns the issuer of workload tokens in a tenant, which corresponds to the issuer of a Kubernetes cluster.
// It does not issue access tokens: see IssuerOf.
func WorkloadIssuer(login, tenant string) string { return login + "/" + tenant + "/workload" }

// WorkloadSubject returns the subject of a workload in the form of a Kubernetes service account.
func WorkloadSubject(name string) string {
	return "system:serviceaccount:" + workloadNamespace + ":" + name
}

// Workload mints a workload's token, with the claims that Kubernetes projects for a service account. Only the token endpoint
// accepts it, as a client assertion.
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

// Public returns the public key with an id, if it is published.
func (k *Keys) Public(kid string) (*rsa.PublicKey, bool) {
	return k.current.Load().public(kid, k.now())
}
