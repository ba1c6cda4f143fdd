"""Answers questions from passages of text: finds those nearest to a question, and lets a model answer from them.

It signs in by DefaultAzureCredential and has no keys. AZURE_OPENAI_ENDPOINT says where the models are.
"""

from __future__ import annotations

import math
import os

from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import AzureOpenAI


class Library:
    """Passages, and the models that read them."""

    def __init__(self, passages: list[str]):
        self._models = AzureOpenAI(
            azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"],
            azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default"),
            api_version="2024-10-21",
            max_retries=0,
        )
        self._passages = list(zip(passages, self._embed(passages)))

    def nearest(self, question: str, count: int = 2) -> list[str]:
        """Return the passages nearest in meaning to a question, the nearest first."""
        (wanted,) = self._embed([question])
        ranked = sorted(self._passages, key=lambda one: _cosine(one[1], wanted), reverse=True)
        return [passage for passage, _ in ranked[:count]]

    def answer(self, question: str) -> str:
        """Let the model answer from the nearest passages."""
        passages = "\n".join(f"- {passage}" for passage in self.nearest(question))
        reply = self._models.chat.completions.create(
            model="chat",
            messages=[
                {"role": "system", "content": "Answer from these passages alone:\n" + passages},
                {"role": "user", "content": question},
            ],
        )
        return reply.choices[0].message.content or ""

    def _embed(self, texts: list[str]) -> list[list[float]]:
        return [one.embedding for one in self._models.embeddings.create(model="embed", input=texts).data]


def _cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b)) / (math.hypot(*a) * math.hypot(*b))
