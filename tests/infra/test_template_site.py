"""One distribution before the private bucket and the API: what it lets through, and what it adds."""

from typing import Any

import pytest

from infra.dashboard_files import FOLDER, PAGE
from infra.package import Package
from tests.infra.deep_links import routed
from tests.infra.packaged_template import Template

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.fixture(scope="module")
def template(dev_package: Package) -> Template:
    return Template.of(dev_package)


@pytest.fixture(scope="module")
def distribution(template: Template) -> dict[str, Any]:
    configuration: dict[str, Any] = template.properties("Distribution")["DistributionConfig"]
    return configuration


def test_the_bucket_is_private_encrypted_and_read_by_the_distribution_alone(template: Template) -> None:
    bucket = template.properties("DashboardBucket")
    assert bucket["PublicAccessBlockConfiguration"] == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    assert bucket["BucketEncryption"]
    assert "WebsiteConfiguration" not in bucket
    allow, deny = template.properties("DashboardBucketPolicy")["PolicyDocument"]["Statement"]
    assert (allow["Principal"], allow["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert allow["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"].endswith("distribution/${Distribution}")
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    access = template.properties("DashboardAccess")["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")


def test_everything_but_the_dashboard_goes_to_the_api_uncached_with_all_that_the_viewer_sent_but_host(
    distribution: dict[str, Any],
) -> None:
    api, bucket = distribution["Origins"]
    assert (api["Id"], api["OriginPath"]) == ("api", "/api")
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert bucket["OriginAccessControlId"] == {"Fn::GetAtt": ["DashboardAccess", "Id"]}
    default = distribution["DefaultCacheBehavior"]
    assert default["TargetOriginId"] == "api"
    assert default["CachePolicyId"] == CACHING_DISABLED
    assert default["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER
    assert set(default["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    assert "FunctionAssociations" not in default
    (dashboard,) = distribution["CacheBehaviors"]
    assert (dashboard["PathPattern"], dashboard["TargetOriginId"]) == ("/cp/*", "dashboard")
    assert len(dashboard["FunctionAssociations"]) == 1
    assert "CustomErrorResponses" not in distribution, "they would turn the API's 403 and 404 into the page"


def test_every_answer_has_security_headers_and_comes_encrypted(
    template: Template, distribution: dict[str, Any]
) -> None:
    for behaviour in (distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]):
        assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert distribution["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "ApiHeaders"}
    assert [one["ResponseHeadersPolicyId"] for one in distribution["CacheBehaviors"]] == [{"Ref": "SecurityHeaders"}]
    of_api = template.properties("ApiHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert of_api["ContentSecurityPolicy"]["Override"] is False, "the API's own pages may be stricter"
    assert "ReferrerPolicy" not in of_api, "a redirect's would change what the page with the link decided"
    assert of_api["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 86_400
    headers = template.properties("SecurityHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert all(header["Override"] is True for header in headers.values())
    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 86_400
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"].split("; ")
    assert {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
    } <= set(policy)


def test_an_own_domain_needs_its_certificate_and_at_least_tls_1_2(
    template: Template, distribution: dict[str, Any]
) -> None:
    assert template.whole["Rules"]["DomainAndCertificate"]["Assertions"]
    condition, own, _ = distribution["ViewerCertificate"]["Fn::If"]
    assert (condition, own["MinimumProtocolVersion"]) == ("HasDomain", "TLSv1.2_2021")
    assert distribution["Aliases"]["Fn::If"][:2] == ["HasDomain", [{"Ref": "DomainName"}]]


def test_deep_links_lead_to_the_page_and_files_to_themselves(template: Template) -> None:
    page = f"/{FOLDER}/{PAGE}"
    expected: dict[str, str | int] = {
        f"/{FOLDER}": page,
        f"/{FOLDER}/": page,
        f"/{FOLDER}/campaigns/spring": page,
        f"/{FOLDER}/trace/trace_8f2c.a": page,  # a trace id may have a dot
        f"/{FOLDER}/assets": page,
        f"/{FOLDER}/assets/index-BjR8x_2Q.js": f"/{FOLDER}/assets/index-BjR8x_2Q.js",
        f"/{FOLDER}/assets/fonts/a-12345678.woff2": f"/{FOLDER}/assets/fonts/a-12345678.woff2",
        f"/{FOLDER}/config.json": f"/{FOLDER}/config.json",
        f"/{FOLDER}/{PAGE}": page,
        f"/{FOLDER}-of-another": 404,
        "/cp/": 404,
        "/cp/other/index.html": 404,
    }
    code = template.properties("DeepLinks")["FunctionCode"]
    assert dict(zip(expected, routed(code, list(expected)), strict=True)) == expected
