"""Python clients made from our document, and from the SCS document, do everything with a node."""

import importlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harness.binary import DOCUMENT
from harness.node import ADMIN_TOKEN

pytestmark = pytest.mark.document

# What the request bodies are called in the two documents: (to create, to change).
OURS = {"component": ("NewComponent", "ComponentPatch"), "impact_type": ("NewImpactType",
        "ImpactTypePatch"), "severity": ("NewSeverity", "SeverityPatch"), "incident":
        ("NewIncident", "IncidentPatch"), "incident_update": ("NewIncidentUpdate",
        "IncidentUpdatePatch"), "phase_list": ("NewPhaseList", None)}
SCS = {"component": ("Component",) * 2, "impact_type": ("ImpactType",) * 2,
       "severity": ("Severity",) * 2, "incident": ("Incident",) * 2,
       "incident_update": ("IncidentUpdate",) * 2, "phase_list": ("PhaseList", None)}


def made_from(document, folder, name):
    """Generates the client package `name` in `folder` and imports it."""
    settings = folder / "generator.yaml"
    settings.write_text("post_hooks: []\n")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--path",
         str(document), "--output-path", str(folder / name), "--meta", "none",
         "--config", str(settings)], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


class Client:
    """One generated package, with its operations by name."""

    tags = {"component": "component", "impact_type": "impact", "severity": "impact",
            "incident": "incident", "incident_update": "incident", "phase_list": "phase"}

    def __init__(self, package, models, url):
        self.package, self.models = package, models
        self.client = package.AuthenticatedClient(base_url=url, token=ADMIN_TOKEN)

    def _call(self, kind, operation, wanted, **arguments):
        module = importlib.import_module(
            f"{self.package.__name__}.api.{self.tags[kind]}.{operation}")
        answer = module.sync_detailed(client=self.client, **arguments)
        assert answer.status_code == wanted, (operation, answer.status_code, answer.content)
        return answer.parsed

    def _body(self, kind, which, members):
        models = importlib.import_module(f"{self.package.__name__}.models")
        return getattr(models, self.models[kind][which]).from_dict(members)

    def create(self, kind, members, wanted=201, **where):
        body = self._body(kind, 0, members)
        return self._call(kind, f"create_{kind}", wanted, body=body, **where)

    def read(self, kind, wanted=200, plural=None, **where):
        parsed = self._call(kind, f"get_{plural or kind}", wanted, **where)
        return parsed.data if wanted == 200 else None

    def change(self, kind, members, **where):
        self._call(kind, f"update_{kind}", 204, body=self._body(kind, 1, members), **where)

    def delete(self, kind, **where):
        self._call(kind, f"delete_{kind}", 204, **where)


@pytest.fixture(params=["ours", "SCS"])
def client(request, nodes, tmp_path):
    url = nodes.primary().url + "/api/v1"
    if request.param == "ours":
        return Client(made_from(DOCUMENT, tmp_path, "client_of_ours"), OURS, url)
    document = request.getfixturevalue("shared") / "specs/scs-openapi-1.1.2.yaml"
    return Client(made_from(document, tmp_path, "client_of_scs"), SCS, url)


def test_a_generated_client_handles_each_kind_of_resource(client):
    assert client.create("phase_list", {"phases": ["Seen", "Done"]}).generation == 1
    assert client.read("phase_list").phases == ["Seen", "Done"]

    client.create("severity", {"displayName": "minor", "value": 30}, wanted=204)
    client.change("severity", {"value": 40}, severity_name="minor")
    assert client.read("severity", severity_name="minor").value == 40
    assert [s.display_name for s in client.read("severity", plural="severities")] == ["minor"]

    kind = client.create("impact_type", {"displayName": "Slow"}).id
    client.change("impact_type", {"description": "Slower"}, impact_type_id=kind)
    assert client.read("impact_type", impact_type_id=kind).description == "Slower"
    assert len(client.read("impact_type", plural="impact_types")) == 1

    component = client.create(
        "component", {"displayName": "Volumes", "labels": {"region": "north"}}).id
    client.change("component", {"displayName": "Disks"}, component_id=component)
    assert client.read("component", component_id=component).labels["region"] == "north"

    incident = client.create("incident", {
        "displayName": "Slow", "beganAt": "2026-03-01T10:00:00Z",
        "phase": {"generation": 1, "order": 0}, "affects": [
            {"reference": str(component), "type": str(kind), "severity": 20}]}).id
    affected = client.read("component", plural="components")[0].actively_affected_by
    assert [impact.reference for impact in affected] == [incident]

    where = {"incident_id": incident}
    order = client.create("incident_update", {"description": "Looking"}, **where).order
    client.change("incident_update", {"description": "Found"}, update_order=order, **where)
    update = client.read("incident_update", update_order=order, **where)
    assert update.description == "Found" and update.created_at.tzinfo is not None
    assert len(client.read("incident_update", plural="incident_updates", **where)) == 1
    assert client.read("incident", **where).updates == [order]

    client.change("incident", {"endedAt": "2026-03-01T11:00:00Z"}, **where)
    span = {"start": datetime(2026, 3, 1, tzinfo=UTC), "end": datetime(2026, 3, 2, tzinfo=UTC)}
    shown, = client.read("incident", plural="incidents", **span)
    assert shown.ended_at == datetime(2026, 3, 1, 11, tzinfo=UTC)

    client.delete("incident_update", update_order=order, **where)
    client.delete("incident", **where)
    client.delete("component", component_id=component)
    client.delete("impact_type", impact_type_id=kind)
    client.delete("severity", severity_name="minor")
    client.read("incident", wanted=404, **where)
