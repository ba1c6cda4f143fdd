"""Every credential class of azure-identity, by name: gets a token with each and prints "CLASS object-id client-proof".

    python credentials.py ClientSecret ClientCertificate …

What a class needs comes from the variables that azure-identity itself reads, and these: TENANT (else AZURE_TENANT_ID),
SECRET, CERTIFICATE (a PEM file with key and certificate), ASSERTION_FILE, USER_ASSERTION (a user's token for this
client), SIGNIN_USER and SIGNIN_PASSWORD, IDENTITY_CLIENT_ID, IDENTITY_OBJECT_ID, IDENTITY_RESOURCE_ID.
"""

import base64
import json
import os
import subprocess
import sys

from azure import identity

SCOPE = "https://cognitiveservices.azure.com/.default"
env = os.environ


def tenant():
    return env.get("TENANT") or env["AZURE_TENANT_ID"]


def options():
    # Of an authority whose tenant is adfs nobody asks Microsoft, so that nothing has to be said in code.
    return {} if tenant() == "adfs" else {"disable_instance_discovery": True}


def approve(uri, code, expires):
    subprocess.Popen(["browser", "signin", "--code", code, uri], stdout=subprocess.DEVNULL)


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def managed(**selector):
    return identity.ManagedIdentityCredential(**selector)


CLASSES = {
    "Environment": lambda: identity.EnvironmentCredential(),
    "Default": lambda: identity.DefaultAzureCredential(),
    "ClientSecret": lambda: identity.ClientSecretCredential(tenant(), env["AZURE_CLIENT_ID"], env["SECRET"], **options()),
    "ClientCertificate": lambda: identity.CertificateCredential(tenant(), env["AZURE_CLIENT_ID"], env["CERTIFICATE"], **options()),
    "ClientCertificateChain": lambda: identity.CertificateCredential(
        tenant(), env["AZURE_CLIENT_ID"], env["CERTIFICATE"], send_certificate_chain=True, **options()
    ),
    "ClientAssertion": lambda: identity.ClientAssertionCredential(
        tenant(), env["AZURE_CLIENT_ID"], lambda: read(env["ASSERTION_FILE"]), **options()
    ),
    "OnBehalfOf": lambda: identity.OnBehalfOfCredential(
        tenant(), env["AZURE_CLIENT_ID"], client_secret=env["SECRET"], user_assertion=env["USER_ASSERTION"], **options()
    ),
    "OnBehalfOfCertificate": lambda: identity.OnBehalfOfCredential(
        tenant(),
        env["AZURE_CLIENT_ID"],
        client_certificate=open(env["CERTIFICATE"], "rb").read(),
        user_assertion=env["USER_ASSERTION"],
        **options(),
    ),
    "WorkloadIdentity": lambda: identity.WorkloadIdentityCredential(),
    "ManagedIdentity": lambda: managed(),
    "ManagedIdentityByClientId": lambda: managed(client_id=env["IDENTITY_CLIENT_ID"]),
    "ManagedIdentityByObjectId": lambda: managed(identity_config={"object_id": env["IDENTITY_OBJECT_ID"]}),
    "ManagedIdentityByResourceId": lambda: managed(identity_config={"resource_id": env["IDENTITY_RESOURCE_ID"]}),
    "AzureCli": lambda: identity.AzureCliCredential(process_timeout=60),
    "DeviceCode": lambda: identity.DeviceCodeCredential(tenant_id=tenant(), prompt_callback=approve, **options()),
    "InteractiveBrowser": lambda: identity.InteractiveBrowserCredential(tenant_id=tenant(), **options()),
    "UsernamePassword": lambda: identity.UsernamePasswordCredential(
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46", env["SIGNIN_USER"], env["SIGNIN_PASSWORD"], tenant_id=tenant(), **options()
    ),
}

for name in sys.argv[1:]:
    token = CLASSES[name]().get_token(SCOPE).token
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["aud"] == SCOPE.removesuffix("/.default"), claims
    print(name, claims["oid"], claims["appidacr"], flush=True)
