"""The handler against the broker's protocol. Run it with: python3 -m unittest discover -s examples/python-handler/tests

exchanges.json holds what the broker is asked and what it answers. test/lambda/functions/session-broker/protocol.test.ts puts the same file to the
broker itself, so the two cannot come to differ. boto3 is put aside: no network, no credentials.
"""

import contextlib
import io
import json
import os
import pathlib
import sys
import types
import unittest

HERE = pathlib.Path(__file__).resolve().parent
EXCHANGES = json.loads((HERE / "exchanges.json").read_text())
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJ0ZW5hbnQiOiJhY21lIn0.c2lnbmF0dXJl"

# The code asset is the handler's folder: nothing may be left there.
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "handlers" / "notes"))
os.environ.update(
    BULKHEAD_SERVICE="notes", BULKHEAD_SESSIONS_FUNCTION="broker-of-notes", BULKHEAD_TENANT_TABLE="table-of-notes"
)


class Functions:
    """Lambda, with one broker whose next answer is given."""

    def __init__(self):
        self.asked, self.answers = [], None

    def invoke(self, FunctionName, Payload):
        self.asked.append((FunctionName, json.loads(Payload)))
        if isinstance(self.answers, Exception):
            raise self.answers
        return {"StatusCode": 200, **self.answers}

    def will_answer(self, answer):
        self.answers = {"Payload": io.BytesIO(json.dumps(answer).encode())}


class Table:
    def __init__(self):
        self.asked = []

    def query(self, **sent):
        self.asked.append(sent)
        return {"Items": [{"pk": {"S": "acme"}, "sk": {"S": "note#1"}, "text": {"S": "hello"}}]}

    def put_item(self, **sent):
        self.asked.append(sent)
        return {}


FUNCTIONS, TABLE, CONNECTIONS = Functions(), Table(), []


def client(service, **credentials):
    if service == "lambda":
        return FUNCTIONS
    CONNECTIONS.append((service, credentials))
    return TABLE


sys.modules["boto3"] = types.SimpleNamespace(client=client)
import index  # noqa: E402  boto3 must be put aside first


def event(method="GET", **changed):
    request = {
        "httpMethod": method,
        "headers": {"authorization": f"Bearer {TOKEN}", "X-Tenant-Id": "acme"},
        "multiValueHeaders": {"authorization": [f"Bearer {TOKEN}"], "X-Tenant-Id": ["acme"]},
        "body": "hello",
        "requestContext": {
            "httpMethod": method,
            "authorizer": {"tenantId": "acme", "issuer": "edge", "placement": "pool", "contextVersion": "3"},
        },
    }
    return {**request, **changed}


def call(request):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        answer = index.handler(request, types.SimpleNamespace(aws_request_id="request-1"))
    return answer, printed.getvalue()


