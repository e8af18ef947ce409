"""Asks for known vulnerabilities of everything that a lock file names; run as `python -m infra.audit`."""
