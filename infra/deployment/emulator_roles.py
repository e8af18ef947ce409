"""Where the emulator is stricter than AWS: answered in the emulator alone, never in the policies that are deployed.

ministack 1.5.33 judges ssm:GetParametersByPath on every resource (`*`), whatever is asked for; AWS judges it on the
path, as our policies say. Everything else of a role is enforced as it is written.
"""

import json

from infra.deployment.place import Place

POLICY_NAME = "emulator-parameter-lists"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["ssm:GetParametersByPath"], "Resource": "*"},
    ],
}


def allow_parameter_lists(where: Place) -> None:
    iam = where.session.client("iam", endpoint_url=where.emulator_url)
    pages = where.cloudformation.get_paginator("list_stack_resources").paginate(StackName=where.stack_name)
    for resource in (resource for page in pages for resource in page["StackResourceSummaries"]):
        if resource["ResourceType"] == "AWS::IAM::Role":
            role = resource["PhysicalResourceId"]
            iam.put_role_policy(RoleName=role, PolicyName=POLICY_NAME, PolicyDocument=json.dumps(POLICY))
