# /// script
# requires-python = ">=3.10"
# dependencies = ["autogen-agentchat==0.7.5", "autogen-ext[openai,azure]==0.7.5", "azure-identity==1.27.0"]
# ///
"""AutoGen: an assistant with a tool."""

import asyncio

from autogen_agentchat.agents import AssistantAgent
from autogen_ext.models.openai import AzureOpenAIChatCompletionClient
from peer import RESOURCE, VERSION, token, works


async def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


async def main():
    client = AzureOpenAIChatCompletionClient(
        azure_deployment="chat", model="gpt-4o-2024-08-06", azure_endpoint=RESOURCE, api_version=VERSION, azure_ad_token_provider=token
    )
    agent = AssistantAgent("helper", client, tools=[get_weather], reflect_on_tool_use=True)
    result = await agent.run(task="What is the weather in Oslo?")
    assert "7 degrees in Oslo" in result.messages[-1].content, result.messages
    works("autogen-agentchat", "an agent calls a tool and answers with its result")


asyncio.run(main())
