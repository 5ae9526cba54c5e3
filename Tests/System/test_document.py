"""Our OpenAPI document: valid, served as it is, and holding all that the SCS document says."""

import pytest
import requests
import yaml
from openapi_spec_validator import validate

from harness.binary import DOCUMENT

METHODS = ("get", "post", "patch", "delete", "put", "head")


def ours():
    return yaml.safe_load(DOCUMENT.read_text())


def scs(shared):
    return yaml.safe_load((shared / "specs/scs-openapi-1.1.2.yaml").read_text())


def operations(document):
    """{(path, method): operation}"""
    return {(path, method): operation for path, item in document["paths"].items()
            for method, operation in item.items() if method in METHODS}


def resolved(document, node):
    while "$ref" in node:
        target = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def parameters(document, operation):
    found = [resolved(document, p) for p in operation.get("parameters", [])]
    return {(p["name"], p["in"], p.get("required", False)) for p in found}


def members(document, schema):
    """The names of a schema's properties, through allOf."""
    schema = resolved(document, schema)
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        names |= members(document, part)
    return names


@pytest.mark.document
def test_the_document_is_valid():
    document = ours()
    validate(document)
    assert document["servers"][0]["url"] == "/api/v1"
    assert document["info"]["version"] == "1.1.2"


@pytest.mark.document
def test_the_document_is_served_as_it_is(primary):
    answer = requests.get(primary.url + "/api/v1/openapi.yaml", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == "application/yaml"
    assert answer.content == DOCUMENT.read_bytes()


@pytest.mark.document
def test_every_write_takes_a_bearer_token_and_every_fault_is_a_problem():
    document = ours()
    for (path, method), operation in operations(document).items():
        if method != "get":
            assert operation["security"] == [{"bearer": []}], (path, method)
            assert {"400", "401", "403"} <= set(operation["responses"])
            # An order to one node records nothing by itself.
            if not path.startswith("/cluster/"):
                assert {"503", "507"} <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            answer = resolved(document, answer)
            assert "Heliograph-Position" in answer["headers"], (path, method, status)
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"]


@pytest.mark.document
def test_the_document_holds_every_operation_of_the_scs_document(shared):
    mine, theirs = ours(), scs(shared)
    for key, operation in operations(theirs).items():
        own = operations(mine)[key]
        assert own["operationId"] == operation["operationId"]
        assert parameters(theirs, operation) <= parameters(mine, own), key
        wanted = {code for code in operation["responses"] if code.startswith("2")}
        assert wanted == {code for code in own["responses"] if code.startswith("2")}, key
        assert ("requestBody" in operation) == ("requestBody" in own), key


@pytest.mark.document
def test_the_document_holds_every_schema_and_member_of_the_scs_document(shared):
    mine, theirs = ours(), scs(shared)
    for name, schema in theirs["components"]["schemas"].items():
        own = mine["components"]["schemas"][name]
        assert members(theirs, schema) <= members(mine, own), name
    for name, body in theirs["components"]["requestBodies"].items():
        schema = body["content"]["application/json"]["schema"]
        own = resolved(mine, mine["components"]["requestBodies"][name])
        offered = members(mine, own["content"]["application/json"]["schema"])
        # What is only for reading has no place in a request.
        assert members(theirs, schema) - {"updates", "activelyAffectedBy"} <= offered, name
