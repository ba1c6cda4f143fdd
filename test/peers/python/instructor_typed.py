# /// script
# requires-python = ">=3.10"
# dependencies = ["instructor==1.17.0", "openai==3.3.0", "azure-identity==1.27.0"]
# ///
"""instructor: a typed answer, by tools and by a JSON schema."""

import instructor
from openai import AzureOpenAI
from peer import QUESTION, RESOURCE, VERSION, token, works
from pydantic import BaseModel


class Place(BaseModel):
    """A place."""

    city: str
    people: int


client = AzureOpenAI(azure_endpoint=RESOURCE, api_version=VERSION, azure_ad_token_provider=token)
for mode in (instructor.Mode.TOOLS, instructor.Mode.JSON_SCHEMA):
    typed = instructor.from_openai(client, mode=mode)
    answer = typed.chat.completions.create(model="chat", response_model=Place, messages=[{"role": "user", "content": QUESTION}])
    assert isinstance(answer, Place), answer
    works("instructor", f"a typed answer, Mode.{mode.name}")
