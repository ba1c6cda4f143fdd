# shellcheck shell=bash
# What the stories of the credential classes share: credentials.sh COMMAND…, where COMMAND with names of classes behind
# it gets a token with each, as credentials.py says. Run by bash -euo pipefail.
# shellcheck source=test/script/e2e/lib.sh
. "$LIB"

PROGRAM=("$@")
unset AZURE_CLIENT_ID AZURE_CLIENT_SECRET
ADFS=$AZURE_TENANT_ID

# gives OBJECT-ID PROOF CLASS…: each class must get a token of that principal, with that proof of the client.
gives() {
  local want="$1 $2" said name
  shift 2
  said=$("${PROGRAM[@]}" "$@") || { echo "of $*: $said" >&2; return 1; }
  for name; do
    grep -qx "$name $want" <<<"$said" || { printf 'wanted %s %s of %s\n' "$name" "$want" "$said" >&2; return 1; }
    echo "$name"
  done
}

# password USER PASSWORD SCOPE: an access token.
password() {
  curl --silent --show-error --fail-with-body "$LOGIN/$TENANT/oauth2/v2.0/token" --data-urlencode "username=$1" --data-urlencode "password=$2" \
    --data grant_type=password --data client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46 --data-urlencode "scope=$3" | field access_token
}
field() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

# graph PATH JSON: a POST as ada.
graph() {
  curl --silent --show-error --fail-with-body "$GRAPH/v1.0/$1" --header "Authorization: Bearer $ADMIN" --header 'Content-Type: application/json' --data "$2"
}

# An application with a secret, a certificate and a federated credential, which other programs have tokens for.
ADMIN=$(password "$ADA" "$ADA_PASSWORD" https://graph.microsoft.com/.default)
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=middle -keyout key.pem -out cert.pem 2>/dev/null
cat key.pem cert.pem >both.pem
DER=$(openssl x509 -in cert.pem -outform DER | base64 -w0)
APP=$(graph applications '{"displayName": "middle", "identifierUris": ["api://keyless.localhost/middle"], "api": {"oauth2PermissionScopes": [{"id": "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "value": "Ask", "type": "User", "isEnabled": true, "adminConsentDisplayName": "Ask", "adminConsentDescription": "Ask"}]},
  "keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": "'"$DER"'"}]}')
APP_ID=$(field appId <<<"$APP")
APP_OBJECT=$(field id <<<"$APP")
SP=$(graph servicePrincipals '{"appId": "'"$APP_ID"'"}' | field id)
# What it asks for in people's names, an administrator has agreed to.
COGNITIVE=$(curl --silent --show-error --fail-with-body "$GRAPH/v1.0/servicePrincipals(appId='7d312290-28c8-473c-a0ed-8e53749b6d6d')" --header "Authorization: Bearer $ADMIN" | field id)
graph oauth2PermissionGrants '{"clientId": "'"$SP"'", "consentType": "AllPrincipals", "resourceId": "'"$COGNITIVE"'", "scope": "user_impersonation"}' >/dev/null
SECRET=$(graph "applications/$APP_OBJECT/addPassword" '{"passwordCredential": {"displayName": "test"}}' | field secretText)
graph "applications/$APP_OBJECT/federatedIdentityCredentials" '{"name": "workload", "issuer": "'"$LOGIN/$TENANT"'/workload",
  "subject": "system:serviceaccount:keyless:app-identity", "audiences": ["api://AzureADTokenExchange"]}' >/dev/null
