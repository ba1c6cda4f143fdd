// Package helm renders the chart of packaging/helm as helm does, and checks what comes out: by the schemas of Kubernetes with
// kubeconform, and by the types of those who defined the others. It is a module of its own, so that neither the product nor its packager
// depends on Kubernetes.
package helm

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"sigs.k8s.io/yaml"
)

const minimal = `
config:
  origins: {login: "https://login.ai.example.com", arm: "https://arm.ai.example.com", graph: "https://graph.ai.example.com", accounts: "https://*.ai.example.com"}
  store: postgres://keyless@postgres.data.svc/keyless?password_file=/run/secrets/keyless/postgres-password
`

const everything = minimal + `
  quotas: {shared: "redis://valkey.data.svc:6379"}
  world: /run/secrets/keyless/world.yaml
image: {repository: registry.example.com/keyless, digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
imagePullSecrets: [{name: registry}]
autoscaling: {enabled: true, maxReplicas: 7}
externalSecret: {enabled: true, storeRef: {name: vault, kind: ClusterSecretStore}, data: {kek: keyless/kek, postgres-password: keyless/postgres, world.yaml: keyless/world}}
networkPolicy:
  enabled: true
  ingress: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateway}}}]
  metrics: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
  egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data}}}], ports: [{protocol: TCP, port: 5432}, {protocol: TCP, port: 6379}]}]
metrics: {serviceMonitor: {enabled: true, labels: {release: prometheus}}}
service: {type: LoadBalancer, annotations: {example.com/lb: internal}}
serviceAccount: {annotations: {azure.workload.identity/client-id: 0c1d2e3f-4a5b-4c6d-8e7f-8091a2b3c4d5}}
podLabels: {azure.workload.identity/use: "true"}
podAnnotations: {example.com/note: "yes"}
nodeSelector: {kubernetes.io/os: linux}
tolerations: [{key: dedicated, operator: Exists}]
topologySpread: {whenUnsatisfiable: DoNotSchedule}
`

// render gives every object that helm would send, by kind and name.
func render(t *testing.T, values string) (map[string]string, error) {
	t.Helper()
	c, err := loader.Load("../../helm/keyless")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		t.Fatal(err)
	}
	return renderChart(c, given)
}

