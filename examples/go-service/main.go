// Command ask is a service that answers questions with a model: POST /ask {"question": "…"}. It signs in by
// DefaultAzureCredential and has no keys.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	service, err := newService()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", service))
}

// newService is the service, at the resource that AZURE_OPENAI_ENDPOINT names.
func newService() (http.Handler, error) {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		return nil, err
	}
	model := openai.NewClient(
		azure.WithEndpoint(os.Getenv("AZURE_OPENAI_ENDPOINT"), "2024-10-21"),
		azure.WithTokenCredential(credential),
		option.WithMaxRetries(0),
	)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ask", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Question string }
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, "the body is JSON with a question", http.StatusBadRequest)
			return
		}
		completion, err := model.Chat.Completions.New(r.Context(), openai.ChatCompletionNewParams{
			Model:    "chat",
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(in.Question)},
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"answer": completion.Choices[0].Message.Content})
	})
	return mux, nil
}
