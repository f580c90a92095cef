"""The `notes` service: keeps a tenant's notes, behind the authorizer and the session broker of a TenantService.

docs/session-broker.md numbers what such a handler must do itself. The numbers below are those.
"""

import json
import os
import re
import uuid

import boto3

TENANT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]")
BEARER = re.compile(r"Bearer ([A-Za-z0-9._-]+)", re.IGNORECASE)

# The function's own rights: it may invoke its broker, and it may not read the table.
functions = boto3.client("lambda")


class Refused(Exception):
    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def handler(event, context):
    # 1. Lambda takes what a function returns for success, and would delete a batch of messages. So an error, and no answer.
    if not isinstance(event, dict) or "Records" in event or "httpMethod" not in event.get("requestContext", {}):
        raise TypeError("event.not-a-request: expected a request of a REST API behind an AsapAuthorizer")
    try:
        tenant_id, token = admitted(event)
        return respond(without_credentials(event), tenant_id, lambda: table_of(session_for(token)))
    except Refused as refused:
        log(refused.reason, context)
        # 7. Neither 401, since the caller was proven, nor the reason: two refusals look the same.
        if is_unavailable(refused.reason):
            return answer(503, {"message": "Service Unavailable"}, {"retry-after": "1"})
        return answer(403, {"message": "Forbidden"})


def respond(request, tenant_id, connect):
    """The service itself. It gets the tenant, and a table that IAM opens for this tenant alone."""
    table_name = os.environ["BULKHEAD_TENANT_TABLE"]
    if request["httpMethod"] == "GET":
        page = connect().query(
            TableName=table_name,
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":tenant": {"S": tenant_id}, ":prefix": {"S": "note#"}},
        )
        return answer(200, {"tenant": tenant_id, "notes": [item["text"]["S"] for item in page["Items"]]})
    if request["httpMethod"] == "POST":
        note_id = str(uuid.uuid4())
        item = {"pk": tenant_id, "sk": f"note#{note_id}", "text": request.get("body") or ""}
        connect().put_item(TableName=table_name, Item={name: {"S": text} for name, text in item.items()})
        return answer(201, {"id": note_id})
    return answer(405, {"message": "Method Not Allowed"})


def admitted(event):
    # 2. The tenant is what the authorizer says, and no header, path or body.
    authorizer = event["requestContext"].get("authorizer") or {}
    tenant_id = authorizer.get("tenantId")
    if not isinstance(tenant_id, str) or not TENANT_ID.fullmatch(tenant_id) or not authorizer.get("issuer"):
        raise Refused("authorizer.context")
    # 3. Of two tokens, the authorizer may have decided about the other one.
    headers = event.get("multiValueHeaders") or {name: [value] for name, value in (event.get("headers") or {}).items()}
    tokens = [value for name, values in headers.items() if name.lower() == "authorization" for value in values]
    if not tokens:
        raise Refused("token.missing")
    bearer = BEARER.fullmatch(tokens[0]) if len(tokens) == 1 else None
    if bearer is None:
        raise Refused("token.scheme")
    return tenant_id, bearer[1]


def without_credentials(event):
    # 4. What does not hold the token cannot log it or send it on.
    def rest(headers):
        return {name: value for name, value in (headers or {}).items() if name.lower() != "authorization"}

    return {**event, "headers": rest(event.get("headers")), "multiValueHeaders": rest(event.get("multiValueHeaders"))}


def session_for(token):
    # 5. `token` and nothing else. The answer is for this request: it is not kept, under the token least of all.
    try:
        invoked = functions.invoke(
            FunctionName=os.environ["BULKHEAD_SESSIONS_FUNCTION"], Payload=json.dumps({"token": token}).encode()
        )
        result = {} if "FunctionError" in invoked else json.loads(invoked["Payload"].read())
        if result.get("ok") is True:
            return {name: result["credentials"][name] for name in ("accessKeyId", "secretAccessKey", "sessionToken")}
        reason = result.get("reason")
    except Exception:
        # An error of the SDK or of the parser may hold the token or a secret: nothing of it goes on.
        reason = None
    raise Refused(reason if isinstance(reason, str) else "session.unavailable")


def table_of(session):
    # 6. The session's credentials and no others, for as long as this request.
    key, secret, token = session["accessKeyId"], session["secretAccessKey"], session["sessionToken"]
    return boto3.client("dynamodb", aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)


def is_unavailable(reason):
    return reason.endswith(".unavailable") or reason == "internal.error"


def log(reason, context):
    line = {"decision": "deny", "by": "handler", "service": os.environ.get("BULKHEAD_SERVICE"), "reason": reason}
    print(json.dumps({**line, "requestId": context.aws_request_id}))


def answer(status, body, headers=None):
    return {"statusCode": status, "headers": {"content-type": "application/json", **(headers or {})}, "body": json.dumps(body)}
