# /// script
# requires-python = ">=3.10"
# dependencies = ["litellm==1.110.2", "azure-identity==1.27.0"]
# ///
"""LiteLLM as a library: completion, its stream, embedding, responses."""

import litellm
from peer import ANSWER, QUESTION, RESOURCE, VERSION, token, works

messages = [{"role": "user", "content": QUESTION}]
common = {"api_base": RESOURCE, "azure_ad_token_provider": token}
answer = litellm.completion("azure/chat", messages, api_version=VERSION, **common)
assert answer.choices[0].message.content == ANSWER, answer
works("litellm", "completion")
pieces = [c.choices[0].delta.content or "" for c in litellm.completion("azure/chat", messages, stream=True, api_version=VERSION, **common)]
assert "".join(pieces) == ANSWER and len(pieces) > 2, pieces
works("litellm", "completion, streamed")
assert len(litellm.embedding("azure/embed", input=["one", "two"], api_version=VERSION, **common).data) == 2
works("litellm", "embedding")
# Without api_version, LiteLLM sends the one that it takes for the newest.
answer = litellm.responses(input=QUESTION, model="azure/chat", **common)
assert answer.output[-1].content[0].text == ANSWER, answer
works("litellm", "responses, with the version that it sends by default")
