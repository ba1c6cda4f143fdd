# /// script
# requires-python = ">=3.10"
# dependencies = ["openai-agents==0.24.0", "azure-identity==1.27.0"]
# ///
"""OpenAI Agents SDK: the Responses API and the Chat Completions API, with a tool, and a stream."""

import asyncio

from agents import Agent, OpenAIChatCompletionsModel, OpenAIConversationsSession, OpenAIResponsesModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI
from peer import ANSWER, QUESTION, RESOURCE, token, works

set_tracing_disabled(True)


async def provider_token():
    return token()


@function_tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


async def main():
    client = AsyncOpenAI(base_url=RESOURCE + "/openai/v1/", api_key=provider_token)
    for name, model in (
        ("Responses", OpenAIResponsesModel("chat", openai_client=client)),
        ("Chat Completions", OpenAIChatCompletionsModel("chat", openai_client=client)),
    ):
        agent = Agent(name="helper", instructions="Be brief.", model=model, tools=[get_weather])
        result = await Runner.run(agent, "What is the weather in Oslo?")
        assert "7 degrees in Oslo" in result.final_output, result.final_output
        works("openai-agents", f"{name}: an agent calls a tool and answers with its result")
        streamed = Runner.run_streamed(Agent(name="speaker", model=model), QUESTION)
        pieces = [e.data.delta async for e in streamed.stream_events() if getattr(getattr(e, "data", None), "type", "") == "response.output_text.delta"]
        assert "".join(pieces) == ANSWER and len(pieces) > 2, pieces
        works("openai-agents", f"{name}: a stream")

    session = OpenAIConversationsSession(openai_client=client)
    speaker = Agent(name="speaker", model=OpenAIResponsesModel("chat", openai_client=client))
    for _ in range(2):
        assert (await Runner.run(speaker, QUESTION, session=session)).final_output == ANSWER
    items = await session.get_items()
    assert [item["role"] for item in items] == ["user", "assistant"] * 2, items
    await session.clear_session()
    works("openai-agents", "OpenAIConversationsSession: two turns, their items, and the end")


asyncio.run(main())
