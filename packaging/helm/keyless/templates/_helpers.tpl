{{- define "keyless.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "keyless.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "keyless.labels" -}}
{{ include "keyless.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "keyless.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "keyless.name" .) }}
{{- end }}

{{- define "keyless.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- /* What the chart decides, over what the values say. */}}
{{- define "keyless.config" -}}
{{- $own := dict
  "listen" ":8443"
  "data" "/var/lib/keyless"
  "tls" (dict "cert" "/run/secrets/keyless-tls/tls.crt" "key" "/run/secrets/keyless-tls/tls.key")
  "keys" (dict "encryptionKeyFile" "/run/secrets/keyless/kek")
  "metrics" (dict "listen" (printf ":%d" (int .Values.metrics.port))) -}}
{{- $config := mergeOverwrite (deepCopy .Values.config) $own -}}
{{- if and (hasKey $config "quotas") (not (hasKey $config.quotas "replicas")) -}}
{{- $_ := set $config.quotas "replicas" (ternary (int .Values.autoscaling.maxReplicas) (int .Values.replicas) .Values.autoscaling.enabled) -}}
{{- end -}}
{{ toYaml $config }}
{{- end }}

{{- define "keyless.pod" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - {name: config, configMap: {name: {{ .config }}}}
  - {name: secrets, secret: {secretName: {{ .root.Values.secretName | quote }}, defaultMode: 0440}}
  - {name: tls, secret: {secretName: {{ .root.Values.tlsSecretName | quote }}, defaultMode: 0440}}
  - {name: state, emptyDir: {}}
  - {name: tmp, emptyDir: {}}
{{- end }}

{{- define "keyless.container" -}}
image: {{ include "keyless.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
resources: {{ toYaml .Values.resources | nindent 2 }}
volumeMounts:
  - {name: config, mountPath: /etc/keyless, readOnly: true}
  - {name: secrets, mountPath: /run/secrets/keyless, readOnly: true}
  - {name: tls, mountPath: /run/secrets/keyless-tls, readOnly: true}
  - {name: state, mountPath: /var/lib/keyless}
  - {name: tmp, mountPath: /tmp}
{{- end }}

{{- /* Not those that Services select. */}}
{{- define "keyless.migrationLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}-migration
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
