import HTTPTypes
import Provisioning
import StandardForms
import StatusPage

/// Every route, once. What is not here does not exist: the table, `Allow`, the preflight and the
/// comparison with our OpenAPI document all come from this list.
enum RouteCatalogue {
  static let all: [Route] = resources + operations + pages

  private static let resources: [Route] = [
    .read("/api/v1/phases", PhaseRoutes.show),
    .write(.post, "/api/v1/phases", PhaseRoutes.publish),
    .read("/api/v1/impacttypes", ImpactTypeRoutes.list),
    .write(.post, "/api/v1/impacttypes", ImpactTypeRoutes.define),
    .read("/api/v1/impacttypes/{impactTypeId}", ImpactTypeRoutes.show),
    .write(.patch, "/api/v1/impacttypes/{impactTypeId}", ImpactTypeRoutes.revise),
    .delete("/api/v1/impacttypes/{impactTypeId}", ImpactTypeRoutes.remove),
    .read("/api/v1/severities", SeverityRoutes.list),
    .write(.post, "/api/v1/severities", SeverityRoutes.define),
    .read("/api/v1/severities/{severityName}", SeverityRoutes.show),
    .write(.patch, "/api/v1/severities/{severityName}", SeverityRoutes.revise),
    .delete("/api/v1/severities/{severityName}", SeverityRoutes.remove),
    .read("/api/v1/components", ComponentRoutes.list),
    .write(.post, "/api/v1/components", ComponentRoutes.register),
    .read("/api/v1/components/{componentId}", ComponentRoutes.show),
    .write(.patch, "/api/v1/components/{componentId}", ComponentRoutes.revise),
    .delete("/api/v1/components/{componentId}", ComponentRoutes.retire),
    .read("/api/v1/incidents", IncidentRoutes.list),
    .write(.post, "/api/v1/incidents", IncidentRoutes.open),
    .read("/api/v1/incidents/{incidentId}", IncidentRoutes.show),
    .write(.patch, "/api/v1/incidents/{incidentId}", IncidentRoutes.revise),
    .delete("/api/v1/incidents/{incidentId}", IncidentRoutes.delete),
    .read("/api/v1/incidents/{incidentId}/updates", IncidentUpdateRoutes.list),
    .write(.post, "/api/v1/incidents/{incidentId}/updates", IncidentUpdateRoutes.post),
    .read("/api/v1/incidents/{incidentId}/updates/{updateOrder}", IncidentUpdateRoutes.show),
    .write(
      .patch, "/api/v1/incidents/{incidentId}/updates/{updateOrder}", IncidentUpdateRoutes.revise),
    .delete("/api/v1/incidents/{incidentId}/updates/{updateOrder}", IncidentUpdateRoutes.delete),
  ]

  private static let operations: [Route] = [
    Route(
      method: .get, template: "/api/v1/tokens", access: .administrators, bodyBytesMax: nil,
      handler: TokenRoutes.list),
    .write(.post, "/api/v1/tokens", by: .administrators, TokenRoutes.issue),
    .delete("/api/v1/tokens/{tokenId}", by: .administrators, TokenRoutes.revoke),
    .write(
      .post, "/api/v1/import", bodyBytesMax: Limits.importBodyBytesMax, ImportRoutes.record),
    .write(
      .post, "/api/v1/provision", bodyBytesMax: Limits.declarationBytesMax,
      ProvisionRoutes.provision),
    .read("/api/v1/events", EventRoutes.page),
    .read("/api/v1/openapi.yaml", DocumentRoutes.show),
    .read("/healthz", HealthRoutes.alive),
    .read("/readyz", HealthRoutes.ready),
    .read("/metrics", MetricsRoutes.show),
  ]

  private static let pages: [Route] = [
    .page("/", PageRoutes.home),
    .page("/incidents/{incidentId}", PageRoutes.incident),
    .page("/history/{month}", PageRoutes.history),
    .read("/badge/{badge}", PageRoutes.badge),
    .read("/style.css", PageRoutes.stylesheet),
    .read("/page.js", PageRoutes.script),
    .page("/about", ThemeRoutes.document(.about)),
    .page("/imprint", ThemeRoutes.document(.imprint)),
    .page("/privacy", ThemeRoutes.document(.privacy)),
    .read("/theme/{file}", ThemeRoutes.file),
    .read("/robots.txt", PageRoutes.robots),
    .read("/favicon.ico", PageRoutes.icon),
  ]
}
