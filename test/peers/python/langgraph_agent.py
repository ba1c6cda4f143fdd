# /// script
# requires-python = ">=3.10"
# dependencies = ["langgraph==1.2.24", "langchain==1.5.2", "langchain-openai==1.7.4", "azure-identity==1.27.0"]
# ///
"""LangGraph: an agent with a tool, and its stream."""

from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI
from peer import QUESTION, ANSWER, VERSION, token, works


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


model = AzureChatOpenAI(azure_deployment="chat", api_version=VERSION, azure_ad_token_provider=token)
agent = create_agent(model, [get_weather])
answer = agent.invoke({"messages": [("user", "What is the weather in Oslo?")]})
assert "7 degrees in Oslo" in answer["messages"][-1].text, answer
works("langgraph", "an agent calls a tool and answers with its result")

pieces = [chunk.text for chunk, _ in create_agent(model).stream({"messages": [("user", QUESTION)]}, stream_mode="messages")]
assert "".join(pieces) == ANSWER and len(pieces) > 2, pieces
works("langgraph", "an agent's answer is streamed")
