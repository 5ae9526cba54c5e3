"""One resource of each kind, and the routes that lead to them."""

from dataclasses import dataclass

from .api import ABSENT, API
from .moments import ago


@dataclass
class Sample:
    """What `lay_out` has made."""

    component: str
    impact_type: str
    incident: str
    phases: int

    def path(self, template):
        """The path of an existing resource, from a template such as /components/{component}."""
        return template.format(
            component=self.component, type=self.impact_type, incident=self.incident,
            order=0, severity="minor")


def lay_out(api: API):
    """One of each, on a node that has none of it."""
    api.severity("minor", 50)
    api.severity("major", 100)
    generation = api.phases("Investigating", "Monitoring", "Resolved")
    component, kind = api.component("Volumes", labels={"region": "north"}), api.impact_type("Slow")
    incident = api.incident(
        "Volumes are slow", beganAt=ago(hours=1), phase={"generation": generation, "order": 0},
        affects=[{"reference": component, "type": kind, "severity": 40}])
    api.update(incident)
    return Sample(component, kind, incident, generation)


COLLECTIONS = ["/phases", "/impacttypes", "/severities", "/components",
               "/incidents?start=2020-01-01T00:00:00Z&end=2030-01-01T00:00:00Z",
               "/incidents/{incident}/updates"]
ITEMS = ["/impacttypes/{type}", "/severities/{severity}", "/components/{component}",
         "/incidents/{incident}", "/incidents/{incident}/updates/{order}"]

# (method, path template, a body that is accepted)
IMPACT = {"reference": ABSENT, "type": ABSENT, "severity": 10}
POSTS = [
    ("/phases", {"phases": ["Seen", "Done"]}),
    ("/impacttypes", {"displayName": "Down"}),
    ("/severities", {"displayName": "tiny", "value": 7}),
    ("/components", {"displayName": "Registry"}),
    ("/incidents", {"displayName": "Registry is down"}),
    ("/incidents/{incident}/updates", {"displayName": "Found"}),
]
PATCHES = [
    ("/impacttypes/{type}", {"description": "Slower than it should be"}),
    ("/severities/{severity}", {"value": 51}),
    ("/components/{component}", {"labels": {"region": "south"}}),
    ("/incidents/{incident}", {"description": "All volumes"}),
    ("/incidents/{incident}/updates/{order}", {"description": "Found the cause"}),
]
WRITES = [("POST", path, body) for path, body in POSTS] + [
    ("PATCH", path, body) for path, body in PATCHES]

# How each kind of path looks when the thing it names is absent.
ABSENT_ITEMS = [f"/impacttypes/{ABSENT}", "/severities/unheard-of", f"/components/{ABSENT}",
                f"/incidents/{ABSENT}"]
