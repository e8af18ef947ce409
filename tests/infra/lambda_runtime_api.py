"""The Lambda runtime API (2018-06-01) for one function, AWS's own runtime client run against it, and an API Gateway.

The function is a process of its own; what stands here is its platform: it hands over events and takes the answers.
"""

import base64
import json
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distribution
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qs

import httpx

ANSWERED_WITHIN_SECONDS = 30.0
_NEXT = "/2018-06-01/runtime/invocation/next"
_INIT_ERROR = "/2018-06-01/runtime/init/error"
_OUTCOME = re.compile(r"/2018-06-01/runtime/invocation/([^/]+)/(response|error)")


class FunctionError(Exception):
    """What the function's runtime client reported in the place of an answer."""


@dataclass(frozen=True)
class _Invocation:
    request_id: str
    event: bytes


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # so ends a function that is killed while it waits
            super().handle_error(request, client_address)


class RuntimeApi:
    """`init_error`: what the runtime client says when the handler's module cannot be loaded."""

    def __init__(self) -> None:
        self.init_error: Future[dict[str, Any]] = Future()
        self._waiting: SimpleQueue[_Invocation | None] = SimpleQueue()
        self._answers: dict[str, Future[Any]] = {}
        self._server = _Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def invoke(self, event: Any) -> Future[Any]:
        """Its result is the function's answer; raises FunctionError."""
        request_id, answer = str(uuid.uuid4()), Future[Any]()
        self._answers[request_id] = answer
        self._waiting.put(_Invocation(request_id, json.dumps(event).encode()))
        return answer

    def end(self, why: str) -> None:
        """Nothing will be answered any more."""
        self._waiting.put(None)
        for future in (*self._answers.values(), self.init_error):
            if not future.done():
                future.set_exception(FunctionError(why))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _settle(self, request_id: str, outcome: str, content: bytes) -> None:
        answer = self._answers[request_id]
        if outcome == "error":
            answer.set_exception(FunctionError(content.decode()))
        else:
            answer.set_result(json.loads(content))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                assert self.path == _NEXT, self.path
                invocation = api._waiting.get()
                if invocation is not None:
                    self._answer(200, invocation.event, _headers(invocation.request_id))

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == _INIT_ERROR:
                    api.init_error.set_result(json.loads(content))
                else:
                    found = _OUTCOME.fullmatch(self.path)
                    assert found is not None, self.path
                    api._settle(found[1], found[2], content)
                self._answer(202, b'{"status":"OK"}', {})

            def _answer(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def _headers(request_id: str) -> dict[str, str]:
    return {
        "Lambda-Runtime-Aws-Request-Id": request_id,
        "Lambda-Runtime-Deadline-Ms": str(int((time.time() + ANSWERED_WITHIN_SECONDS) * 1000)),
        "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:tracefunnel",
        "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
    }


@dataclass(frozen=True)
class Function:
    """One running instance."""

    process: subprocess.Popen[bytes]
    api: RuntimeApi
    stdout_file: Path
    stderr_file: Path

    def invoke(self, event: Any) -> Any:
        """Raises FunctionError."""
        return self.api.invoke(event).result(ANSWERED_WITHIN_SECONDS)

    @property
    def stdout(self) -> str:
        return self.stdout_file.read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        return self.stderr_file.read_text(encoding="utf-8")


def link_runtime(folder: Path) -> None:
    """Fills it with what Lambda's runtime brings, of what is installed here: its client and the AWS SDK, no more."""
    waiting, linked = ["awslambdaric", "boto3"], set[str]()
    while waiting:
        found = distribution(waiting.pop())
        if found.name in linked:
            continue
        linked.add(found.name)
        waiting += [re.split(r"[^\w.-]", one)[0] for one in found.requires or () if "extra ==" not in one]
        tops = {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}
        for top in tops:
            if not top.endswith(".dist-info"):
                (folder / top).symlink_to(str(found.locate_file(top)))


@contextmanager
def running_function(
    handler: str,
    *,
    task: Path,
    logs: Path,
    environment: Mapping[str, str],
    runtime: Path | None = None,
    first_event: Any = None,
) -> Iterator[tuple[Function, Future[Any] | None]]:
    """The function that AWS's runtime client runs in the folder `task`; it sees no other environment than this.

    `runtime`: all that can be imported beside the task and Python's own library; None: whatever is installed.
    `first_event`: waits for the process before it is started; its answer is the second value.
    """
    api, number = RuntimeApi(), len(list(logs.glob("*.stdout")))
    stdout_file, stderr_file = logs / f"{number}.stdout", logs / f"{number}.stderr"
    first = None if first_event is None else api.invoke(first_event)
    with stdout_file.open("wb") as stdout, stderr_file.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, *path_options(runtime), "-m", "awslambdaric", handler],
            cwd=task,
            env=lambda_environment(handler, task, runtime)
            | {"AWS_LAMBDA_RUNTIME_API": api.address}
            | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )

    def watch() -> None:
        status = process.wait()
        api.end(f"the function's process ended with {status}")

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield Function(process, api, stdout_file, stderr_file), first
    finally:
        process.kill()
        watcher.join()
        api.close()


