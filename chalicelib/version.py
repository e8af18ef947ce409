"""The version of this program, as /healthz and the OpenAPI document say it."""

VERSION = "0.1.0"
