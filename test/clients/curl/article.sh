#!/usr/bin/env bash
# The article's REST call: a token of the signed-in account from az, then a POST with curl. Prints the answer's JSON.
# KEYLESS_ENDPOINT is https://<resource>.services.ai.azure.com/models on Azure.
set -euo pipefail

TOKEN=$(az account get-access-token --resource https://cognitiveservices.azure.com --query "accessToken" --output tsv)
curl --silent --show-error --fail-with-body "$KEYLESS_ENDPOINT/chat/completions?api-version=2024-05-01-preview" \
  --header "Authorization: Bearer $TOKEN" \
  --header "Content-Type: application/json" \
  --data '{"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]}'
