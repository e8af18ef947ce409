"""Tokens that pass themselves off as a session, by every known trick: none of them is one."""

import base64
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

FORGERS_SECRET = "another-secret-of-64-characters".ljust(64, "x")
LIFETIME_SECONDS = 8 * 3600


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def make_token(claims: object, secret: str, hash_name: str = "sha256", **header: object) -> str:
    """A JWT written out by hand, so that it may be wrong in any way. `claims`: as text, they stand as they are."""
    text = claims if isinstance(claims, str) else json.dumps(claims)
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"} | header), text]
    signed = ".".join(base64url(part.encode()) for part in parts)
    return f"{signed}.{base64url(hmac.digest(secret.encode(), signed.encode(), hash_name))}"


def session_claims(now: datetime, **changes: Any) -> dict[str, Any]:
    """Of an admin's session; a change to None takes the claim away."""
    issued_at = int(now.timestamp())
    whole = {"iss": "tracefunnel", "iat": issued_at, "exp": issued_at + LIFETIME_SECONDS, "role": "admin"} | changes
    return {name: value for name, value in whole.items() if value is not None}


def forged_sessions(now: datetime, right_secret: str) -> Mapping[str, str]:
    """The name of each trick -> a token. Most have no right signature; those that have are no session all the same."""
    return dict(_without_a_key(now, right_secret)) | dict(_signed_but_no_session(now, right_secret))


def _without_a_key(now: datetime, right_secret: str) -> Iterator[tuple[str, str]]:
    claims = session_claims(now)
    head, payload, signature = make_token(session_claims(now, role="viewer"), right_secret).split(".")
    admins = base64url(json.dumps(claims).encode())
    for name in ("none", "None", "NONE", "nOnE", "", None, 5, ["HS256"]):
        unsigned = make_token(claims, "", alg=name).rpartition(".")[0]
        yield f"alg {name!r} without a signature", f"{unsigned}."
        yield f"alg {name!r} with an empty key", make_token(claims, "", alg=name)
        yield f"alg {name!r} with the signature of another", f"{unsigned}.{signature}"
    for hash_name, algorithm in (("sha384", "HS384"), ("sha512", "HS512")):
        yield f"{algorithm} with the right secret", make_token(claims, right_secret, hash_name, alg=algorithm)
        yield f"{algorithm} that says HS256", make_token(claims, right_secret, hash_name)
    for algorithm in ("RS256", "ES256", "PS256", "EdDSA", "hs256", "HS256 "):
        yield f"{algorithm} with the right secret as its public key", make_token(claims, right_secret, alg=algorithm)
    yield from _by_key_pairs(claims)
    for secret in ("", FORGERS_SECRET, "secret"):
        for header in _headers_that_lead_to_a_key(secret):
            yield f"{header} and {secret!r}", make_token(claims, secret, **header)
    yield "another secret", make_token(claims, FORGERS_SECRET)
    yield "a changed role", f"{head}.{admins}.{signature}"
    repeated = json.dumps(session_claims(now, role="viewer"))[:-1] + ', "role": "admin"}'
    yield "a claim added beside its like", f"{head}.{base64url(repeated.encode())}.{signature}"
    for place in range(3):
        parts = [head, payload, signature]
        parts[place] = ""
        yield f"an empty part {place}", ".".join(parts)
    yield "two parts", f"{head}.{payload}"
    yield "four parts", f"{head}.{payload}.{signature}.{signature}"
    yield "five parts, as if encrypted", ".".join([head, "", payload, signature, signature])
    yield "dots alone", ".."
    yield "a space inside", f"{head}.{payload} .{signature}"
    yield "a tab inside", f"{head}.\t{payload}.{signature}"
    yield "padding", f"{head}=.{payload}=.{signature}="
    yield "8,000 characters", f"{head}.{payload}.{'A' * 8000}"
    deep = base64url(('{"alg":' + "[" * 2000 + "]" * 2000 + "}").encode())
    yield "a header nested deep", f"{deep}.{payload}.{signature}"
    yield "a header that is no object", f"{base64url(b'[]')}.{payload}.{signature}"
    yield "a header that is not UTF-8", f"{base64url(bytes([255, 254]))}.{payload}.{signature}"


def _by_key_pairs(claims: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for algorithm, private in (
        ("RS256", rsa.generate_private_key(65537, 2048)),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
    ):
        public = private.public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        jwk = json.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(public))
        yield f"{algorithm}, rightly", jwt.encode(claims, private, algorithm)
        yield f"{algorithm} with its key embedded", jwt.encode(claims, private, algorithm, {"jwk": jwk})
        yield f"HS256 with the public key of {algorithm}", make_token(claims, pem, jwk=jwk)


def _headers_that_lead_to_a_key(secret: str) -> Iterator[dict[str, Any]]:
    for kid in ("../../../../dev/null", "https://evil.example/key", "x' UNION SELECT 'secret' --", "", "0", 5):
        yield {"kid": kid}
    yield {"jku": "https://evil.example/keys.json"}
    yield {"x5u": "https://evil.example/certificate.pem"}
    yield {"x5c": ["AAAA"]}
    yield {"jwk": {"kty": "oct", "k": base64url(secret.encode())}}


def _signed_but_no_session(now: datetime, secret: str) -> Iterator[tuple[str, str]]:
    """Signed with the very secret: by nobody, as long as it is one; but what is no session of ours opens nothing."""
    issued_at = int(now.timestamp())
    ends_at = issued_at + LIFETIME_SECONDS
    no_times: list[Any] = [str(issued_at), float(issued_at), True, [], 10**30, -(10**30), float("inf"), float("nan")]
    wrong: dict[str, list[Any]] = {
        "iss": [None, "else", "Tracefunnel", "tracefunnel ", ["tracefunnel"], {}, 5],
        "role": [None, "ingest", "owner", "Admin", "", ["admin"], {"admin": True}, 5],
        "exp": [None, issued_at + 600.5, "soon", [ends_at], -1, 0, issued_at, ends_at + 1, str(ends_at), *no_times],
        "iat": [None, -1, issued_at + 3600, *no_times],
        "nbf": [issued_at + 3600, *(one for one in no_times if one != -(10**30))],  # long past is a time
        "aud": ["another service", ["tracefunnel"]],
        "sub": [5],
        "jti": [5],
    }
    changes = [{name: value} for name, values in wrong.items() for value in values]
    for change in changes:
        yield f"signed, with {change}", make_token(session_claims(now, **change), secret)
    claims = session_claims(now)
    headers: list[dict[str, Any]] = [{"crit": ["exp2"], "exp2": 1}, {"crit": []}, {"b64": False}]
    for header in (*headers, {"b64": False, "crit": ["b64"]}):
        yield f"signed, under {header}", make_token(claims, secret, **header)
    for content in ("[]", "null", '"admin"', "5", "", "{", '{"role": "admin"}' * 2, "[" * 5000):
        yield f"signed, of {content[:20]}", make_token(content, secret)
    visitor = {
        "campaign_id": "admin",
        "captured_at": now.isoformat(),
        "iat": issued_at,
        "exp": ends_at,
        "role": "admin",
    }
    yield "signed, a cookie of a campaign", make_token(visitor, secret)
