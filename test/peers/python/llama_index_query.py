# /// script
# requires-python = ">=3.10"
# dependencies = ["llama-index-llms-azure-openai==0.6.1", "llama-index-embeddings-azure-openai==0.6.1", "llama-index-core==0.14.25", "azure-identity==1.27.0"]
# ///
"""LlamaIndex: chat, a stream, and a question to an index of documents."""

from llama_index.core import Document, VectorStoreIndex
from llama_index.embeddings.azure_openai import AzureOpenAIEmbedding
from llama_index.llms.azure_openai import AzureOpenAI
from peer import ANSWER, QUESTION, RESOURCE, VERSION, token, works

common = {"azure_endpoint": RESOURCE, "api_version": VERSION, "use_azure_ad": True, "azure_ad_token_provider": token}
model = AzureOpenAI(engine="chat", model="gpt-4o", **common)
assert model.complete(QUESTION).text == ANSWER
works("llama-index-llms-azure-openai", "complete")
assert "".join(piece.delta for piece in model.stream_complete(QUESTION)) == ANSWER
works("llama-index-llms-azure-openai", "stream_complete")

embed = AzureOpenAIEmbedding(deployment_name="embed", model="text-embedding-3-small", **common)
index = VectorStoreIndex.from_documents([Document(text="The sea is blue."), Document(text="Grass is green.")], embed_model=embed)
answer = index.as_query_engine(llm=model).query("What colour is the sea?")
assert len(answer.source_nodes) == 2 and str(answer), answer
works("llama-index-embeddings-azure-openai", "an index of documents answers a question")
