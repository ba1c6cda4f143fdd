"""What azure-ai-projects reads of a Foundry project: deployments, connections, and the OpenAI client that it gives.
PROJECT_ENDPOINT is https://<resource>.services.ai.azure.com/api/projects/<project>. Prints a line for each."""

import os

from azure.ai.projects import AIProjectClient
from azure.ai.projects.models import ConnectionType
from azure.identity import DefaultAzureCredential

with AIProjectClient(endpoint=os.environ["PROJECT_ENDPOINT"], credential=DefaultAzureCredential()) as project:
    names = [deployment.name for deployment in project.deployments.list()]
    assert "chat" in names and "embed" in names, names
    assert project.deployments.get("chat").model_name
    print("deployments")

    connections = list(project.connections.list())
    assert [connection.type for connection in connections], "no connection"
    default = project.connections.get_default(ConnectionType.AZURE_OPEN_AI)
    assert default.target.startswith("https://"), default
    assert project.connections.get(default.name).name == default.name
    print("connections")

    with project.get_openai_client() as client:
        answer = client.responses.create(model="chat", input="Say one two three")
        assert answer.output_text == "one two three", answer
        print("openai responses")
        with client.responses.stream(model="chat", input="Say one two three") as stream:
            assert stream.get_final_response().output_text == "one two three"
        print("openai responses stream")
        chat = client.chat.completions.create(model="chat", messages=[{"role": "user", "content": "Say one"}])
        assert chat.choices[0].message.content == "one", chat
        print("openai chat")
        assert len(client.embeddings.create(model="embed", input="one").data) == 1
        print("openai embeddings")
