"""The plain OpenAI client on /openai/v1, a token in the place of the key. Prints an answer, a streamed answer, an embedding's size, the models."""

import os

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/") + "/openai/v1/",
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "https://ai.azure.com/.default"),
)
question = [{"role": "user", "content": "Say hello."}]

completion = client.chat.completions.create(model="chat", messages=question)
answer = completion.choices[0].message.content
assert answer and completion.usage.total_tokens > 0, completion
print("chat:", answer)

pieces, usage = [], None
for chunk in client.chat.completions.create(
    model="chat", messages=question, stream=True, stream_options={"include_usage": True}
):
    usage = chunk.usage or usage
    if chunk.choices and chunk.choices[0].delta.content:
        pieces.append(chunk.choices[0].delta.content)
assert len(pieces) > 1 and usage.total_tokens > 0, (pieces, usage)
print("stream:", "".join(pieces))

vectors = client.embeddings.create(model="embed", input=["one", "two"]).data
assert len(vectors) == 2, vectors
print("embed:", len(vectors[0].embedding))

names = [model.id for model in client.models.list()]
assert "chat" in names, names
print("models:", *sorted(names))