def path_options(runtime: Path | None) -> list[str]:
    """Of Python: without its `site` there is no folder of installed packages."""
    return [] if runtime is None else ["-S"]


def lambda_environment(handler: str, task: Path, runtime: Path | None = None) -> dict[str, str]:
    """What the platform sets for every function."""
    return ({} if runtime is None else {"PYTHONPATH": str(runtime)}) | {
        "_HANDLER": handler,
        "LAMBDA_TASK_ROOT": str(task),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
        "AWS_LAMBDA_FUNCTION_NAME": "tracefunnel",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "LANG": "en_US.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",  # the folder of a function cannot be written to
        "TZ": ":UTC",
    }


class ApiGateway(httpx.BaseTransport):
    """Turns requests into the events of a REST API with a Lambda proxy. `asked`: the routes that were asked for."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self.asked: set[tuple[str, str]] = set()
        document = json.loads(function.invoke(proxy_event("GET", "/openapi.json"))["body"])
        self.routes = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().partition("?")[0]
        resource, parameters = self._match(request.method, path)
        self.asked.add((request.method, resource))
        event = proxy_event(
            request.method,
            resource,
            path=path,
            path_parameters=parameters,
            query=request.url.query.decode(),
            headers=request.headers.multi_items(),
            body=request.read(),
        )
        answer = self._function.invoke(event)
        headers = [(name, str(value)) for name, value in answer["headers"].items()]
        headers += [(name, value) for name, values in answer["multiValueHeaders"].items() for value in values]
        return httpx.Response(answer["statusCode"], headers=headers, text=answer["body"] or "")

    def _match(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        for route_method, resource in sorted(self.routes):  # fixed segments sort before "{"
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(resource))
            if route_method == method and (found := re.fullmatch(pattern, path)):
                return resource, found.groupdict()
        raise AssertionError(f"there is no {method} {path}")


def proxy_event(
    method: str,
    resource: str,
    *,
    path: str | None = None,
    path_parameters: Mapping[str, str] | None = None,
    query: str = "",
    headers: Collection[tuple[str, str]] = (),
    body: bytes = b"",
) -> dict[str, Any]:
    """As API Gateway makes it of a request; a body that is no UTF-8 comes in base64."""
    parameters = parse_qs(query, keep_blank_values=True)
    of_name: dict[str, list[str]] = {}
    for name, value in headers:
        of_name.setdefault(name, []).append(value)
    try:
        text, is_base64 = body.decode(), False
    except UnicodeDecodeError:
        text, is_base64 = base64.b64encode(body).decode(), True
    return {
        "resource": resource,
        "path": path or resource,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in of_name.items()} or None,
        "multiValueHeaders": of_name or None,
        "queryStringParameters": {name: values[-1] for name, values in parameters.items()} or None,
        "multiValueQueryStringParameters": parameters or None,
        "pathParameters": dict(path_parameters or {}) or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api0000000",
            "stage": "api",
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "httpMethod": method,
            "resourcePath": resource,
            "path": f"/api{path or resource}",
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "tests"},
        },
        "body": text or None,
        "isBase64Encoded": is_base64,
    }


SCHEDULED_EVENT = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-11-22T09:15:00Z",
    "region": "us-east-1",
    "resources": ["arn:aws:events:us-east-1:123456789012:rule/roll-up"],
    "detail": {},
}