class HandlerTest(unittest.TestCase):
    def setUp(self):
        FUNCTIONS.asked.clear()
        TABLE.asked.clear()
        CONNECTIONS.clear()
        FUNCTIONS.will_answer(EXCHANGES[0]["answer"])

    def test_each_exchange_with_the_broker(self):
        for exchange in EXCHANGES:
            with self.subTest(exchange["name"]):
                self.setUp()
                FUNCTIONS.will_answer(exchange["answer"])
                answer, printed = call(event())

                asked = {**exchange["request"], "token": TOKEN}
                self.assertEqual(FUNCTIONS.asked, [("broker-of-notes", asked)])
                self.assertEqual(answer["statusCode"], exchange["status"])
                self.assertEqual(len(CONNECTIONS), 1 if exchange["answer"]["ok"] else 0)
                if not exchange["answer"]["ok"]:
                    line = json.loads(printed)
                    self.assertEqual(line["reason"], exchange["answer"]["reason"])
                    self.assertEqual((line["decision"], line["service"], line["requestId"]), ("deny", "notes", "request-1"))
                    self.assertNotIn(line["reason"], json.dumps(answer))
                for secret in ("hush", *TOKEN.split(".")):
                    self.assertNotIn(secret, printed + json.dumps(answer))

    def test_reads_and_writes_rows_of_the_signed_tenant_in_its_session(self):
        answer, _ = call(event(headers={"authorization": f"Bearer {TOKEN}", "X-Tenant-Id": "umbrella"}))
        self.assertEqual(json.loads(answer["body"]), {"tenant": "acme", "notes": ["hello"]})
        FUNCTIONS.will_answer(EXCHANGES[0]["answer"])
        self.assertEqual(call(event("POST"))[0]["statusCode"], 201)

        query, put = TABLE.asked
        self.assertEqual(query["ExpressionAttributeValues"][":tenant"], {"S": "acme"})
        self.assertEqual((put["TableName"], put["Item"]["pk"]), ("table-of-notes", {"S": "acme"}))
        session = {"aws_access_key_id": "AKID-OF-SESSION", "aws_secret_access_key": "hush-secret"}
        self.assertEqual(CONNECTIONS, [("dynamodb", {**session, "aws_session_token": "hush-session"})] * 2)

    def test_asks_for_a_session_for_each_request(self):
        for _ in range(2):
            FUNCTIONS.will_answer(EXCHANGES[0]["answer"])
            call(event())
        self.assertEqual(len(FUNCTIONS.asked), 2)

    def test_refuses_what_did_not_pass_the_authorizer(self):
        for authorizer in (None, {}, {"tenantId": "acme"}, {"tenantId": "Acme\n", "issuer": "edge"}, {"tenantId": "acme\n", "issuer": "edge"}):
            answer, printed = call(event(requestContext={"httpMethod": "GET", "authorizer": authorizer}))
            self.assertEqual((answer["statusCode"], json.loads(printed)["reason"]), (403, "authorizer.context"))
        self.assertEqual(FUNCTIONS.asked, [])

    def test_refuses_no_token_two_tokens_and_other_schemes(self):
        for values, reason in (
            ([], "token.missing"),
            ([f"Bearer {TOKEN}", f"Bearer {TOKEN}"], "token.scheme"),
            (["Basic YTpi"], "token.scheme"),
            ([f"Bearer {TOKEN}\n"], "token.scheme"),
        ):
            answer, printed = call(event(multiValueHeaders={"Authorization": values, "X": ["1"]}))
            self.assertEqual((answer["statusCode"], json.loads(printed)["reason"]), (403, reason))
        self.assertEqual(FUNCTIONS.asked, [])

    def test_takes_the_token_out_of_the_request(self):
        rest = index.without_credentials(event())
        self.assertNotIn(TOKEN, json.dumps(rest))
        self.assertEqual(rest["headers"], {"X-Tenant-Id": "acme"})

    def test_answers_503_for_a_broker_that_fails_or_says_something_else(self):
        for answers in (
            RuntimeError(f"hush {TOKEN}"),
            {"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage":"hush"}')},
            {"Payload": io.BytesIO(b'{"ok":true,"hush"')},
            {"Payload": io.BytesIO(b'{"ok":true,"credentials":{"accessKeyId":"hush"}}')},
            {"Payload": io.BytesIO(b'{"ok":false}')},
            {"Payload": io.BytesIO(b'[]')},
        ):
            FUNCTIONS.answers = answers
            answer, printed = call(event())
            self.assertEqual((answer["statusCode"], answer["headers"]["retry-after"]), (503, "1"))
            self.assertEqual(json.loads(printed)["reason"], "session.unavailable")
            for secret in ("hush", TOKEN):
                self.assertNotIn(secret, printed + json.dumps(answer))

    def test_fails_for_an_event_that_is_not_a_request(self):
        for other in ({"Records": [{}]}, {"detail-type": "x"}, {"requestContext": {"elb": {}}}, [], "x", {"requestContext": None}):
            with self.assertRaises(TypeError):
                call(other)
        self.assertEqual(FUNCTIONS.asked, [])

    def test_other_methods(self):
        self.assertEqual(call(event("DELETE"))[0]["statusCode"], 405)


if __name__ == "__main__":
    unittest.main()
