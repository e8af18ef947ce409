"""The session of boto3 that all clients are made of. Its DynamoDB clients hand items over, and send them, as they are.

botocore knows an attribute's value as one of ten shapes, and walks through each of them to copy it: more than half of
what reading a page of items costs. As a document, which is what AWS's models call JSON of any shape, it is neither
walked through nor copied. Only binary values would need it, and there are none in our tables.
"""

from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.loaders import Loader


class _PlainItems(Loader):
    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        model: Any = super().load_service_model(service_name, type_name, api_version)
        if (service_name, type_name) == ("dynamodb", "service-2"):
            model["shapes"]["AttributeValue"]["document"] = True
        return model


@cache
def aws_session() -> boto3.Session:
    core = botocore.session.get_session()
    core.register_component("data_loader", _PlainItems())
    return boto3.Session(botocore_session=core)
