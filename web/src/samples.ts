// Programs that call a deployment as whoever runs them: no key in any of them.
import { shell } from "./ui/text";

export const libraries = { inference: "Azure AI Inference", openai: "OpenAI SDK", anthropic: "Anthropic SDK" } as const;
export type Library = keyof typeof libraries;
export const languages = ["Python", "JavaScript", "C#", "Java", "Go", "REST", "az"] as const;
export type Language = (typeof languages)[number];

export interface Target {
  account: string; // its name
  endpoint: string; // of the account, without a trailing slash
  deployment: string;
}

const scope = "https://cognitiveservices.azure.com/.default";
const resource = "https://cognitiveservices.azure.com";
// quoted is text as a string literal of JavaScript, Python, C#, Java and Go.
const quoted = (text: string): string => JSON.stringify(text);
const question = "What is 6*7?";

type Sample = (t: Target) => string;

const rest = (path: string, body: (deployment: string) => unknown, headers = ""): Sample => (t) => `TOKEN=$(az account get-access-token --resource ${resource} --query accessToken --output tsv)
curl --fail-with-body "${t.endpoint}${path}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${headers} \\
  -d ${shell(JSON.stringify(body(t.deployment)))}`;

const azRest = (path: string, body: (deployment: string) => unknown): Sample => (t) => `az rest --method post --resource ${resource} \\
  --url "${t.endpoint}${path}" \\
  --body ${shell(JSON.stringify(body(t.deployment)))}`;

const chatPath = "/models/chat/completions?api-version=2024-05-01-preview";
const chat = (model: string) => ({ model, messages: [{ role: "user", content: question }] });
const message = (model: string) => ({ model, max_tokens: 200, messages: [{ role: "user", content: question }] });

