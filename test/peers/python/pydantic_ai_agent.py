# /// script
# requires-python = ">=3.10"
# dependencies = ["pydantic-ai-slim[openai]==2.68.0", "azure-identity==1.27.0"]
# ///
"""Pydantic AI: a question, a tool, and a stream."""

import asyncio

from openai import AsyncAzureOpenAI
from peer import ANSWER, QUESTION, RESOURCE, VERSION, token, works
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider


async def provider_token():
    return token()


client = AsyncAzureOpenAI(azure_endpoint=RESOURCE, api_version=VERSION, azure_ad_token_provider=provider_token)
model = OpenAIChatModel("chat", provider=OpenAIProvider(openai_client=client))


async def main():
    assert (await Agent(model).run(QUESTION)).output == ANSWER
    works("pydantic-ai-slim", "run")

    agent = Agent(model)

    @agent.tool_plain
    def get_weather(city: str) -> str:
        return f"7 degrees in {city}"

    assert "7 degrees in Oslo" in (await agent.run("What is the weather in Oslo?")).output
    works("pydantic-ai-slim", "an agent calls a tool and answers with its result")

    async with Agent(model).run_stream(QUESTION) as stream:
        assert await stream.get_output() == ANSWER
    works("pydantic-ai-slim", "run_stream")


asyncio.run(main())
