"""Drives the control plane with the Azure SDKs for Python, and Microsoft Graph with plain requests: creates, reads,
lists page by page, updates and deletes one of each type, and prints a line for each. It needs the origins ARM and GRAPH
and an Owner's and administrator's session of az."""

import os
import uuid

import requests
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import AzureCliCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.resource.resources import ResourceManagementClient

ARM, GRAPH, SUBSCRIPTION = os.environ["ARM"], os.environ["GRAPH"], os.environ["AZURE_SUBSCRIPTION_ID"]
GROUP, BOB = "rg-python", os.environ["BOB_ID"]
credential = AzureCliCredential()


def client(of):
    return of(credential, SUBSCRIPTION, base_url=ARM, credential_scopes=[ARM + "/.default"])


def refused(code, call, *args, **kwargs):
    """Fails unless the call fails with the service's code."""
    try:
        result = call(*args, **kwargs)
        if hasattr(result, "result"):
            result.result()
    except HttpResponseError as error:
        assert error.error and error.error.code == code, error
    else:
        raise AssertionError(f"not refused with {code}")


def groups():
    groups = client(ResourceManagementClient).resource_groups
    assert groups.create_or_update(GROUP, {"location": "eastus"}).properties.provisioning_state == "Succeeded"
    assert groups.get(GROUP).location == "eastus"
    assert groups.update(GROUP, {"tags": {"a": "b"}}).tags == {"a": "b"}
    pages = [[g.name for g in page] for page in groups.list(top=1).by_page()]
    assert [GROUP] in pages and all(len(page) == 1 for page in pages), pages
    assert groups.check_existence(GROUP)
    print("resource groups: created, read, listed, updated")


