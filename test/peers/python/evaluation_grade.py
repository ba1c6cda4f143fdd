# /// script
# requires-python = ">=3.10"
# dependencies = ["azure-ai-evaluation==1.18.10", "azure-identity==1.27.0"]
# ///
"""azure-ai-evaluation: an answer is graded by a model. The built-in model does not follow a rubric; the test's script gives the grade."""

from azure.ai.evaluation import AzureOpenAIModelConfiguration, FluencyEvaluator
from peer import RESOURCE, VERSION, credential, works

config = AzureOpenAIModelConfiguration(azure_endpoint=RESOURCE, azure_deployment="chat", api_version=VERSION)
grade = FluencyEvaluator(config, credential=credential)(response="The sea is blue.")
assert grade["fluency"] == 4, grade
works("azure-ai-evaluation", "FluencyEvaluator asks the deployment and reads its answer")
