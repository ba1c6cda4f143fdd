package rbac

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed operations.txt
var operationsText string

// operations are the known actions, in lower case, by Plane.
var operations = sync.OnceValue(func() (known [2][][]byte) {
	for line := range strings.Lines(operationsText) {
		plane, action, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch plane {
		case "data":
			known[Data] = append(known[Data], appendLower(nil, action))
		case "control":
			known[Control] = append(known[Control], appendLower(nil, action))
		}
	}
	return known
})

// Operation is a known action or data action.
type Operation struct {
	Action string // as Azure writes it
	Data   bool
}

// Operations returns the known operations.
func Operations() []Operation {
	var all []Operation
	for line := range strings.Lines(operationsText) {
		if plane, action, _ := strings.Cut(strings.TrimSpace(line), " "); plane == "data" || plane == "control" {
			all = append(all, Operation{action, plane == "data"})
		}
	}
	return all
}

// dataNamespaces are patterns for data actions that exist but are not in our list of operations: those of built-in roles for
// other services (speech, language, vision …), and the services of Microsoft.CognitiveServices without a list.
var dataNamespaces = sync.OnceValue(func() (known []pattern) {
	for _, service := range cognitiveServices {
		known = append(known, compilePattern("Microsoft.CognitiveServices/accounts/"+service+"/*"))
	}
	for _, r := range builtins().ordered {
		for i := range r.permissions {
			for _, p := range r.permissions[i].planes[Data].gives {
				if !p.star || !listed(p.text) {
					known = append(known, p)
				}
			}
		}
	}
	return known
})

// cognitiveServices are the first segments of the data actions below an account. Source: the data actions of
// Microsoft.CognitiveServices in "Azure permissions for AI + machine learning".
var cognitiveServices = [...]string{
	"AnomalyDetector", "Autosuggest", "BatchAvatar", "BatchTextToSpeech", "Billing", "ComputerVision", "ContentModerator", "ContentSafety",
	"ContentUnderstanding", "CustomVision", "EntitySearch", "Face", "FormRecognizer", "HealthInsights", "ImageSearch", "ImmersiveReader", "InkRecognizer",
	"Language", "LUIS", "MetricsAdvisor", "ModelPlatform", "MultiModalIntelligence", "NewsSearch", "Personalizer", "QnAMaker", "QnAMaker.v2",
	"QuestionAnswering", "Speech", "SpeechServices", "SpellCheck", "TextAnalytics", "TextTranslation", "VideoSearch", "VideoTranslation", "VisualSearch", "WebSearch",
}

// listed reports whether our list has all operations that a pattern can match.
func listed(text string) bool {
	for _, namespace := range []string{"*", "accounts/openai/", "accounts/maas/", "accounts/mai/", "accounts/aiservices/"} {
		if strings.HasPrefix(text, "microsoft.cognitiveservices/"+namespace) {
			return true
		}
	}
	return false
}

// knownDataAction reports whether an action or pattern can match an existing data action.
func knownDataAction(text string) bool {
	asked := compilePattern(text)
	namespace, _, _ := strings.Cut(asked.text, "/")
	if !strings.Contains(namespace, "*") && !withoutForeignData[namespace] {
		return namespaces()[namespace]
	}
	for _, action := range operations()[Data] {
		if asked.match(action) {
			return true
		}
	}
	for i := range dataNamespaces() {
		if overlap(asked.text, dataNamespaces()[i].text) {
			return true
		}
	}
	return false
}

// overlap reports whether some text matches both patterns. It takes len(a) × len(b) steps.
func overlap(a, b string) bool {
	// reach[j] reports whether some text matches both a[:i] and b[:j].
	reach := make([]bool, len(b)+1)
	reach[0] = true
	skipStars(reach, b)
	for i := range len(a) {
		next := make([]bool, len(b)+1)
		for j, ok := range reach {
			if !ok {
				continue
			}
			if a[i] == '*' { // matches nothing, or any part of the rest of b
				for k := j; k <= len(b); k++ {
					next[k] = true
				}
				break
			}
			if j < len(b) && b[j] == a[i] {
				next[j+1] = true
			}
			if j > 0 && b[j-1] == '*' {
				next[j] = true
			}
		}
		skipStars(next, b)
		reach = next
	}
	return reach[len(b)]
}

// skipStars lets the stars of b match the empty text.
func skipStars(reach []bool, b string) {
	for j := range len(b) {
		if reach[j] && b[j] == '*' {
			reach[j+1] = true
		}
	}
}