def accounts():
    service = client(CognitiveServicesManagementClient)
    at = (GROUP, "python-foundry")
    poller = service.accounts.begin_create(*at, {
        "kind": "AIServices", "location": "eastus", "sku": {"name": "S0"}, "identity": {"type": "SystemAssigned"},
        "properties": {"customSubDomainName": "python-foundry"},
    })
    waited = not poller.done()
    made = poller.result()
    assert made.properties.provisioning_state == "Succeeded" and made.identity.principal_id, made
    keys = service.accounts.list_keys(*at)
    again = service.accounts.regenerate_key(*at, "Key1")
    assert keys.key1 != again.key1 and keys.key2 == again.key2
    service.accounts.begin_update(*at, {"properties": {"disableLocalAuth": True}}).result()
    assert service.accounts.get(*at).properties.disable_local_auth
    assert [a.name for a in service.accounts.list_by_resource_group(GROUP)] == ["python-foundry"]
    print("accounts: created, read, listed, updated; waited for:", waited)

    deployment = {"sku": {"name": "GlobalStandard", "capacity": 10}, "properties": {"model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}}}
    service.deployments.begin_create_or_update(*at, "chat", deployment).result()
    service.deployments.begin_update(*at, "chat", {"sku": {"name": "GlobalStandard", "capacity": 20}}).result()
    assert service.deployments.get(*at, "chat").sku.capacity == 20
    assert [d.name for d in service.deployments.list(*at)] == ["chat"]
    service.deployments.begin_delete(*at, "chat").result()
    print("deployments: created, read, listed, updated, deleted")

    service.rai_policies.create_or_update(*at, "strict", {"properties": {"mode": "Blocking", "basePolicyName": "Microsoft.DefaultV2"}})
    assert [p.name for p in service.rai_policies.list(*at)] == ["Microsoft.Default", "Microsoft.DefaultV2", "strict"]
    service.rai_policies.begin_delete(*at, "strict").result()
    print("content filters: created, listed, deleted")

    service.accounts.begin_delete(*at).result()
    service.deleted_accounts.begin_purge("eastus", *at).result()
    refused("ResourceNotFound", service.accounts.get, *at)
    print("accounts: deleted, purged")


def identities():
    service = client(ManagedServiceIdentityClient)
    made = service.user_assigned_identities.create_or_update(GROUP, "python-app", {"location": "eastus"})
    assert made.principal_id and made.client_id, made
    assert service.user_assigned_identities.update(GROUP, "python-app", {"tags": {"a": "b"}}).tags == {"a": "b"}
    trusts = service.federated_identity_credentials
    for name in ("one", "two", "three"):
        trusts.create_or_update(GROUP, "python-app", name, {"properties": {"issuer": "https://issuer.test", "subject": name, "audiences": ["api://AzureADTokenExchange"]}})
    pages = [[f.name for f in page] for page in trusts.list(GROUP, "python-app", top=2).by_page()]
    assert [len(page) for page in pages] == [2, 1], pages
    trusts.delete(GROUP, "python-app", "one")
    refused("ResourceNotFound", trusts.get, GROUP, "python-app", "one")
    service.user_assigned_identities.delete(GROUP, "python-app")
    refused("ResourceNotFound", service.user_assigned_identities.get, GROUP, "python-app")
    print("identities and federated credentials: created, read, listed, updated, deleted")


def roles():
    service = client(AuthorizationManagementClient)
    scope = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    own, name = str(uuid.uuid4()), str(uuid.uuid4())
    for description in ("first", "second"):
        made = service.role_definitions.create_or_update(scope, own, {"properties": {
            "roleName": "Python Caller", "description": description, "assignableScopes": [scope],
            "permissions": [{"dataActions": ["Microsoft.CognitiveServices/accounts/MaaS/*"]}],
        }})
        assert made.description == description, made
    assert [d.role_name for d in service.role_definitions.list(scope, filter="type eq 'CustomRole'")] == ["Python Caller"]
    for description in ("first", "second"):
        service.role_assignments.create(scope, name, {"properties": {"roleDefinitionId": made.id, "principalId": BOB, "principalType": "User", "description": description}})
    got = service.role_assignments.get(scope, name)
    assert got.description == "second" and got.role_definition_id == made.id, got
    assert [a.name for a in service.role_assignments.list_for_scope(scope, filter=f"principalId eq '{BOB}'")] == [name]
    refused("RoleDefinitionHasAssignments", service.role_definitions.delete, scope, own)
    service.role_assignments.delete(scope, name)
    refused("RoleAssignmentNotFound", service.role_assignments.get, scope, name)
    service.role_definitions.delete(scope, own)
    assert list(service.deny_assignments.list_for_scope(scope)) == []
    print("role definitions and assignments: created, read, listed, updated, deleted")


def directory():
    session = requests.Session()
    session.headers["Authorization"] = "Bearer " + credential.get_token(GRAPH + "/.default").token
    session.headers["ConsistencyLevel"] = "eventual"

    def call(method, path, body=None, want=None, **headers):
        answer = session.request(method, path if path.startswith("https:") else GRAPH + "/v1.0" + path, json=body, headers=headers)
        assert answer.status_code == want if want else answer.ok, (method, path, answer.status_code, answer.text)
        return answer

    new = {
        "users": {"displayName": "Eve", "userPrincipalName": "eve@keyless.localhost", "mailNickname": "eve", "accountEnabled": True,
                  "passwordProfile": {"password": "Tr0ub4dor-and-3"}},
        "groups": {"displayName": "testers", "mailNickname": "testers", "mailEnabled": False, "securityEnabled": True},
        "applications": {"displayName": "probe"},
        "servicePrincipals": {},
    }
    made = {}
    for kind, body in new.items():
        if kind == "servicePrincipals":
            body = {"appId": made["applications"]["appId"]}
        made[kind] = call("POST", "/" + kind, body, 201).json()
    call("POST", f"/groups/{made['groups']['id']}/members/$ref", {"@odata.id": f"{GRAPH}/v1.0/directoryObjects/{made['users']['id']}"}, 204)
    expanded = call("GET", f"/groups/{made['groups']['id']}?$expand=members($select=id,displayName)").json()
    assert [m["displayName"] for m in expanded["members"]] == ["Eve"], expanded
    for kind, one in made.items():
        path = f"/{kind}/{one['id']}"
        first = call("GET", path)
        if kind != "servicePrincipals":
            call("PATCH", path, {"displayName": "renamed " + kind}, 204, **{"If-Match": first.headers["ETag"]})
            call("PATCH", path, {"displayName": "too late"}, 412, **{"If-Match": first.headers["ETag"]})
            assert call("GET", path + "?$select=displayName").json()["displayName"] == "renamed " + kind
        seen, next_page = [], f"/{kind}?$top=1&$orderby=displayName desc&$count=true"
        while next_page:
            page = call("GET", next_page).json()
            seen += [v["id"] for v in page["value"]]
            next_page = page.get("@odata.nextLink")
        assert one["id"] in seen and len(seen) == page["@odata.count"] == len(set(seen)), (kind, seen)
    found = call("GET", '/users?$search="displayName:renamed"').json()["value"]
    assert [u["id"] for u in found] == [made["users"]["id"]], found
    for kind in ("servicePrincipals", "applications", "groups", "users"):
        path = f"/{kind}/{made[kind]['id']}"
        call("DELETE", path, want=204)
        call("GET", path, want=404)
    call("POST", f"/directory/deletedItems/{made['users']['id']}/restore", want=200)
    call("DELETE", f"/users/{made['users']['id']}", want=204)
    print("directory: created, read, listed, searched, updated with ETags, deleted, restored")


def leave():
    groups = client(ResourceManagementClient).resource_groups
    groups.begin_delete(GROUP).result()
    try:
        groups.get(GROUP)
    except ResourceNotFoundError:
        print("resource groups: deleted")


for step in (groups, accounts, identities, roles, directory, leave):
    step()
