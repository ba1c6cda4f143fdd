// Command azureopenai is openai-go with the azure options and DefaultAzureCredential. It prints an answer, a streamed
// answer and an embedding's size. AZURE_OPENAI_ENDPOINT is https://<resource>.openai.azure.com on Azure.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
)

func main() {
	log.SetFlags(0)
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(
		azure.WithEndpoint(os.Getenv("AZURE_OPENAI_ENDPOINT"), "2024-10-21"),
		azure.WithTokenCredential(credential),
	)
	if err := ask(context.Background(), client); err != nil {
		log.Fatal(err)
	}
}

func ask(ctx context.Context, client openai.Client) error {
	question := openai.ChatCompletionNewParams{
		Model:    "chat",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Say hello.")},
	}
	completion, err := client.Chat.Completions.New(ctx, question)
	if err != nil {
		return err
	}
	if completion.Usage.TotalTokens == 0 {
		return fmt.Errorf("no usage in %s", completion.RawJSON())
	}
	fmt.Println("chat:", completion.Choices[0].Message.Content)

	var pieces []string
	stream := client.Chat.Completions.NewStreaming(ctx, question)
	for stream.Next() {
		for _, choice := range stream.Current().Choices {
			if choice.Delta.Content != "" {
				pieces = append(pieces, choice.Delta.Content)
			}
		}
	}
	if err := stream.Err(); err != nil {
		return err
	}
	if len(pieces) < 2 {
		return fmt.Errorf("the stream came in %d pieces", len(pieces))
	}
	fmt.Println("stream:", strings.Join(pieces, ""))

	embedded, err := client.Embeddings.New(ctx, openai.EmbeddingNewParams{
		Model: "embed",
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"one", "two"}},
	})
	if err != nil {
		return err
	}
	if len(embedded.Data) != 2 {
		return fmt.Errorf("%d embeddings for two inputs", len(embedded.Data))
	}
	fmt.Println("embed:", len(embedded.Data[0].Embedding))
	return nil
}
