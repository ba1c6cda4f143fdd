// The code under test, as an application has it: DefaultAzureCredential, and no key.
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import { AzureOpenAI } from "openai";

export async function ask(question) {
  const model = new AzureOpenAI({
    endpoint: process.env.AZURE_OPENAI_ENDPOINT,
    azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"),
    apiVersion: "2024-10-21",
    maxRetries: 0,
  });
  const answer = await model.chat.completions.create({ model: "chat", messages: [{ role: "user", content: question }] });
  return answer.choices[0].message.content;
}