const samples: Record<Library, Record<Language, Sample>> = {
  inference: {
    Python: (t) => `# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${quoted(t.endpoint + "/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${scope}"],
)
response = client.complete(
    model=${quoted(t.deployment)},
    messages=[{"role": "user", "content": "${question}"}],
)
print(response.choices[0].message.content)`,
    JavaScript: (t) => `// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${quoted(t.endpoint + "/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${scope}"] },
});
const response = await client.path("/chat/completions").post({
  body: { model: ${quoted(t.deployment)}, messages: [{ role: "user", content: "${question}" }] },
});
console.log(response.body.choices[0].message.content);`,
    "C#": (t) => `// dotnet add package Azure.AI.Inference --prerelease && dotnet add package Azure.Identity
using Azure.AI.Inference;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

var options = new AzureAIInferenceClientOptions();
options.AddPolicy(new BearerTokenAuthenticationPolicy(new DefaultAzureCredential(),
    new[] { "${scope}" }), HttpPipelinePosition.PerRetry);
var client = new ChatCompletionsClient(new Uri(${quoted(t.endpoint + "/models")}),
    new DefaultAzureCredential(), options);
var response = client.Complete(new ChatCompletionsOptions {
    Model = ${quoted(t.deployment)},
    Messages = { new ChatRequestUserMessage("${question}") },
});
Console.WriteLine(response.Value.Content);`,
    Java: (t) => `// com.azure:azure-ai-inference, com.azure:azure-identity
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.models.*;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.List;

public class Sample {
  public static void main(String[] args) {
    var client = new ChatCompletionsClientBuilder()
        .endpoint(${quoted(t.endpoint + "/models")})
        .credential(new DefaultAzureCredentialBuilder().build())
        .scopes(new String[] {"${scope}"})
        .buildClient();
    var options = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("${question}")));
    options.setModel(${quoted(t.deployment)});
    System.out.println(client.complete(options).getChoice().getMessage().getContent());
  }
}`,
    Go: (t) => `// go get github.com/Azure/azure-sdk-for-go/sdk/azidentity
// Azure AI Inference has no package for Go: this is its REST API.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const question = \`${JSON.stringify(chat(t.deployment))}\`

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	token, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{"${scope}"}})
	if err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest("POST", ${quoted(t.endpoint + chatPath)}, strings.NewReader(question))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Choices) == 0 {
		log.Fatal(response.Status, " ", err)
	}
	fmt.Println(answer.Choices[0].Message.Content)
}`,
    REST: rest(chatPath, chat),
    az: azRest(chatPath, chat),
  },
  openai: {
    Python: (t) => `# pip install openai azure-identity
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=${quoted(t.endpoint + "/openai/v1/")},
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "${scope}"),
)
response = client.chat.completions.create(
    model=${quoted(t.deployment)},
    messages=[{"role": "user", "content": "${question}"}],
)
print(response.choices[0].message.content)`,
    JavaScript: (t) => `// npm install openai @azure/identity
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${quoted(t.endpoint + "/openai/v1/")},
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "${scope}"),
});
const response = await client.chat.completions.create({
  model: ${quoted(t.deployment)},
  messages: [{ role: "user", content: "${question}" }],
});
console.log(response.choices[0].message.content);`,
    "C#": (t) => `// dotnet add package OpenAI && dotnet add package Azure.Identity
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

var policy = new BearerTokenPolicy(new DefaultAzureCredential(), "${scope}");
var client = new ChatClient(model: ${quoted(t.deployment)}, authenticationPolicy: policy,
    options: new OpenAIClientOptions { Endpoint = new Uri(${quoted(t.endpoint + "/openai/v1/")}) });
ChatCompletion response = client.CompleteChat("${question}");
Console.WriteLine(response.Content[0].Text);`,
    Java: (t) => `// com.openai:openai-java, com.azure:azure-identity
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

public class Sample {
  public static void main(String[] args) {
    var credential = new DefaultAzureCredentialBuilder().build();
    var request = new TokenRequestContext().addScopes("${scope}");
    var client = OpenAIOkHttpClient.builder()
        .baseUrl(${quoted(t.endpoint + "/openai/v1")})
        .credential(BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken()))
        .build();
    var response = client.chat().completions().create(ChatCompletionCreateParams.builder()
        .model(${quoted(t.deployment)}).addUserMessage("${question}").build());
    System.out.println(response.choices().get(0).message().content().orElse(""));
  }
}`,
    Go: (t) => `// go get github.com/openai/openai-go/v3 github.com/Azure/azure-sdk-for-go/sdk/azidentity
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(azure.WithEndpoint(${quoted(t.endpoint)}, "2024-10-21"), azure.WithTokenCredential(credential))
	response, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    ${quoted(t.deployment)},
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("${question}")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Choices[0].Message.Content)
}`,
    REST: rest("/openai/v1/chat/completions", chat),
    az: azRest("/openai/v1/chat/completions", chat),
  },
  anthropic: {
    Python: (t) => `# pip install anthropic azure-identity
from anthropic import AnthropicFoundry
from azure.identity import DefaultAzureCredential, get_bearer_token_provider

client = AnthropicFoundry(
    base_url=${quoted(t.endpoint + "/anthropic")},
    azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "${scope}"),
)
message = client.messages.create(
    model=${quoted(t.deployment)},
    max_tokens=200,
    messages=[{"role": "user", "content": "${question}"}],
)
print(message.content[0].text)`,
    JavaScript: (t) => `// npm install @anthropic-ai/foundry-sdk @azure/identity
import AnthropicFoundry from "@anthropic-ai/foundry-sdk";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

const client = new AnthropicFoundry({
  baseURL: ${quoted(t.endpoint + "/anthropic")},
  azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "${scope}"),
});
const message = await client.messages.create({
  model: ${quoted(t.deployment)},
  max_tokens: 200,
  messages: [{ role: "user", content: "${question}" }],
});
console.log(message.content[0].text);`,
    "C#": (t) => `// dotnet add package Anthropic.Foundry && dotnet add package Azure.Identity
using Anthropic.Foundry;
using Anthropic.Models.Messages;
using Azure.Identity;

var credentials = new AnthropicFoundryIdentityTokenCredentials(new DefaultAzureCredential(),
    ${quoted(t.account)}, ["${scope}"]);
var client = new AnthropicFoundryClient(credentials) { BaseUrl = ${quoted(t.endpoint + "/anthropic")} };
var message = await client.Messages.Create(new MessageCreateParams {
    Model = ${quoted(t.deployment)},
    MaxTokens = 200,
    Messages = [new() { Role = Role.User, Content = "${question}" }],
});
Console.WriteLine(string.Join("", message.Content.Select(b => b.Value).OfType<TextBlock>().Select(b => b.Text)));`,
    Java: (t) => `// com.anthropic:anthropic-java, com.anthropic:anthropic-java-foundry, com.azure:azure-identity
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.foundry.backends.FoundryBackend;
import com.anthropic.models.messages.MessageCreateParams;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;

public class Sample {
  public static void main(String[] args) {
    var credential = new DefaultAzureCredentialBuilder().build();
    var request = new TokenRequestContext().addScopes("${scope}");
    var client = AnthropicOkHttpClient.builder()
        .backend(FoundryBackend.builder()
            .baseUrl(${quoted(t.endpoint + "/anthropic")})
            .bearerTokenSupplier(() -> credential.getTokenSync(request).getToken())
            .build())
        .build();
    var message = client.messages().create(MessageCreateParams.builder()
        .model(${quoted(t.deployment)}).maxTokens(200).addUserMessage("${question}").build());
    message.content().forEach(block -> block.text().ifPresent(text -> System.out.println(text.text())));
  }
}`,
    Go: (t) => `// go get github.com/anthropics/anthropic-sdk-go github.com/Azure/azure-sdk-for-go/sdk/azidentity
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/foundry"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client, err := foundry.NewClient(foundry.ClientConfig{
		BaseURL: ${quoted(t.endpoint + "/anthropic/")},
		AzureADTokenProvider: func(ctx context.Context) (string, error) {
			token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"${scope}"}})
			return token.Token, err
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	message, err := client.Messages.New(context.Background(), anthropic.MessageNewParams{
		Model:     ${quoted(t.deployment)},
		MaxTokens: 200,
		Messages:  []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock("${question}"))},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(message.Content[0].Text)
}`,
    REST: rest("/anthropic/v1/messages", message, ` -H "anthropic-version: 2023-06-01"`),
    az: azRest("/anthropic/v1/messages", message),
  },
};

