package inference

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"keyless.dev/keyless/internal/fault"
)

// versionRule is how a family handles the query parameter api-version.
type versionRule uint8

const (
	versionIgnored versionRule = iota
	versionNeeded              // required: 400 without; any date
	versionAzure               // required and published: otherwise 404, as for an unknown path
	versionV1                  // v1, preview, latest or none; 400 for a date
	versionRefused             // not allowed: 400
)

// The published api-versions of Azure OpenAI, in order. Source: Microsoft's page "Azure OpenAI in Azure AI Foundry Models REST API
// reference" and the specifications of the service, by the names of their folders.
var azureVersions = [...]string{
	"2022-03-01-preview", "2022-06-01-preview", "2022-12-01", "2023-03-15-preview", "2023-05-15", "2023-06-01-preview",
	"2023-07-01-preview", "2023-08-01-preview", "2023-09-01-preview", "2023-10-01-preview", "2023-12-01-preview", "2024-02-01",
	"2024-02-15-preview", "2024-03-01-preview", "2024-04-01-preview", "2024-05-01-preview", "2024-06-01", "2024-07-01-preview",
	"2024-08-01-preview", "2024-09-01-preview", "2024-10-01-preview", "2024-10-21", "2024-11-01-preview", "2024-12-01-preview",
	"2025-01-01-preview", "2025-02-01-preview", "2025-03-01-preview", "2025-04-01-preview", "2025-04-14-preview",
}

// firstResponses is the first version with the Responses API.
const firstResponses = "2025-03-01-preview"

// checkVersion applies the version rule of the operation's family to the query.
func checkVersion(op *operation, query string) error {
	version := ""
	if query != "" {
		version = queryValue(query, "api-version")
	}
	switch op.family.version {
	case versionNeeded:
		if version == "" {
			return fault.New(fault.Invalid, codeBadRequest, "Missing required query parameter: api-version")
		}
		if !isVersion(version) {
			return badVersion()
		}
	case versionAzure:
		if !slices.Contains(azureVersions[:], version) {
			return notFound()
		}
		if strings.HasPrefix(op.path, "responses") && version < firstResponses {
			return fault.New(fault.Invalid, codeBadRequest, "Azure OpenAI Responses API is enabled only for api-version %s and later", firstResponses)
		}
	case versionV1:
		if version != "" && version != "v1" && version != "preview" && version != "latest" {
			return badVersion()
		}
	case versionRefused:
		if version != "" {
			return fault.New(fault.Invalid, codeBadRequest, "api-version query parameter is not allowed when using /v1 path")
		}
	}
	return nil
}

func badVersion() error { return fault.New(fault.Invalid, codeBadRequest, "API version not supported") }

func queryValue(query, name string) string {
	values, _ := url.ParseQuery(query) // malformed pairs are ignored
	return values.Get(name)
}

// isVersion reports whether v has the form of a version: 2024-10-21, 2024-05-01-preview, v1, preview or latest.
func isVersion(v string) bool {
	if v == "v1" || v == "preview" || v == "latest" {
		return true
	}
	if len(v) > len(time.DateOnly) && v[len(time.DateOnly):] != "-preview" {
		return false
	}
	_, err := time.Parse(time.DateOnly, v[:min(len(v), len(time.DateOnly))])
	return err == nil
}
