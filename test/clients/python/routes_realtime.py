"""Realtime sessions as the openai package opens them: OpenAI on /openai/v1, AzureOpenAI on /openai/realtime, and the
asynchronous client. Prints a line for each."""

import asyncio
import base64
import os

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import AsyncOpenAI, AzureOpenAI, OpenAI

ROOT = os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/")
TOOL = {
    "type": "function",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def say(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def answered(connection, delta):
    """The deltas of that type until the response ends, and the response."""
    parts = []
    for event in connection:
        assert event.type != "error", event
        if event.type == delta:
            parts.append(event.delta)
        if event.type == "response.done":
            return parts, event.response


def v1(client):
    with client.realtime.connect(model="chat") as connection:
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"], "tools": [TOOL]})
        connection.conversation.item.create(item=say("Say one two three"))
        connection.response.create()
        parts, response = answered(connection, "response.output_text.delta")
        assert "".join(parts) == "one two three" and response.usage.total_tokens > 0, response
        print("OpenAI text")

        connection.conversation.item.create(item=say("What is the weather in Oslo?"))
        connection.response.create()
        parts, response = answered(connection, "response.function_call_arguments.delta")
        assert parts == ['{"city":"Oslo"}'] and response.output[0].name == "get_weather", response
        print("OpenAI function call")

        connection.session.update(session={"type": "realtime", "output_modalities": ["audio"], "tools": []})
        connection.input_audio_buffer.append(audio=base64.b64encode(bytes(48000)).decode())
        connection.input_audio_buffer.commit()
        connection.response.create()
        parts, response = answered(connection, "response.output_audio.delta")
        assert len(base64.b64decode(parts[0])) == 2400, response
        assert "1.0 seconds of audio" in response.output[0].content[0].transcript, response
        print("OpenAI audio")


def legacy(client):
    with client.realtime.connect(model="chat") as connection:
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        connection.conversation.item.create(item=say("Say one two three"))
        connection.response.create()
        parts, _ = answered(connection, "response.text.delta")
        assert "".join(parts) == "one two three", parts
        print("AzureOpenAI text")


async def asynchronous(client):
    async with client.realtime.connect(model="chat") as connection:
        await connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        await connection.conversation.item.create(item=say("Say one two three"))
        await connection.response.create()
        text = ""
        async for event in connection:
            assert event.type != "error", event
            if event.type == "response.output_text.delta":
                text += event.delta
            if event.type == "response.done":
                break
        assert text == "one two three", text
        print("OpenAI async text")


token = get_bearer_token_provider(DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default")
v1(OpenAI(base_url=ROOT + "/openai/v1/", api_key=token))
legacy(AzureOpenAI(azure_endpoint=ROOT, azure_ad_token_provider=token, api_version="2024-10-01-preview"))


async def token_async():
    return token()


asyncio.run(asynchronous(AsyncOpenAI(base_url=ROOT + "/openai/v1/", api_key=token_async)))
