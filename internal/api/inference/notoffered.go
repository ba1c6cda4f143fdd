package inference

import (
	"strings"

	"keyless.dev/keyless/internal/ascii"
	"keyless.dev/keyless/internal/fault"
)

// absentAPI is an API of published clients that keyless does not implement. docs/apis.md lists them.
type absentAPI struct {
	name string
	// below lists the prefixes of the API's paths, relative to those of a family.
	below []string
}

// absentFamily holds the absent APIs under the prefixes of some families.
type absentFamily struct {
	prefixes []string
	apis     []absentAPI
}

// absent returns all APIs that keyless does not implement. Source: the routes that openai 3.57, anthropic 2.14, azure-ai-projects
// 2.10 and azure-ai-agents 1.1 for Python call.
func absent() []absentFamily {
	return []absentFamily{
		{[]string{"openai/v1", "openai", "api/projects/{projectName}/openai/v1"}, []absentAPI{
			{"Agents", []string{"agents"}},
			{"Assistants", []string{"assistants", "threads"}},
			{"ChatKit", []string{"chatkit"}},
			{"Containers", []string{"containers"}},
			{"Content Provenance", []string{"content_provenance_checks"}},
			{"Custom Voices", []string{"audio/voices", "audio/voice_consents"}},
			{"Decisions", []string{"decisions"}},
			{"Evals", []string{"evals"}},
			{"Fine-tuning", []string{"fine_tuning"}},
			{"Live", []string{"live"}},
			{"Moderations", []string{"moderations"}},
			{"On Your Data", []string{"extensions"}},
			{"Organization", []string{"organization", "projects"}},
			{"Realtime Calls", []string{"realtime/calls", "realtime/sessions", "realtime/transcription_sessions", "realtime/translations"}},
			{"Safety", []string{"safety"}},
			{"Skills", []string{"skills"}},
			{"Stored Completions", []string{"chat/completions"}},
			{"Uploads", []string{"uploads"}},
			{"Vaults", []string{"vaults"}},
			{"Vector Stores", []string{"vector_stores"}},
			{"Videos", []string{"videos", "video"}},
			{"Webhooks", []string{"webhook_endpoints", "webhook_event_types"}},
		}},
		{[]string{"openai/deployments/{deployment-id}"}, []absentAPI{
			{"On Your Data", []string{"extensions"}},
		}},
		{[]string{"anthropic/v1"}, []absentAPI{
			{"Agents", []string{"agents", "sessions", "environments", "deployments", "deployment_runs", "dreams", "tunnels"}},
			{"Anthropic Files", []string{"files"}},
			{"Anthropic Models", []string{"models"}},
			{"Anthropic Organization", []string{"organizations", "compliance"}},
			{"Memory Stores", []string{"memory_stores"}},
			{"Message Batches", []string{"messages/batches"}},
			{"Skills", []string{"skills"}},
			{"Text Completions", []string{"complete"}},
			{"User Profiles", []string{"user_profiles"}},
			{"Vaults", []string{"vaults"}},
		}},
		{[]string{"api/projects/{projectName}"}, []absentAPI{
			{"Agents", []string{"agents", "agents:generate", "assistants", "threads", "agent_insight_monitors", "agent_optimization_jobs", "agent_optimization_jobs:estimate"}},
			{"Data Generation", []string{"data_generation_jobs"}},
			{"Datasets", []string{"datasets"}},
			{"Evaluations", []string{"evaluationrules", "evaluationtaxonomies", "evaluators", "evaluator_generation_jobs", "insights", "schedules"}},
			{"Files of agents", []string{"files"}},
			{"Indexes", []string{"indexes"}},
			{"Memory Stores", []string{"memory_stores"}},
			{"Registered Models", []string{"models"}},
			{"Red Teams", []string{"redTeams"}},
			{"Routines", []string{"routines"}},
			{"Skills", []string{"skills"}},
			{"Toolboxes", []string{"toolboxes"}},
			{"Vector Stores", []string{"vector_stores"}},
		}},
	}
}

// absentPath is a path prefix of an absent API, split into segments, and the API's name.
type absentPath struct {
	segments []string
	name     string
}

type absentPaths []absentPath

func newAbsentPaths() absentPaths {
	var all absentPaths
	for _, family := range absent() {
		for _, prefix := range family.prefixes {
			for _, api := range family.apis {
				for _, below := range api.below {
					all = append(all, absentPath{strings.Split(ascii.ToLower(prefix+"/"+below), "/"), api.name})
				}
			}
		}
	}
	return all
}

// find returns the name of the absent API of a path, or "". The longest match wins. A segment in braces matches any segment.
func (a absentPaths) find(path string) string {
	asked := strings.FieldsFunc(ascii.ToLower(path), func(r rune) bool { return r == '/' })
	name, longest := "", 0
	for _, known := range a {
		if len(known.segments) <= longest || len(known.segments) > len(asked) {
			continue
		}
		same := true
		for i, segment := range known.segments {
			same = same && (segment == asked[i] || strings.HasPrefix(segment, "{"))
		}
		if same {
			name, longest = known.name, len(known.segments)
		}
	}
	return name
}

// notOffered is the error for a call of an API that keyless does not implement.
func notOffered(api string) *fault.Error {
	return fault.New(fault.NotFound, "404", "keyless does not offer the %s API. See docs/apis.md for the APIs that it offers.", api)
}
