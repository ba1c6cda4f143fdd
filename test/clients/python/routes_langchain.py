"""LangChain's classes for Azure: with a token provider, and with a credential at a project. Prints a line for each."""

import asyncio
import os

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from langchain_azure_ai.chat_models import AzureAIOpenAIApiChatModel
from langchain_azure_ai.embeddings import AzureAIOpenAIApiEmbeddingsModel
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI, AzureOpenAIEmbeddings
from pydantic import BaseModel

QUESTION = "Say one two three"


class Place(BaseModel):
    """A place."""

    city: str
    people: int


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


def ask(name, model):
    assert model.invoke(QUESTION).text == "one two three"
    print(name, "chat")
    pieces = [chunk.text for chunk in model.stream(QUESTION)]
    assert "".join(pieces) == "one two three" and len(pieces) > 2, pieces
    print(name, "stream")
    asked = [HumanMessage("What is the weather in Oslo?")]
    called = model.bind_tools([get_weather]).invoke(asked)
    (call,) = called.tool_calls
    assert call["args"] == {"city": "Oslo"}, called
    told = model.invoke([*asked, called, ToolMessage(get_weather.invoke(call["args"]), tool_call_id=call["id"])])
    assert "7 degrees in Oslo" in told.text, told
    print(name, "tools")
    assert isinstance(model.with_structured_output(Place).invoke(QUESTION), Place)
    print(name, "structured output")
    assert asyncio.run(model.ainvoke(QUESTION)).text == "one two three"
    print(name, "async")


def embed(name, model):
    vectors = model.embed_documents(["one", "two"])
    assert len(vectors) == 2 and len(vectors[0]) == len(model.embed_query("one")), len(vectors)
    print(name, "embeddings")


credential = DefaultAzureCredential()
provider = get_bearer_token_provider(credential, "https://cognitiveservices.azure.com/.default")
version = "2024-10-21"

ask("AzureChatOpenAI", AzureChatOpenAI(azure_deployment="chat", api_version=version, azure_ad_token_provider=provider))
# Without check_embedding_ctx_length=False the class downloads a tokenizer to cut long texts, which needs the Internet.
vectors = AzureOpenAIEmbeddings(
    azure_deployment="embed", api_version=version, azure_ad_token_provider=provider, check_embedding_ctx_length=False
)
embed("AzureOpenAIEmbeddings", vectors)

project = {"project_endpoint": os.environ["PROJECT_ENDPOINT"], "credential": credential}
ask("AzureAIOpenAIApiChatModel", AzureAIOpenAIApiChatModel(model="chat", **project))
embed("AzureAIOpenAIApiEmbeddingsModel", AzureAIOpenAIApiEmbeddingsModel(model="embed", check_embedding_ctx_length=False, **project))
