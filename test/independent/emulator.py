"""Creates the stack's queues, table, functions and event source mappings in moto, an emulator of AWS that shares no code
with this project, from the synthesized template. Run by .ci/run where moto is installed; nothing depends on it.

Usage: python3 test/independent/emulator.py cdk.out/Webhook.template.json
"""

import io
import json
import os
import sys
import zipfile

import boto3
from moto import mock_aws

CREATED = {
    "AWS::SQS::Queue",
    "AWS::DynamoDB::Table",
    "AWS::Lambda::Function",
    "AWS::Lambda::EventSourceMapping",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::SNS::Topic",
}
ACCOUNT, REGION, STACK = "123456789012", "us-east-1", "pilot-status-check"


def without_unsupported(template, types):
    """The template with only what moto can create; a reference to anything else becomes a text. An alias, which it cannot
    create from a template, gives way to its function."""
    aliases = {
        name: r["Properties"]["FunctionName"]
        for name, r in template["Resources"].items()
        if r["Type"] == "AWS::Lambda::Alias"
    }
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            named = json.dumps(resource["Properties"]["FunctionName"])
            [resource["Properties"]["FunctionName"]] = [f for alias, f in aliases.items() if f'"{alias}"' in named]
    resources = {name: r for name, r in template["Resources"].items() if r["Type"] in types}

    def mend(value):
        if isinstance(value, list):
            return [mend(item) for item in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("Ref") or (value.get("Fn::GetAtt") or [None])[0]
        if reference in template["Resources"] and reference not in resources:
            return f"not-created-{reference}"
        return {key: mend(item) for key, item in value.items()}

    for resource in resources.values():
        resource["DependsOn"] = [name for name in resource.get("DependsOn", []) if name in resources]
    # By this output the commands find the ledger.
    outputs = {name: output for name, output in template["Outputs"].items() if name == "LedgerTable"}
    return {"Resources": mend(resources), "Parameters": template.get("Parameters", {}), "Outputs": outputs}


def put_code(template):
    s3 = boto3.client("s3")
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
    s3.create_bucket(Bucket=bucket)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.mjs", "export const handler = async () => ({});")
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            s3.put_object(Bucket=bucket, Key=resource["Properties"]["Code"]["S3Key"], Body=code.getvalue())


def create_stack(path, types=CREATED):
    """Creates the stack of a template, its resources of these types, in what the AWS of this process is."""
    with open(path, encoding="utf-8") as file:
        template = without_unsupported(json.load(file), types)
    boto3.client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
    put_code(template)
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatus"]


def main(path):
    os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION=REGION)
    with mock_aws():
        create_stack(path)
        queues = boto3.client("sqs").list_queues()["QueueUrls"]
        assert len(queues) == 5 and sum(url.endswith(".fifo") for url in queues) == 4, queues
        tables = boto3.client("dynamodb").list_tables()["TableNames"]
        assert len(tables) == (2 if any("Transcripts" in table for table in tables) else 1), tables
        functions = boto3.client("lambda").list_functions()["Functions"]
        assert len(functions) == 4, functions
        mappings = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        assert len(mappings) == 2, mappings
        assert all(mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for mapping in mappings), mappings
    print(f"moto created 5 queues, {len(tables)} table(s), 4 functions and 2 event source mappings from the template")


if __name__ == "__main__":
    main(sys.argv[1])
