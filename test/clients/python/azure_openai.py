"""The openai package's AzureOpenAI with a token provider. Prints an answer, a streamed answer, an embedding's size.

AZURE_OPENAI_ENDPOINT, which the package reads itself, is https://<resource>.openai.azure.com on Azure.
"""

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import AzureOpenAI

client = AzureOpenAI(
    azure_ad_token_provider=get_bearer_token_provider(
        DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"
    ),
    api_version="2024-10-21",
)
question = [{"role": "user", "content": "Say hello."}]

completion = client.chat.completions.create(model="chat", messages=question)
answer = completion.choices[0].message.content
assert answer and completion.usage.total_tokens > 0, completion
print("chat:", answer)

pieces = []
for chunk in client.chat.completions.create(model="chat", messages=question, stream=True):
    if chunk.choices and chunk.choices[0].delta.content:
        pieces.append(chunk.choices[0].delta.content)
assert len(pieces) > 1, pieces
print("stream:", "".join(pieces))

vectors = client.embeddings.create(model="embed", input=["one", "two"]).data
assert len(vectors) == 2, vectors
print("embed:", len(vectors[0].embedding))
