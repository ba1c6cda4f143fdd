// Command rest is the article's REST call in Go, where azure-ai-inference does not exist: a token of
// DefaultAzureCredential in the Authorization header of a plain POST. It prints the answer.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

func main() {
	log.SetFlags(0)
	answer, err := ask(context.Background(), os.Getenv("KEYLESS_ENDPOINT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("chat:", answer)
}

func ask(ctx context.Context, endpoint string) (string, error) {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		return "", err
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://ai.azure.com/.default"}})
	if err != nil {
		return "", err
	}
	body := []byte(`{"model":"chat","messages":[{"role":"user","content":"Say hello."}]}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/chat/completions?api-version=2024-05-01-preview", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+token.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s %s", res.Status, text)
	}
	var completion struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.Unmarshal(text, &completion); err != nil {
		return "", err
	}
	if len(completion.Choices) == 0 {
		return "", fmt.Errorf("no choice in %s", text)
	}
	return completion.Choices[0].Message.Content, nil
}
