// Command routes goes through each route that openai-go offers, on Azure's routes and on /openai/v1, and prints a line
// for each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

func main() {
	log.SetFlags(0)
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	root, ctx := os.Getenv("AZURE_OPENAI_ENDPOINT"), context.Background()
	byDeployment := openai.NewClient(azure.WithEndpoint(root, "2024-10-21"), azure.WithTokenCredential(credential))
	v1 := openai.NewClient(option.WithBaseURL(root+"/openai/v1/"), option.WithMiddleware(
		func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
			token, err := credential.GetToken(r.Context(), policy.TokenRequestOptions{Scopes: []string{"https://ai.azure.com/.default"}})
			if err != nil {
				return nil, err
			}
			r.Header.Set("Authorization", "Bearer "+token.Token)
			return next(r)
		}))
	if err := errors.Join(through(ctx, "azure", byDeployment), through(ctx, "v1", v1), respond(ctx, "v1", v1)); err != nil {
		log.Fatal(err)
	}
}

// step is one route: nil, or what went wrong.
type step struct {
	name string
	do   func() error
}

func run(name string, steps []step) error {
	for _, s := range steps {
		if err := s.do(); err != nil {
			return fmt.Errorf("%s %s: %w", name, s.name, err)
		}
		fmt.Println(name, s.name)
	}
	return nil
}

func same(got, want string) error {
	if got != want {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}

func question(text string) openai.ChatCompletionNewParams {
	return openai.ChatCompletionNewParams{Model: "chat", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(text)}}
}

func city() map[string]any {
	return map[string]any{"type": "object", "properties": map[string]any{"city": map[string]any{"type": "string"}}, "required": []string{"city"}}
}

func through(ctx context.Context, name string, client openai.Client) error {
	return run(name, []step{
		{"chat", func() error {
			whole, err := client.Chat.Completions.New(ctx, question("Say one two three"))
			if err != nil {
				return err
			}
			return same(whole.Choices[0].Message.Content, "one two three")
		}},
		{"chat stream", func() error {
			stream, all := client.Chat.Completions.NewStreaming(ctx, question("Say one two three")), openai.ChatCompletionAccumulator{}
			for stream.Next() {
				all.AddChunk(stream.Current())
			}
			if err := stream.Err(); err != nil {
				return err
			}
			return same(all.Choices[0].Message.Content, "one two three")
		}},
		{"chat tools", func() error {
			asked := question("What is the weather in Oslo?")
			asked.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "get_weather", Parameters: city()})}
			called, err := client.Chat.Completions.New(ctx, asked)
			if err != nil {
				return err
			}
			return same(called.Choices[0].Message.ToolCalls[0].Function.Arguments, `{"city":"Oslo"}`)
		}},
		{"chat json schema", func() error {
			asked := question("Say one")
			asked.ResponseFormat.OfJSONSchema = &openai.ResponseFormatJSONSchemaParam{JSONSchema: openai.ResponseFormatJSONSchemaJSONSchemaParam{Name: "place", Schema: city()}}
			shaped, err := client.Chat.Completions.New(ctx, asked)
			if err != nil {
				return err
			}
			var place struct{ City *string }
			if err := json.Unmarshal([]byte(shaped.Choices[0].Message.Content), &place); err != nil || place.City == nil {
				return fmt.Errorf("%s: %w", shaped.Choices[0].Message.Content, err)
			}
			return nil
		}},
		{"chat without deployment", func() error {
			asked := question("Say one")
			asked.Model = "nothing"
			_, err := client.Chat.Completions.New(ctx, asked)
			var refused *openai.Error
			if !errors.As(err, &refused) || refused.StatusCode != http.StatusNotFound {
				return fmt.Errorf("it ended with %w", err)
			}
			return nil
		}},
		{"embeddings", func() error {
			vectors, err := client.Embeddings.New(ctx, openai.EmbeddingNewParams{
				Model: "embed", Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"one", "two"}}, Dimensions: openai.Int(64),
			})
			if err != nil {
				return err
			}
			return same(fmt.Sprint(len(vectors.Data), len(vectors.Data[0].Embedding)), "2 64")
		}},
		{"completions", func() error {
			whole, err := client.Completions.New(ctx, openai.CompletionNewParams{Model: "chat", Prompt: openai.CompletionNewParamsPromptUnion{OfString: openai.String("Say one two")}})
			if err != nil {
				return err
			}
			return same(whole.Choices[0].Text, "one two")
		}},
		{"models", func() error {
			names := ""
			list := client.Models.ListAutoPaging(ctx)
			for list.Next() {
				names += " " + list.Current().ID
			}
			if list.Err() != nil || !strings.Contains(names, "chat") {
				return fmt.Errorf("%s: %w", names, list.Err())
			}
			return nil
		}},
	})
}

func respond(ctx context.Context, name string, client openai.Client) error {
	asked := responses.ResponseNewParams{Model: "chat", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("Say one two three")}}
	var id string
	return run(name, []step{
		{"responses", func() error {
			whole, err := client.Responses.New(ctx, asked)
			if err != nil {
				return err
			}
			id = whole.ID
			return same(whole.OutputText(), "one two three")
		}},
		{"responses stream", func() error {
			stream, text := client.Responses.NewStreaming(ctx, asked), ""
			for stream.Next() {
				if event := stream.Current(); event.Type == "response.output_text.delta" {
					text += event.Delta
				}
			}
			if err := stream.Err(); err != nil {
				return err
			}
			return same(text, "one two three")
		}},
		{"responses retrieve and delete", func() error {
			kept, err := client.Responses.Get(ctx, id, responses.ResponseGetParams{})
			if err != nil {
				return err
			}
			if err := same(kept.OutputText(), "one two three"); err != nil {
				return err
			}
			return client.Responses.Delete(ctx, id)
		}},
	})
}