func renderChart(c *chart.Chart, given map[string]any) (map[string]string, error) {
	options := chartutil.ReleaseOptions{Name: "keyless", Namespace: "ai", Revision: 2, IsUpgrade: true}
	// Invalid values fail here.
	values, err := chartutil.ToRenderValues(c, given, options, chartutil.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	files, err := engine.Engine{Strict: true}.Render(c, values)
	if err != nil {
		return nil, err
	}
	objects := map[string]string{}
	for name, text := range files {
		if filepath.Ext(name) != ".yaml" {
			continue
		}
		for one := range strings.SplitSeq("\n"+text, "\n---\n") {
			var head struct {
				Kind     string
				Metadata struct{ Name string }
			}
			if err := yaml.Unmarshal([]byte(one), &head); err != nil {
				return nil, err
			}
			if head.Kind != "" {
				objects[head.Kind+"/"+head.Metadata.Name] = one
			}
		}
	}
	return objects, nil
}

// schemas unpacks those of one version of Kubernetes out of the wheel that KUBERNETES_SCHEMAS names, as kubeconform wants them.
func schemas(t *testing.T, version string) string {
	t.Helper()
	wheel := os.Getenv("KUBERNETES_SCHEMAS")
	if wheel == "" {
		t.Fatal("KUBERNETES_SCHEMAS names no wheel of kubernetes-validate: run packaging/helm/test.sh")
	}
	all, err := zip.OpenReader(wheel)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = all.Close() }()
	dir := t.TempDir()
	for _, f := range all.File {
		if !strings.Contains(f.Name, "/v"+version+"-local-strict/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		// They are in one folder here, and not at the address that they say they have.
		text = bytes.ReplaceAll(text, []byte(`"/api/_definitions.json`), []byte(`"_definitions.json`))
		text = bytes.ReplaceAll(text, []byte(`"$id":`), []byte(`"$comment":`))
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f.Name)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// elsewhere are the kinds that are not Kubernetes' own.
var elsewhere = map[string]func(text []byte) error{
	"ServiceMonitor": strictly[serviceMonitor],
	"ExternalSecret": strictly[externalSecret],
}

func strictly[T any](text []byte) error {
	var into T
	return yaml.UnmarshalStrict(text, &into)
}

type object struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name   string            `json:"name"`
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
}

// serviceMonitor is what the chart uses of monitoring.coreos.com/v1.
type serviceMonitor struct {
	object `json:",inline"`
	Spec   struct {
		Selector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"selector"`
		Endpoints []struct{ Port, Path, Interval string } `json:"endpoints"`
	} `json:"spec"`
}

// externalSecret is what the chart uses of external-secrets.io/v1.
type externalSecret struct {
	object `json:",inline"`
	Spec   struct {
		RefreshInterval string                                `json:"refreshInterval"`
		SecretStoreRef  struct{ Name, Kind string }           `json:"secretStoreRef"`
		Target          struct{ Name, CreationPolicy string } `json:"target"`
		Data            []struct {
			SecretKey string               `json:"secretKey"`
			RemoteRef struct{ Key string } `json:"remoteRef"`
		} `json:"data"`
	} `json:"spec"`
}

func TestChartOutputIsValid(t *testing.T) {
	for _, version := range []string{"1.29.0", "1.37.0"} {
		dir := schemas(t, version)
		check, err := validator.New([]string{dir + "/{{ .ResourceKind }}{{ .KindSuffix }}.json"}, validator.Opts{KubernetesVersion: version, Strict: true})
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range map[string]string{"minimal": minimal, "everything": everything, "no migration": minimal + "migration: {enabled: false}\n"} {
			objects, err := render(t, values)
			if err != nil {
				t.Fatal(err)
			}
			for id, text := range objects {
				kind, _, _ := strings.Cut(id, "/")
				if strict, ok := elsewhere[kind]; ok {
					if err := strict([]byte(text)); err != nil {
						t.Errorf("%s, %s: %v", name, id, err)
					}
					continue
				}
				if r := check.ValidateResource(resource.Resource{Bytes: []byte(text)}); r.Status != validator.Valid {
					t.Errorf("Kubernetes %s, %s, %s: %v\n%s", version, name, id, r.Err, text)
				}
			}
		}
		if r := check.ValidateResource(resource.Resource{Bytes: []byte("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replica: 3}\n")}); r.Status != validator.Invalid {
			t.Errorf("a Deployment that is none is %v: the schemas do not check", r.Status)
		}
	}
}

func TestWhatIsMade(t *testing.T) {
	always := []string{
		"ConfigMap/keyless", "Deployment/keyless", "PodDisruptionBudget/keyless", "Service/keyless", "Service/keyless-metrics", "ServiceAccount/keyless",
		"ConfigMap/keyless-migration", "Job/keyless-migration", "ServiceAccount/keyless-migration",
	}
	for name, row := range map[string]struct {
		values string
		want   []string
	}{
		"minimal":    {minimal, always},
		"everything": {everything, append(slices.Clone(always), "ExternalSecret/keyless", "HorizontalPodAutoscaler/keyless", "NetworkPolicy/keyless", "ServiceMonitor/keyless")},
		"no migration, and an account of one's own": {minimal + "migration: {enabled: false}\nserviceAccount: {name: own}\n", []string{
			"ConfigMap/keyless", "Deployment/keyless", "PodDisruptionBudget/keyless", "Service/keyless", "Service/keyless-metrics",
		}},
	} {
		objects, err := render(t, row.values)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for id := range objects {
			got = append(got, id)
		}
		slices.Sort(got)
		slices.Sort(row.want)
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestChartOverridesItsPartOfTheConfiguration(t *testing.T) {
	objects, err := render(t, everything)
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Data map[string]string }
	if err := yaml.Unmarshal([]byte(objects["ConfigMap/keyless"]), &m); err != nil {
		t.Fatal(err)
	}
	text := m.Data["keyless.yaml"]
	for _, want := range []string{"listen: :8443\n", "encryptionKeyFile: /run/secrets/keyless/kek\n", "replicas: 7\n", "cert: /run/secrets/keyless-tls/tls.crt\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestValuesThatCannotServeAreRefused(t *testing.T) {
	for because, values := range map[string]string{
		"no configuration":                       "",
		"no store":                               strings.Replace(minimal, "store:", "upstreams: [] #", 1),
		"a store that pods cannot share":         strings.Replace(minimal, "postgres://keyless@postgres.data.svc/keyless?password_file=/run/secrets/keyless/postgres-password", "sqlite:///var/lib/keyless/keyless.db", 1),
		"a plain origin":                         strings.Replace(minimal, "https://login.", "http://login.", 1),
		"an address that the chart decides":      minimal + "  listen: \":80\"\n",
		"a value that is not known":              minimal + "replica: 3\n",
		"no pods":                                minimal + "replicas: 0\n",
		"an external secret of no store":         minimal + "externalSecret: {enabled: true, data: {kek: k}}\n",
		"an external secret without the key":     minimal + "externalSecret: {enabled: true, storeRef: {name: v, kind: SecretStore}, data: {other: k}}\n",
		"a digest that is none":                  minimal + "image: {digest: latest}\n",
		"a Service of a kind that there is none": minimal + "service: {type: Gateway}\n",
	} {
		if objects, err := render(t, values); err == nil {
			t.Errorf("%s: %d objects", because, len(objects))
		}
	}
}

func TestPodsHaveOnlyTheRequiredPrivileges(t *testing.T) {
	objects, err := render(t, everything)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"Deployment/keyless", "Job/keyless-migration"} {
		for _, want := range []string{"runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]", "type: RuntimeDefault", "automountServiceAccountToken: false", "@sha256:"} {
			if !bytes.Contains([]byte(objects[id]), []byte(want)) {
				t.Errorf("%s: no %s", id, want)
			}
		}
	}
}
