"""Each route that azure-ai-inference offers, synchronously and asynchronously. Prints a line for each."""

import asyncio
import json
import os

from azure.ai.inference import ChatCompletionsClient, EmbeddingsClient, ImageEmbeddingsClient, aio
from azure.ai.inference.models import (
    AssistantMessage,
    ChatCompletionsToolDefinition,
    FunctionDefinition,
    ImageEmbeddingInput,
    JsonSchemaFormat,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.identity.aio import DefaultAzureCredential as AsyncCredential

ENDPOINT = os.environ["KEYLESS_ENDPOINT"]
SCOPES = ["https://cognitiveservices.azure.com/.default"]
QUESTION = [SystemMessage("You are a helpful assistant."), UserMessage("Say one two three")]
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = ChatCompletionsToolDefinition(function=FunctionDefinition(name="get_weather", parameters=CITY))


def synchronous():
    credential = DefaultAzureCredential()
    client = ChatCompletionsClient(ENDPOINT, credential, credential_scopes=SCOPES, model="chat")
    whole = client.complete(messages=QUESTION, temperature=0, seed=7)
    assert whole.choices[0].message.content == "one two three" and whole.usage.total_tokens > 0, whole
    print("chat")

    pieces = [update.choices[0].delta.content for update in client.complete(messages=QUESTION, stream=True) if update.choices]
    assert "".join(piece or "" for piece in pieces) == "one two three" and len(pieces) > 2, pieces
    print("chat stream")

    asked = [UserMessage("What is the weather in Oslo?")]
    call = client.complete(messages=asked, tools=[WEATHER]).choices[0]
    assert call.finish_reason == "tool_calls", call
    (tool,) = call.message.tool_calls
    assert json.loads(tool.function.arguments) == {"city": "Oslo"}, call
    asked += [AssistantMessage(tool_calls=[tool]), ToolMessage("7 degrees", tool_call_id=tool.id)]
    assert "7 degrees" in client.complete(messages=asked, tools=[WEATHER]).choices[0].message.content
    print("chat tools")

    shape = JsonSchemaFormat(name="place", schema=CITY, strict=True)
    assert "city" in json.loads(client.complete(messages=QUESTION, response_format=shape).choices[0].message.content)
    print("chat json schema")

    passed = client.complete(messages=QUESTION, model_extras={"n": 2})
    assert len(passed.choices) == 2, passed
    print("chat extra parameters")

    # The class has no place for the deployment's name here, on Azure neither.
    info = client.get_model_info(headers={"x-ms-model-mesh-model-name": "chat"})
    assert info.model_name and info.model_type == "chat_completion", info
    print("info")

    embeddings = EmbeddingsClient(ENDPOINT, credential, credential_scopes=SCOPES, model="embed")
    vectors = embeddings.embed(input=["one", "two"], dimensions=64).data
    assert [len(vector.embedding) for vector in vectors] == [64, 64], vectors
    print("embeddings")

    pictures = ImageEmbeddingsClient(ENDPOINT, credential, credential_scopes=SCOPES, model="embed")
    vectors = pictures.embed(input=[ImageEmbeddingInput(image="data:image/png;base64,iVBORw0KGgo=", text="a dot")]).data
    assert len(vectors[0].embedding) > 1, vectors
    print("image embeddings")

    try:
        client.complete(messages=QUESTION, model="nothing")
        raise AssertionError("a deployment that is not there answered")
    except HttpResponseError as missing:
        assert missing.status_code in (400, 404), missing
    print("chat without deployment")


async def asynchronous():
    async with AsyncCredential() as credential:
        async with aio.ChatCompletionsClient(ENDPOINT, credential, credential_scopes=SCOPES, model="chat") as client:
            whole = await client.complete(messages=QUESTION)
            assert whole.choices[0].message.content == "one two three", whole
            print("async chat")
            pieces = []
            async for update in await client.complete(messages=QUESTION, stream=True):
                pieces += [choice.delta.content for choice in update.choices if choice.delta.content]
            assert "".join(pieces) == "one two three" and len(pieces) > 1, pieces
            print("async chat stream")
            call = (await client.complete(messages=[UserMessage("What is the weather in Oslo?")], tools=[WEATHER])).choices[0]
            assert call.finish_reason == "tool_calls", call
            print("async chat tools")
        async with aio.EmbeddingsClient(ENDPOINT, credential, credential_scopes=SCOPES, model="embed") as client:
            assert len((await client.embed(input=["one"])).data[0].embedding) > 1
            print("async embeddings")


synchronous()
asyncio.run(asynchronous())
