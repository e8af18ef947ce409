"""What a viewer does not see (contract, Credentials and roles)."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.errors import RoleNotAllowedError
from chalicelib.domain.visibility import HIDDEN_FIELDS, check_filters, sees_identifiers

OTHER_FILTERS = {"from", "to", "type", "success", "source", "error_code", "campaign_id", "limit", "cursor"}


def test_only_a_viewer_sees_no_identifiers() -> None:
    assert {role for role in Role if not sees_identifiers(role)} == {Role.VIEWER}


def test_the_hidden_fields_are_those_of_the_contract() -> None:
    assert sorted(HIDDEN_FIELDS) == sorted(
        [
            "id",
            "trace_id",
            "anonymous_id",
            "user_id",
            "tenant_id",
            "job_id",
            "email",
            "payload",
            "error_message",
            "links",
        ]
    )


@pytest.mark.parametrize("name", ["trace_id", "q_email", "tenant_id"])
def test_a_viewer_cannot_filter_by_an_identifier(name: str) -> None:
    with pytest.raises(RoleNotAllowedError) as caught:
        check_filters(Role.VIEWER, {name, "type"})
    assert name in caught.value.message


def test_a_refusal_names_each_filter_that_was_asked_for_and_no_other() -> None:
    with pytest.raises(RoleNotAllowedError) as caught:
        check_filters(Role.VIEWER, {"trace_id", "tenant_id"})
    assert "trace_id, tenant_id" in caught.value.message
    assert "q_email" not in caught.value.message


def test_a_viewer_can_filter_by_all_else() -> None:
    check_filters(Role.VIEWER, OTHER_FILTERS)
    check_filters(Role.VIEWER, set())


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.ADMIN])
def test_other_roles_can_filter_by_everything(role: Role) -> None:
    check_filters(role, OTHER_FILTERS | {"trace_id", "q_email", "tenant_id"})
