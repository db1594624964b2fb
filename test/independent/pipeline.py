"""Takes a message through the synthesized bundles as AWS runs them: on AWS's own runtime interface client, with moto, an
emulator that shares no code with this project, in the place of SQS, DynamoDB and Secrets Manager. Only the vendor is our own
simulator. Run by .ci/run where moto is installed; without a network for the client it says that it was skipped.

The client's transport to Lambda's runtime API is an add-on in C++, which would have to be compiled; ten lines of JavaScript
stand in for it here.

Usage: python3 test/independent/pipeline.py cdk.out/Webhook.template.json
"""

import itertools
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
from moto.server import ThreadedMotoServer

from emulator import CREATED, REGION, create_stack

ROOT = Path(__file__).parents[2]
CLIENT = "aws-lambda-ric@4.0.2"
TOKEN, API_KEY = "right-token", "ps_local"
PATIENCE_S = 30

TRANSPORT = """
const { request } = require('node:http');
const { AWS_LAMBDA_RUNTIME_API } = process.env;
const post = (what) => (id, body) =>
  request(`http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${id}/${what}`, { method: 'POST' })
    .on('response', (response) => response.resume())
    .end(body);
require('node:module')._extensions['.node'] = (module) => {
  module.exports = { done: post('response'), error: post('error') };
};
"""


