# /// script
# requires-python = ">=3.10"
# dependencies = ["semantic-kernel==1.45.0", "azure-identity==1.27.0"]
# ///
"""Semantic Kernel: a chat agent that calls a function by itself."""

import asyncio

from peer import ANSWER, QUESTION, RESOURCE, VERSION, token, works
from semantic_kernel.agents import ChatCompletionAgent
from semantic_kernel.connectors.ai.open_ai import AzureChatCompletion, AzureTextEmbedding
from semantic_kernel.functions import kernel_function


class Weather:
    @kernel_function(description="The weather in a city.")
    def get_weather(self, city: str) -> str:
        return f"7 degrees in {city}"


async def main():
    common = {"endpoint": RESOURCE, "api_version": VERSION, "ad_token_provider": token}
    service = AzureChatCompletion(deployment_name="chat", **common)
    agent = ChatCompletionAgent(service=service, name="helper", instructions="Be brief.", plugins=[Weather()])
    answer = await agent.get_response("What is the weather in Oslo?")
    assert "7 degrees in Oslo" in str(answer), answer
    works("semantic-kernel", "an agent calls a function and answers with its result")
    pieces = [str(p) async for p in ChatCompletionAgent(service=service, name="speaker").invoke_stream(QUESTION)]
    assert "".join(pieces) == ANSWER, pieces
    works("semantic-kernel", "an agent's answer is streamed")
    vectors = await AzureTextEmbedding(deployment_name="embed", **common).generate_embeddings(["one", "two"])
    assert len(vectors) == 2
    works("semantic-kernel", "embeddings")


asyncio.run(main())
