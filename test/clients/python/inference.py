"""The article's Python: azure-ai-inference with DefaultAzureCredential. Prints an answer, a streamed answer, an embedding's size.

The endpoint is KEYLESS_ENDPOINT, https://<resource>.services.ai.azure.com/models on Azure. The credential is whatever
DefaultAzureCredential finds: the AZURE_CLIENT_* variables, or the session of az.
"""

import os

from azure.ai.inference import ChatCompletionsClient, EmbeddingsClient
from azure.ai.inference.models import SystemMessage, UserMessage
from azure.identity import DefaultAzureCredential

endpoint = os.environ["KEYLESS_ENDPOINT"]
credential = DefaultAzureCredential()
scopes = ["https://cognitiveservices.azure.com/.default"]

client = ChatCompletionsClient(endpoint=endpoint, credential=credential, credential_scopes=scopes)
question = [SystemMessage("You are a helpful assistant."), UserMessage("Say hello.")]

response = client.complete(model="chat", messages=question)
answer = response.choices[0].message.content
assert answer and response.usage.total_tokens > 0, response
print("chat:", answer)

pieces = []
for update in client.complete(model="chat", messages=question, stream=True):
    if update.choices and update.choices[0].delta.content:
        pieces.append(update.choices[0].delta.content)
assert len(pieces) > 1, pieces
print("stream:", "".join(pieces))

embeddings = EmbeddingsClient(endpoint=endpoint, credential=credential, credential_scopes=scopes)
vectors = embeddings.embed(model="embed", input=["one", "two"]).data
assert len(vectors) == 2, vectors
print("embed:", len(vectors[0].embedding))
