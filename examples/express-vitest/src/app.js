import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import express from "express";
import { AzureOpenAI } from "openai";

/** An application that answers questions with a model. It signs in by DefaultAzureCredential and has no keys. */
export function createApp() {
  const model = new AzureOpenAI({
    endpoint: process.env.AZURE_OPENAI_ENDPOINT,
    azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"),
    apiVersion: "2024-10-21",
    maxRetries: 0,
  });
  const app = express();
  app.use(express.json());
  app.post("/ask", async (request, response) => {
    try {
      const answer = await model.chat.completions.create({
        model: "chat",
        messages: [{ role: "user", content: String(request.body.question) }],
      });
      response.json({ answer: answer.choices[0].message.content });
    } catch (error) {
      response.status(502).json({ error: error.message });
    }
  });
  return app;
}