// Calls are the languages in which the playground shows a call.
export const calls = ["curl", "Python", "JavaScript"] as const;
export type Call = (typeof calls)[number];

// pythonic is a value of JSON as an expression of Python, laid out as JSON is.
function pythonic(value: unknown, indent = ""): string {
  const inner = indent + "    ";
  const list = (open: string, items: string[], close: string): string => (items.length ? `${open}\n${items.map((item) => inner + item + ",\n").join("")}${indent}${close}` : open + close);
  if (Array.isArray(value)) return list("[", value.map((item) => pythonic(item, inner)), "]");
  if (value && typeof value === "object") return list("{", Object.entries(value).map(([key, item]) => `${quoted(key)}: ${pythonic(item, inner)}`), "}");
  return typeof value === "string" ? quoted(value) : value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);
}

// call is code for one call of the chat completions of an endpoint, whose body is any that the playground sends.
export function call(language: Call, endpoint: string, body: object): string {
  const text = JSON.stringify(body, null, 2);
  switch (language) {
    case "curl":
      return `TOKEN=$(az account get-access-token --resource ${resource} --query accessToken --output tsv)
curl --fail-with-body "${endpoint}${chatPath}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -H "extra-parameters: pass-through" \\
  -d ${shell(text)}`;
    case "Python":
      return `# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${quoted(endpoint + "/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${scope}"],
)
body = ${pythonic(body)}
response = client.complete(body, headers={"extra-parameters": "pass-through"})
print(response.choices[0].message)`;
    case "JavaScript":
      return `// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${quoted(endpoint + "/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${scope}"] },
});
const response = await client.path("/chat/completions").post({
  headers: { "extra-parameters": "pass-through" },
  body: ${text.replaceAll("\n", "\n  ")},
});
console.log(response.body.choices[0].message);`;
  }
}

export const sample = (library: Library, language: Language, target: Target): string => samples[library][language](target);