export SECRET CERTIFICATE=$PWD/both.pem
USER_ASSERTION=$(password "$BOB" "$BOB_PASSWORD" api://keyless.localhost/middle/.default)
export USER_ASSERTION
ASSERTION_FILE=$(keyless env --workload app-identity | sed -n "s/^export AZURE_FEDERATED_TOKEN_FILE='\(.*\)'$/\1/p")
export ASSERTION_FILE

# Programs open a browser by one of these.
mkdir -p fake
printf '#!/bin/sh\nexec browser signin "$1" >/dev/null 2>&1 &\n' >fake/xdg-open
chmod +x fake/xdg-open
export PATH=$PWD/fake:$PATH BROWSER=$PWD/fake/xdg-open

echo '== an application, as the variables say it, and no word of it in code'
(
  export AZURE_CLIENT_ID=$APP_ID
  AZURE_CLIENT_SECRET=$SECRET gives "$SP" 1 Environment ClientSecret
  AZURE_CLIENT_CERTIFICATE_PATH=$CERTIFICATE gives "$SP" 2 Environment ClientCertificate ClientCertificateChain ClientAssertion
)

echo '== an application, at the tenant by its id'
(
  export AZURE_CLIENT_ID=$APP_ID TENANT=$TENANT
  gives "$SP" 1 ClientSecret
  gives "$SP" 2 ClientCertificate ClientCertificateChain ClientAssertion
  gives "$BOB_ID" 1 OnBehalfOf
  gives "$BOB_ID" 2 OnBehalfOfCertificate
)

echo '== a person'
(
  export SIGNIN_USER=$BOB SIGNIN_PASSWORD=$BOB_PASSWORD
  TENANT=$ADFS gives "$BOB_ID" 0 UsernamePassword
  TENANT=$TENANT gives "$BOB_ID" 0 DeviceCode InteractiveBrowser
)

echo '== a session of az'
(
  az login --service-principal --username "$APP_ID" --certificate "$CERTIFICATE" --tenant "$TENANT" --allow-no-subscriptions --output none
  unset TENANT
  gives "$SP" 2 AzureCli
)

echo '== a managed identity: App Service 2019-08-01'
(
  unset TENANT
  eval "$(keyless env --identity app-identity)"
  export IDENTITY_CLIENT_ID=$APP_IDENTITY_CLIENT_ID IDENTITY_OBJECT_ID=$APP_IDENTITY_ID IDENTITY_RESOURCE_ID=$APP_IDENTITY_RESOURCE_ID
  gives "$APP_IDENTITY_ID" 2 ManagedIdentity ManagedIdentityByClientId ManagedIdentityByObjectId ManagedIdentityByResourceId Default
)
eval "$(keyless env --identity app-identity | grep IDENTITY_)"
HEADER=$IDENTITY_HEADER ENDPOINT=$IDENTITY_ENDPOINT
unset IDENTITY_HEADER IDENTITY_ENDPOINT TENANT
export IDENTITY_CLIENT_ID=$APP_IDENTITY_CLIENT_ID IDENTITY_OBJECT_ID=$APP_IDENTITY_ID IDENTITY_RESOURCE_ID=$APP_IDENTITY_RESOURCE_ID

for form in ${FORMS:-}; do
  echo "== a managed identity: $form"
  case $form in
    app-service-2017) MSI_ENDPOINT=$ENDPOINT MSI_SECRET=$HEADER gives "$APP_IDENTITY_ID" 2 ManagedIdentity ;;
    cloud-shell) MSI_ENDPOINT=$METADATA/identity/$APP_IDENTITY_ID.$HEADER/token gives "$APP_IDENTITY_ID" 2 ManagedIdentity ;;
    imds) AZURE_POD_IDENTITY_AUTHORITY_HOST=$METADATA gives "$APP_IDENTITY_ID" 2 ManagedIdentity ManagedIdentityByClientId ManagedIdentityByObjectId ManagedIdentityByResourceId ;;
    imds-by-proxy) NO_PROXY=localhost HTTP_PROXY=$METADATA http_proxy=$METADATA gives "$APP_IDENTITY_ID" 2 ManagedIdentity ManagedIdentityByClientId ManagedIdentityByObjectId ManagedIdentityByResourceId ;;
  esac
done

echo '== a workload, by its token file'
(
  eval "$(keyless env --workload app-identity)"
  gives "$APP_IDENTITY_ID" 2 WorkloadIdentity Default
)
echo "all good"
