# /// script
# requires-python = ">=3.10"
# dependencies = ["agent-framework-openai==1.17.0", "azure-identity==1.27.0"]
# ///
"""Microsoft Agent Framework: an agent on an Azure endpoint, with a tool, and a stream."""

import asyncio

from agent_framework import Agent
from agent_framework.openai import OpenAIChatClient
from peer import ANSWER, QUESTION, RESOURCE, credential, works


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


async def main():
    client = OpenAIChatClient(model="chat", azure_endpoint=RESOURCE, credential=credential)
    answer = await Agent(client, instructions="Be brief.", tools=[get_weather]).run("What is the weather in Oslo?")
    assert "7 degrees in Oslo" in answer.text, answer.text
    works("agent-framework-openai", "an agent calls a tool and answers with its result")
    stream = Agent(client).run(QUESTION, stream=True)
    pieces = [update.text async for update in stream]
    assert pieces.count(" two") == 1 and (await stream.get_final_response()).text == ANSWER, pieces
    works("agent-framework-openai", "an agent's answer is streamed")


asyncio.run(main())
