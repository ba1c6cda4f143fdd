package upstream

import (
	"regexp"
	"strings"

	"keyless.dev/keyless/internal/ascii"
)

// respondTo returns the built-in model's reply to a conversation. It is deterministic.
func respondTo(messages []message, model string) string {
	last, text := lastTurn(messages)
	if last == "tool" || last == "function" {
		return "The tool returned: " + text
	}
	if text == "" {
		return "You sent no text. Ask me something."
	}
	for _, rule := range []func(text, model string) string{sayBack, calculate, aboutItself, aboutKeyless, greet, summarize} {
		if said := rule(text, model); said != "" {
			return said
		}
	}
	return "You said: " + text
}

// lastTurn returns the role and text of the last message that is not an instruction.
func lastTurn(messages []message) (role, text string) {
	for i := len(messages) - 1; i >= 0; i-- {
		switch m := messages[i]; m.Role {
		case "user", "tool", "function":
			return m.Role, strings.TrimSpace(string(m.Content))
		}
	}
	return "", ""
}

// sayBack answers "say X", "repeat X" and "echo X".
func sayBack(text, _ string) string {
	found := regexp.MustCompile(`(?is)^(?:please\s+)?(?:just\s+)?(?:say|repeat|echo|reply with|respond with|answer with)(?:\s+(?:exactly|only|just|after me|back))*[:\s]+(.+)$`).FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	said := strings.TrimSpace(found[1])
	if quoted := strings.Trim(said, ".!"); len(quoted) >= 2 && strings.ContainsRune(`"'`, rune(quoted[0])) && quoted[0] == quoted[len(quoted)-1] {
		return quoted[1 : len(quoted)-1]
	}
	return said
}

func aboutItself(text, model string) string {
	if !regexp.MustCompile(`(?i)\b(who|what) are you\b|\byour name\b|\b(what|which) model\b|\bintroduce yourself\b`).MatchString(text) {
		return ""
	}
	return "I am " + model + ", the model that is built into keyless. I answer without a network, and always in the same way, so that programs can be tested against me."
}

func aboutKeyless(text, _ string) string {
	lower := ascii.ToLower(text)
	switch {
	case !strings.Contains(lower, "keyless") && !strings.Contains(lower, "entra") && !strings.Contains(lower, "api key"):
		return ""
	case strings.Contains(lower, "role"):
		return "To call a model without a key, a principal needs a role with the data action, as Cognitive Services User has it, at the resource. Owner and Contributor administer; they do not let you call a model."
	case strings.Contains(lower, "api key"):
		return "Keys go past every role. Switch them off with disableLocalAuth, and sign in with Microsoft Entra ID instead."
	}
	return "Keyless means that nobody holds an API key: callers sign in with Microsoft Entra ID, and a role assignment at the resource says who may call the model."
}

func greet(text, _ string) string {
	if !regexp.MustCompile(`(?i)^\W*(hi|hello|hey|hallo|good (morning|afternoon|evening)|greetings)\b`).MatchString(text) {
		return ""
	}
	return "Hello! How can I help you today?"
}

// maxSummary is the maximum length of a summary in characters.
const maxSummary = 200

// summarize answers with the first sentence after "summarize".
func summarize(text, _ string) string {
	found := regexp.MustCompile(`(?is)^(?:please\s+)?(?:summari[sz]e|tl;?dr)\b[^:\n]*[:\n]\s*(.+)$`).FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	first := strings.Join(strings.Fields(found[1]), " ")
	if end := strings.IndexAny(first, ".!?"); end > 0 {
		first = first[:end+1]
	}
	if runes := []rune(first); len(runes) > maxSummary {
		first = string(runes[:maxSummary]) + "…"
	}
	return "In short: " + first
}