class RuntimeApi(ThreadingHTTPServer):
    """Lambda's runtime API for one function: hands out invocations, and takes what became of them.

    https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), RuntimeApiHandler)
        self.invocations, self.results, self.ids = queue.Queue(), queue.Queue(), itertools.count(1)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def invoke(self, event):
        self.invocations.put((f"request-{next(self.ids)}", json.dumps(event)))
        what, body = self.results.get(timeout=PATIENCE_S)
        assert what == "response", f"{what}: {body}"
        return json.loads(body)


class RuntimeApiHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        request_id, event = self.server.invocations.get()
        self.answer(200, event, {
            "Lambda-Runtime-Aws-Request-Id": request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + PATIENCE_S) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:{REGION}:123456789012:function:f:live",
            "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        })

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])) if "Content-Length" in self.headers else self.chunks()
        self.answer(202, "{}")
        self.server.results.put((self.path.rsplit("/", 1)[1], body.decode()))

    def chunks(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def fetch_client(folder):
    """Fetches the runtime interface client. @returns its file, or None without a network"""
    packed = subprocess.run(
        ["npm", "pack", CLIENT, "--silent", "--fetch-retries=0", "--pack-destination", folder],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    )
    if packed.returncode != 0:
        return None
    with tarfile.open(Path(folder, packed.stdout.strip())) as archive:
        archive.extractall(folder, [archive.getmember("package/index.mjs"), archive.getmember("package/package.json")])
    Path(folder, "package", "rapid-client.node").touch()
    Path(folder, "transport.cjs").write_text(TRANSPORT, encoding="utf-8")
    return Path(folder, "package", "index.mjs")


def start_vendor():
    command = ["node", "--import", "tsx", "local/simulator/main.ts", "--port", "0"]
    vendor = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return vendor, vendor.stdout.readline().split(" listens on ")[1].split(". ")[0]


def start_function(function, assembly, client, moto_url, vendor_url):
    """Starts a function, with the environment that CloudFormation gave it. @returns its process and its runtime API"""
    api = RuntimeApi()
    declared = function["Environment"]["Variables"]
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}",
        "AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1": "true",
        "_HANDLER": function["Handler"],
        "LAMBDA_TASK_ROOT": str(assembly / f"asset.{code_hash(function, assembly)}"),
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_LAMBDA_FUNCTION_NAME": function["FunctionName"],
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function["MemorySize"]),
        "AWS_LAMBDA_LOG_GROUP_NAME": "logs",
        "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_ENDPOINT_URL_DYNAMODB": moto_url,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": moto_url,
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        **{name: value.replace(f"https://sqs.{REGION}.amazonaws.com", moto_url) for name, value in declared.items()},
        **({"PILOT_STATUS_BASE_URL": vendor_url} if "PILOT_STATUS_BASE_URL" in declared else {}),
    }
    preload = client.parent.parent / "transport.cjs"
    return subprocess.Popen(["node", "--require", preload, client], env=environment), api, environment


def code_hash(function, assembly):
    """The asset of a function, which moto does not keep: by its logical id, which its name holds."""
    resources = json.loads((assembly / "Webhook.template.json").read_text(encoding="utf-8"))["Resources"]
    [resource] = [r for name, r in resources.items() if f"-{name}-" in function["FunctionName"]]
    return resource["Properties"]["Code"]["S3Key"].removesuffix(".zip")


def pilot(*args):
    """What a command prints about the stack that moto has."""
    command = ["node", "--import", "tsx", "cli/main.ts", *args, "--stage", "check", "--json"]
    environment = {**os.environ, "AWS_REGION": REGION, "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true"}
    printed = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(printed)


def received(message):
    """A message of SQS as Lambda hands it to a function."""
    attributes = message.get("MessageAttributes", {})
    return {"Records": [{
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {"stringValue": value["StringValue"], "dataType": value["DataType"]} for name, value in attributes.items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:queue.fifo",
        "awsRegion": REGION,
    }]}


def main(path):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        client = fetch_client(folder)
        if client is None:
            print(f"skipped: {CLIENT} could not be fetched")
            return
        moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        processes = []
        try:
            moto.start()
            run(path, client, "http://{}:{}".format(*moto.get_host_and_port()), processes)
        finally:
            for process in processes:
                process.kill()
                process.wait()
            moto.stop()


def run(path, client, moto_url, processes):
    os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION, AWS_ENDPOINT_URL=moto_url)
    # moto would invoke the functions itself, in Docker.
    create_stack(path, CREATED - {"AWS::Lambda::EventSourceMapping"})
    vendor, vendor_url = start_vendor()
    processes.append(vendor)
    functions, secrets = {}, set()
    for function in boto3.client("lambda").list_functions()["Functions"]:
        [name] = [name for name in ("Ingest", "Processor", "Reply", "Outbox") if f"-{name}Function" in function["FunctionName"]]
        for variable, value in (("WEBHOOK_SECRET_ARN", json.dumps({"token": TOKEN})), ("API_KEY_SECRET_ARN", API_KEY)):
            if variable in function["Environment"]["Variables"]:
                secret = function["Environment"]["Variables"][variable]
                if secret not in secrets:
                    boto3.client("secretsmanager").create_secret(Name=secret, SecretString=value)
                secrets.add(secret)
        process, api, environment = start_function(function, Path(path).parent, client, moto_url, vendor_url)
        processes.append(process)
        functions[name] = (api, environment)

    (ingest, _), (processor, queues), (reply, _) = functions["Ingest"], functions["Processor"], functions["Reply"]
    events_url, replies_url = queues["EVENTS_QUEUE_URL"], queues["REPLIES_QUEUE_URL"]
    sqs = boto3.client("sqs")

    def deliver(token):
        data = {"id": "cmm-1", "messageId": "wa-1", "numberId": "n1", "from": "+5511999999999", "type": "text",
                "fromMe": False, "content": "Hi"}
        request = {"version": "2.0", "rawPath": f"/hooks/whatsapp/{token}", "headers": {"content-type": "application/json"},
                   "pathParameters": {"token": token}, "isBase64Encoded": False,
                   "body": json.dumps({"event": "message.received", "data": data})}
        return ingest.invoke(request)["statusCode"]

    def take(queue_url):
        messages = sqs.receive_message(QueueUrl=queue_url, AttributeNames=["All"], MessageAttributeNames=["All"])
        return messages.get("Messages", [])

    def handle(api, message, queue_url):
        assert api.invoke(received(message)) == {"batchItemFailures": []}, "the message was not handled"
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])

    def sends():
        days = "startDate=2000-01-01T00:00:00Z&endDate=2100-01-01T00:00:00Z"
        request = Request(f"{vendor_url}/v1/messages/history?{days}", headers={"x-api-key": API_KEY})
        with urlopen(request, timeout=PATIENCE_S) as response:
            return len(json.load(response)["items"])

    assert deliver("wrong-token") == 401, "a wrong token was let in"
    assert take(events_url) == [], "a delivery with a wrong token was put on the queue"

    assert deliver(TOKEN) == 200, "a delivery was not accepted"
    [event] = take(events_url)
    handle(processor, event, events_url)
    [answer] = take(replies_url)
    handle(reply, answer, replies_url)
    assert sends() == 1, f"{sends()} sends for one message"

    # The vendor delivers again; and each queue hands over again what it had handed over.
    assert deliver(TOKEN) == 200, "a duplicate was not accepted"
    for again in [event, *take(events_url)]:
        assert processor.invoke(received(again)) == {"batchItemFailures": []}, "a duplicate was not handled"
    assert take(replies_url) == [], "a duplicate was answered"
    assert reply.invoke(received(answer)) == {"batchItemFailures": []}, "a reply that came twice was not handled"
    assert sends() == 1, f"{sends()} sends for one message that came twice"

    # Another system has a message sent, and asks twice.
    outbox, _ = functions["Outbox"]
    asked = {"to": "+55 11 99999-9999", "number": "n1", "key": "order-1", "text": "Your order has left"}
    assert outbox.invoke(asked) == {"key": "order-1", "state": "queued"}, "a message was not accepted"
    [job] = take(replies_url)
    handle(reply, job, replies_url)
    assert sends() == 2, f"{sends()} sends after one message of the outbox"
    assert outbox.invoke(asked)["state"] == "sent", "the same request was not answered with what became of it"
    assert take(replies_url) == [], "a message that was sent was put on the queue again"

    # A person asks about the contact, by the index of the ledger.
    [conversation] = pilot("contact", "show", "+55 11 99999-9999")["conversations"]
    told = [(event["event"], [reply["state"] for reply in event["replies"]]) for event in conversation["events"]]
    assert sorted(told) == [("message.received", ["sent"]), ("send", ["sent"])], f"contact show said {told}"
    [listed] = pilot("contact", "list", "--state", "bot")["contacts"]
    assert listed["conversation"] == conversation["conversation"], "contact list shows another conversation"
    assert len(pilot("events", "--limit", "5")["events"]) == 2, "events does not show both"
    assert pilot("events", "--failed")["events"] == [], "events says that something failed"
    print(f"on {CLIENT} and moto: a wrong token got 401, one message led to one send, a duplicate to none, "
          "and a message of the outbox that was asked for twice to one; the commands say so")


if __name__ == "__main__":
    main(sys.argv[1])
