"""The CloudFormation stack: created or updated through a change set that is shown before it is carried out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError

from infra.deployment.errors import StackError
from infra.deployment.place import Place

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef, WaiterConfigTypeDef

NEVER_CREATED = "REVIEW_IN_PROGRESS"
DEAD = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")  # a first deployment that failed: it can only be deleted
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class Stack:
    client: CloudFormationClient
    name: str
    poll_seconds: int

    @classmethod
    def at(cls, where: Place) -> Stack:
        return cls(where.cloudformation, where.stack_name, poll_seconds=5 if where.emulator_url is None else 1)

    def _described(self) -> StackTypeDef | None:
        try:
            stack = self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return None if stack["StackStatus"] == NEVER_CREATED else stack

    def exists(self) -> bool:
        return self._described() is not None

    def is_dead(self) -> bool:
        stack = self._described()
        return stack is not None and stack["StackStatus"] in DEAD

    def outputs(self) -> dict[str, str]:
        stack = self._described()
        return {} if stack is None else {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}

    def deployed_parameters(self) -> dict[str, str]:
        stack = self._described()
        given = [] if stack is None else stack.get("Parameters", [])
        return {each["ParameterKey"]: each["ParameterValue"] for each in given}

    def parameters(self, template: dict[str, Any], chosen: dict[str, str]) -> dict[str, str]:
        """What the template's parameters will be: those chosen now, else as deployed before, else its defaults."""
        declared: dict[str, Any] = template["Parameters"]
        unknown = chosen.keys() - declared.keys()
        if unknown:
            raise StackError(f"the template has no parameter {sorted(unknown)[0]}; it has {', '.join(declared)}")
        deployed = self.deployed_parameters()
        return {name: chosen.get(name, deployed.get(name, str(spec["Default"]))) for name, spec in declared.items()}

    def prepare(self, template_url: str, parameters: dict[str, str]) -> str | None:
        """Make a change set; returns its id, or None where nothing would change."""
        if self.is_dead():
            raise StackError(f"the first deployment of {self.name} failed: `make destroy` it, then deploy again")
        values: list[ParameterTypeDef] = [
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ]
        change_set = self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=f"deploy-{time.time_ns()}",
            ChangeSetType="UPDATE" if self.exists() else "CREATE",
            TemplateURL=template_url,
            Parameters=values,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )["Id"]
        try:
            waiter = self.client.get_waiter("change_set_create_complete")
            waiter.wait(ChangeSetName=change_set, WaiterConfig=self._patience(minutes=10))
        except WaiterError as error:
            reason = str(error.last_response.get("StatusReason", error))
            self.client.delete_change_set(ChangeSetName=change_set)
            if any(phrase in reason for phrase in NO_CHANGES):
                return None
            raise StackError(f"CloudFormation refuses the template: {reason}") from error
        return change_set

    def changes(self, change_set: str) -> Iterator[str]:
        """One line a change: action, name and type of the resource."""
        pages = self.client.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        for change in (change["ResourceChange"] for page in pages for change in page["Changes"]):
            replaced = " (replaced)" if change.get("Replacement") == "True" else ""
            yield f"{change['Action']:<8}{change['LogicalResourceId']}  {change['ResourceType']}{replaced}"

    def discard(self, change_set: str) -> None:
        """Delete the change set, and the stack with it where it would have been the first of it."""
        was_there = self.exists()
        self.client.delete_change_set(ChangeSetName=change_set)
        if not was_there:
            self.client.delete_stack(StackName=self.name)

    def carry_out(self, change_set: str) -> None:
        update = self.exists()
        # Retained tables that a failed first deployment left behind would stand in the way of the next.
        self.client.execute_change_set(ChangeSetName=change_set, RetainExceptOnCreate=True)
        try:
            if update:
                updated = self.client.get_waiter("stack_update_complete")
                updated.wait(StackName=self.name, WaiterConfig=self._patience(minutes=60))
            else:
                created = self.client.get_waiter("stack_create_complete")
                created.wait(StackName=self.name, WaiterConfig=self._patience(minutes=60))
        except WaiterError as error:
            raise StackError("\n".join(["the deployment failed:", *self._failures()])) from error

    def resources(self, resource_type: str) -> list[str]:
        """Physical names of its resources of this type."""
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = [each for page in pages for each in page["StackResourceSummaries"]]
        names = [each.get("PhysicalResourceId") for each in found if each["ResourceType"] == resource_type]
        return [name for name in names if name]  # what was never made has none

    def delete(self) -> None:
        self.client.delete_stack(StackName=self.name)
        try:
            deleted = self.client.get_waiter("stack_delete_complete")
            deleted.wait(StackName=self.name, WaiterConfig=self._patience(minutes=60))
        except WaiterError as error:
            raise StackError("\n".join(["the stack could not be deleted:", *self._failures()])) from error

    def _failures(self) -> list[str]:
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=self.name)
        events = (event for page in pages for event in page["StackEvents"])  # the newest first
        latest = takewhile(lambda event: event.get("ResourceStatusReason") != "User Initiated", events)
        failed = [event for event in latest if event.get("ResourceStatus", "").endswith("_FAILED")]
        return [f"{each.get('LogicalResourceId')}: {each.get('ResourceStatusReason')}" for each in failed]

    def _patience(self, minutes: int) -> WaiterConfigTypeDef:
        return {"Delay": self.poll_seconds, "MaxAttempts": minutes * 60 // self.poll_seconds}
