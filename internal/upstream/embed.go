package upstream

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"strconv"
	"strings"
	"unicode"

	"keyless.dev/keyless/internal/ascii"
)

// Limits of an embeddings request to the built-in model.
const (
	defaultDimensions = 1536
	maxDimensions     = 4096
	maxInputs         = 2048
)

// embedRequest is the part of an embeddings request that the built-in model uses.
type embedRequest struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"`
	Dimensions *int            `json:"dimensions"`
	Encoding   string          `json:"encoding_format"`
}

type embedding struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"`
}

type embedWhole struct {
	Object string      `json:"object"`
	Data   []embedding `json:"data"`
	Model  string      `json:"model"`
	Usage  embedUsage  `json:"usage"`
}

type embedUsage struct {
	Prompt int `json:"prompt_tokens"`
	Total  int `json:"total_tokens"`
}

// embed returns a vector of length 1 for each input. Texts with common words and trigrams are close to each other.
func (b *BuiltIn) embed(ctx context.Context, body []byte) (*reply, error) {
	var in embedRequest
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, invalid("", "The request body could not be read: "+err.Error()+".")
	}
	dimensions := defaultDimensions
	if in.Dimensions != nil {
		dimensions = *in.Dimensions
	}
	switch {
	case !embeds(in.Model):
		return nil, notFor("embeddings", in.Model)
	case dimensions < 1 || dimensions > maxDimensions:
		return nil, invalid("dimensions", "'dimensions' must be from 1 to 4096.")
	case in.Encoding != "" && in.Encoding != "float" && in.Encoding != "base64":
		return nil, invalid("encoding_format", "'encoding_format' must be 'float' or 'base64'.")
	}
	inputs, err := readInputs(in.Input)
	if err != nil {
		return nil, err
	}
	told := b.Script.find(asked{routeEmbeddings, in.Model, textOf(in.Input)})
	if err := told.begin(ctx); err != nil {
		return nil, err
	}
	whole := embedWhole{Object: "list", Model: in.Model, Data: make([]embedding, len(inputs))}
	for i, features := range inputs {
		vector := vectorOf(features.parts, dimensions)
		whole.Data[i] = embedding{"embedding", i, vector}
		if in.Encoding == "base64" {
			whole.Data[i].Embedding = packed(vector)
		}
		whole.Usage.Prompt += features.tokens
	}
	if told != nil && told.Usage != nil {
		whole.Usage.Prompt = told.Usage.Prompt
	}
	whole.Usage.Total = whole.Usage.Prompt
	return b.manner(told).whole(ctx, 0, whole)
}

// input is an input to embed, as a list of features.
type input struct {
	parts  []string
	tokens int
}

// readInputs parses a string, an array of strings, an array of tokens, an array of arrays of tokens, or an array of images
// with texts.
func readInputs(raw json.RawMessage) ([]input, error) {
	var (
		many   texts
		ids    []int
		groups [][]int
		images []struct {
			Image string `json:"image"`
			Text  string `json:"text"`
		}
		out []input
	)
	switch {
	case len(raw) == 0 || string(raw) == "null":
	case json.Unmarshal(raw, &many) == nil:
		for _, text := range many {
			if text == "" {
				return nil, invalid("input", "'input' cannot hold an empty text.")
			}
			out = append(out, input{textFeatures(text), countTokens(text)})
		}
	case json.Unmarshal(raw, &ids) == nil:
		out = append(out, input{idFeatures(ids), len(ids)})
	case json.Unmarshal(raw, &groups) == nil:
		for _, g := range groups {
			if len(g) == 0 {
				return nil, invalid("input", "'input' cannot hold an empty array.")
			}
			out = append(out, input{idFeatures(g), len(g)})
		}
	case json.Unmarshal(raw, &images) == nil:
		for _, i := range images {
			out = append(out, input{append(textFeatures(i.Text), "image "+i.Image), 1 + countTokens(i.Text)})
		}
	}
	if len(out) == 0 || len(out) > maxInputs {
		return nil, invalid("input", "'input' must be a text, an array of 1 to 2048 texts, or token ids.")
	}
	return out, nil
}

// textFeatures returns the words of text and their trigrams, in lower case.
func textFeatures(text string) []string {
	var all []string
	words := strings.FieldsFunc(ascii.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		words = []string{text}
	}
	for _, w := range words {
		all = append(all, "word "+w)
		runes := []rune("^" + w + "$")
		for i := 0; i+3 <= len(runes); i++ {
			all = append(all, string(runes[i:i+3]))
		}
	}
	return all
}

func idFeatures(ids []int) []string {
	all := make([]string, 0, 2*len(ids))
	for i, id := range ids {
		all = append(all, "id "+strconv.Itoa(id))
		if i > 0 {
			all = append(all, "ids "+strconv.Itoa(ids[i-1])+" "+strconv.Itoa(id))
		}
	}
	return all
}

// vectorOf adds a direction for each feature, derived from its hash, and scales the sum to length 1.
func vectorOf(features []string, dimensions int) []float32 {
	sums := make([]float64, dimensions)
	for _, f := range features {
		h := fnv.New64a()
		_, _ = h.Write([]byte(f)) // a hash never returns an error
		sum := h.Sum64()
		sign := 1.0
		if sum>>63 == 1 {
			sign = -1
		}
		sums[(sum&(1<<63-1))%uint64(dimensions)] += sign
	}
	length := 0.0
	for _, x := range sums {
		length += x * x
	}
	if length == 0 { // the features cancel out
		sums[0], length = 1, 1
	}
	length = math.Sqrt(length)
	vector := make([]float32, dimensions)
	for i, x := range sums {
		vector[i] = float32(x / length)
	}
	return vector
}

// packed encodes a vector as base64 of little-endian numbers.
func packed(vector []float32) string {
	raw := make([]byte, 0, 4*len(vector))
	for _, x := range vector {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(raw)
}
