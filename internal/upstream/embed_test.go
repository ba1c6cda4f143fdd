package upstream_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// embedAll returns the vectors of texts.
func embedAll(t *testing.T, all ...string) [][]float64 {
	t.Helper()
	input, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	status, text := ask(t, "/embeddings", `{"model":"embed","input":`+string(input)+`}`)
	var out struct {
		Data []struct{ Embedding []float64 }
	}
	if err := json.Unmarshal([]byte(text), &out); status != 200 || err != nil || len(out.Data) != len(all) {
		t.Fatalf("%d %v %.200s", status, err, text)
	}
	var vectors [][]float64
	for _, d := range out.Data {
		vectors = append(vectors, d.Embedding)
	}
	return vectors
}

func TestVectorsHaveLengthOneAndReflectSimilarity(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{4,9}`)
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.SliceOfNDistinct(word, 16, 16, rapid.ID[string]).Draw(r, "words")
		text, others := words[:8], words[8:]
		at := rapid.IntRange(0, 7).Draw(r, "the word that differs")
		similar := slices.Clone(text)
		similar[at] = others[0]
		v := embedAll(t, strings.Join(text, " "), strings.Join(similar, " "), strings.Join(others, " "), strings.ToUpper(strings.Join(text, ", ")))
		for i := range v {
			if length := math.Sqrt(dot(v[i], v[i])); math.Abs(length-1) > 1e-4 {
				r.Fatalf("vector %d has length %v", i, length)
			}
		}
		near, far := dot(v[0], v[1]), dot(v[0], v[2])
		if near < 0.5 || near < far+0.25 {
			r.Fatalf("a text with one other word of eight is at %.3f, one with none in common at %.3f", near, far)
		}
		if same := dot(v[0], v[3]); same < 0.9999 {
			r.Fatalf("case and commas move a text to %.3f", same)
		}
		if again := embedAll(t, strings.Join(text, " "))[0]; !slices.Equal(again, v[0]) {
			r.Fatal("the same text has two vectors")
		}
	})
}

func TestQuestionsAreClosestToTheirSubject(t *testing.T) {
	documents := []string{
		"Assign the role Cognitive Services User at the resource.",
		"Ollama serves models on this machine.",
		"Tokens expire after one hour.",
	}
	for question, want := range map[string]int{
		"Which role do I assign at a resource?": 0,
		"Can I use Ollama for my models?":       1,
		"When does a token expire?":             2,
	} {
		v := embedAll(t, append([]string{question}, documents...)...)
		best := 0
		for i := range documents {
			if dot(v[0], v[i+1]) > dot(v[0], v[best+1]) {
				best = i
			}
		}
		if best != want {
			t.Errorf("%q is nearest to %q", question, documents[best])
		}
	}
}
