"""What the programs beside it share: who is signed in, and how a result is printed."""

import os
from importlib.metadata import version

from azure.identity import DefaultAzureCredential, get_bearer_token_provider

SCOPE = "https://cognitiveservices.azure.com/.default"
VERSION = "2024-10-21"
RESOURCE = os.environ["AZURE_OPENAI_ENDPOINT"].rstrip("/")
QUESTION = "Say one two three"
ANSWER = "one two three"

credential = DefaultAzureCredential()
token = get_bearer_token_provider(credential, SCOPE)


def works(package, what):
    """Prints the package, its version and what it did, for the table."""
    print(package, version(package), what, sep="\t", flush=True)
