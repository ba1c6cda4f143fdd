package rbac

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed operations.txt
var operationsText string

// operations are the actions known to exist, in lower case, by Plane.
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

// Operation is an action or data action that is known to exist.
type Operation struct {
	Action string // as Azure writes it
	Data   bool
}

// Operations lists the operations that keyless knows.
func Operations() []Operation {
	var all []Operation
	for line := range strings.Lines(operationsText) {
		if plane, action, _ := strings.Cut(strings.TrimSpace(line), " "); plane == "data" || plane == "control" {
			all = append(all, Operation{action, plane == "data"})
		}
	}
	return all
}

// dataNamespaces are the data actions of built-in roles for services whose operation list we do not hold (speech,
// language, vision …): patterns that are known to stand for something. So are the services of Microsoft.CognitiveServices
// whose operations we do not hold.
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

// cognitiveServices are the first words of the data actions below an account. Source: the data actions of
// Microsoft.CognitiveServices in "Azure permissions for AI + machine learning".
var cognitiveServices = [...]string{
	"AnomalyDetector", "Autosuggest", "BatchAvatar", "BatchTextToSpeech", "Billing", "ComputerVision", "ContentModerator", "ContentSafety",
	"ContentUnderstanding", "CustomVision", "EntitySearch", "Face", "FormRecognizer", "HealthInsights", "ImageSearch", "ImmersiveReader", "InkRecognizer",
	"Language", "LUIS", "MetricsAdvisor", "ModelPlatform", "MultiModalIntelligence", "NewsSearch", "Personalizer", "QnAMaker", "QnAMaker.v2",
	"QuestionAnswering", "Speech", "SpeechServices", "SpellCheck", "TextAnalytics", "TextTranslation", "VideoSearch", "VideoTranslation", "VisualSearch", "WebSearch",
}

// listed reports whether the operations that a pattern may stand for are all in our list.
func listed(text string) bool {
	for _, namespace := range []string{"*", "accounts/openai/", "accounts/maas/", "accounts/mai/", "accounts/aiservices/"} {
		if strings.HasPrefix(text, "microsoft.cognitiveservices/"+namespace) {
			return true
		}
	}
	return false
}

// knownDataAction reports whether an action or pattern of data actions stands for anything that exists.
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

// overlap reports whether there is a text that both patterns match. It takes len(a) × len(b) steps.
func overlap(a, b string) bool {
	// reach[j]: some text is matched by a so far and by b[:j].
	reach := make([]bool, len(b)+1)
	reach[0] = true
	skipStars(reach, b)
	for i := range len(a) {
		next := make([]bool, len(b)+1)
		for j, ok := range reach {
			if !ok {
				continue
			}
			if a[i] == '*' { // nothing, or as much of b as there is
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

// skipStars lets the stars of b stand for nothing.
func skipStars(reach []bool, b string) {
	for j := range len(b) {
		if reach[j] && b[j] == '*' {
			reach[j+1] = true
		}
	}
}
