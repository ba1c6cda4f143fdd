"""Each route that the openai package offers, with AzureOpenAI (by deployment) and with OpenAI on /openai/v1, whole and
as streams, and with the asynchronous clients. Prints a line for each."""

import asyncio
import json
import os

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, BadRequestError, NotFoundError, OpenAI
from pydantic import BaseModel

ROOT = os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/")
QUESTION = [{"role": "user", "content": "Say one two three"}]
WEATHER = {
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
TOOLS = [{"type": "function", "function": WEATHER}]
PICTURE = "data:image/png;base64,iVBORw0KGgo="


class Place(BaseModel):
    city: str
    people: int


def chat(name, client):
    whole = client.chat.completions.create(model="chat", messages=QUESTION, logprobs=True, max_tokens=50)
    assert whole.choices[0].message.content == "one two three" and whole.usage.total_tokens > 0, whole
    assert whole._request_id, "x-request-id"
    print(name, "chat")

    with client.chat.completions.stream(
        model="chat", messages=QUESTION, stream_options={"include_usage": True}
    ) as stream:
        kinds = [event.type for event in stream]
    final = stream.get_final_completion()
    assert final.choices[0].message.content == "one two three" and final.usage.total_tokens > 0, final
    assert kinds.count("content.delta") > 2, kinds
    print(name, "chat stream")

    asked = [{"role": "user", "content": "What is the weather in Oslo?"}]
    call = client.chat.completions.create(model="chat", messages=asked, tools=TOOLS).choices[0]
    assert call.finish_reason == "tool_calls", call
    assert json.loads(call.message.tool_calls[0].function.arguments) == {"city": "Oslo"}, call
    asked += [call.message, {"role": "tool", "tool_call_id": call.message.tool_calls[0].id, "content": "7 degrees"}]
    told = client.chat.completions.create(model="chat", messages=asked, tools=TOOLS)
    assert "7 degrees" in told.choices[0].message.content, told
    print(name, "chat tools")

    with client.chat.completions.stream(model="chat", messages=asked[:1], tools=TOOLS) as stream:
        stream.until_done()
    called = stream.get_final_completion().choices[0].message.tool_calls[0]
    assert called.function.name == "get_weather" and json.loads(called.function.arguments) == {"city": "Oslo"}, called
    print(name, "chat tools stream")

    parsed = client.chat.completions.parse(model="chat", messages=QUESTION, response_format=Place)
    assert isinstance(parsed.choices[0].message.parsed, Place), parsed
    print(name, "chat json schema")

    seen = client.chat.completions.create(
        model="chat",
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": PICTURE}},
                ],
            }
        ],
    )
    assert "[image]" in seen.choices[0].message.content, seen
    print(name, "chat image")

    try:
        client.chat.completions.create(model="nothing", messages=QUESTION)
        raise AssertionError("a deployment that is not there answered")
    except NotFoundError as missing:
        assert missing.code == "DeploymentNotFound", missing
    print(name, "chat without deployment")

    try:
        client.chat.completions.create(model="chat", messages=[])
        raise AssertionError("no messages were answered")
    except BadRequestError as bad:
        assert bad.param == "messages", bad
    print(name, "chat refused by the model")


def others(name, client):
    vectors = client.embeddings.create(model="embed", input=["one", "two"], dimensions=64).data
    assert [len(vector.embedding) for vector in vectors] == [64, 64], vectors
    print(name, "embeddings")

    whole = client.completions.create(model="chat", prompt="Say one two three", max_tokens=20)
    assert whole.choices[0].text == "one two three", whole
    print(name, "completions")

    pieces = [part.choices[0].text for part in client.completions.create(model="chat", prompt="Say one two", stream=True)]
    assert "".join(pieces) == "one two" and len(pieces) > 1, pieces
    print(name, "completions stream")

    assert "chat" in [model.id for model in client.models.list()]
    assert client.models.retrieve("chat").id == "chat"
    print(name, "models")


def responses(name, client):
    first = client.responses.create(model="chat", input="Say one two three", instructions="Be brief.")
    assert first.output_text == "one two three" and first.usage.total_tokens > 0, first
    print(name, "responses")

    assert client.responses.input_tokens.count(model="chat", input="Say one two three").input_tokens > 3

    with client.responses.stream(model="chat", input="Say one two three") as stream:
        kinds = [event.type for event in stream]
        assert stream.get_final_response().output_text == "one two three", kinds
    assert kinds[0] == "response.created" and kinds.count("response.output_text.delta") > 2, kinds
    print(name, "responses stream")

    asked = client.responses.create(model="chat", input="What is the weather in Oslo?", tools=[{"type": "function", **WEATHER}])
    call = asked.output[0]
    assert call.type == "function_call" and json.loads(call.arguments) == {"city": "Oslo"}, asked
    told = client.responses.create(
        model="chat",
        previous_response_id=asked.id,
        input=[{"type": "function_call_output", "call_id": call.call_id, "output": "7 degrees"}],
    )
    assert "7 degrees" in told.output_text, told
    print(name, "responses tools")

    parsed = client.responses.parse(model="chat", input="Say it.", text_format=Place)
    assert isinstance(parsed.output_parsed, Place), parsed
    print(name, "responses json schema")

    assert client.responses.retrieve(first.id).output_text == "one two three"
    client.responses.delete(first.id)
    try:
        client.responses.retrieve(first.id)
        raise AssertionError("a deleted response is still there")
    except NotFoundError:
        print(name, "responses retrieve and delete")


async def asynchronous(name, client):
    async with client:
        whole = await client.chat.completions.create(model="chat", messages=QUESTION)
        assert whole.choices[0].message.content == "one two three", whole
        pieces = []
        async for chunk in await client.chat.completions.create(model="chat", messages=QUESTION, stream=True):
            pieces += [choice.delta.content for choice in chunk.choices if choice.delta.content]
        assert "".join(pieces) == "one two three" and len(pieces) > 1, pieces
        vectors = await client.embeddings.create(model="embed", input="one")
        assert len(vectors.data[0].embedding) > 1
    print(name, "async")


credential = DefaultAzureCredential()
account = get_bearer_token_provider(credential, "https://cognitiveservices.azure.com/.default")
foundry = get_bearer_token_provider(credential, "https://ai.azure.com/.default")

by_deployment = AzureOpenAI(azure_ad_token_provider=account, api_version="2024-10-21")
chat("AzureOpenAI", by_deployment)
others("AzureOpenAI", by_deployment)
v1 = OpenAI(base_url=ROOT + "/openai/v1/", api_key=foundry)
chat("OpenAI", v1)
others("OpenAI", v1)
responses("OpenAI", v1)


async def later():
    """The asynchronous clients await their token provider."""
    from azure.identity.aio import DefaultAzureCredential as AsyncCredential
    from azure.identity.aio import get_bearer_token_provider as async_provider

    async with AsyncCredential() as own:
        provider = async_provider(own, "https://cognitiveservices.azure.com/.default")
        await asynchronous("AzureOpenAI", AsyncAzureOpenAI(azure_ad_token_provider=provider, api_version="2024-10-21"))
        await asynchronous("OpenAI", AsyncOpenAI(base_url=ROOT + "/openai/v1/", api_key=provider))


asyncio.run(later())
