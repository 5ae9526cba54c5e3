import HTTPTypes
import Provisioning
import StandardForms
import StatusPage

/// Every route, once. What is not here does not exist: the table, `Allow`, the preflight and the
/// comparison with our OpenAPI document all come from this list.
enum RouteCatalogue {
  static let all: [Route] = resources + operations + pages

  private static let resources: [Route] = [
    .read("/api/v1/phases", query: ["generation"], holds: .position, PhaseRoutes.show),
    .write(.post, "/api/v1/phases", PhaseRoutes.publish),
    .read("/api/v1/impacttypes", holds: .position, ImpactTypeRoutes.list),
    .write(.post, "/api/v1/impacttypes", ImpactTypeRoutes.define),
    .read("/api/v1/impacttypes/{impactTypeId}", holds: .position, ImpactTypeRoutes.show),
    .write(.patch, "/api/v1/impacttypes/{impactTypeId}", ImpactTypeRoutes.revise),
    .delete("/api/v1/impacttypes/{impactTypeId}", ImpactTypeRoutes.remove),
    .read("/api/v1/severities", holds: .position, SeverityRoutes.list),
    .write(.post, "/api/v1/severities", SeverityRoutes.define),
    .read("/api/v1/severities/{severityName}", holds: .position, SeverityRoutes.show),
    .write(.patch, "/api/v1/severities/{severityName}", SeverityRoutes.revise),
    .delete("/api/v1/severities/{severityName}", SeverityRoutes.remove),
    .read(
      "/api/v1/components", query: ["at"], holds: .boundary, isLong: true, ComponentRoutes.list),
    .write(.post, "/api/v1/components", ComponentRoutes.register),
    .read(
      "/api/v1/components/{componentId}", query: ["at"], holds: .boundary, ComponentRoutes.show),
    .write(.patch, "/api/v1/components/{componentId}", ComponentRoutes.revise),
    .delete("/api/v1/components/{componentId}", ComponentRoutes.retire),
    .read(
      "/api/v1/incidents", query: ["start", "end"], holds: .position, isLong: true,
      IncidentRoutes.list),
    .write(.post, "/api/v1/incidents", IncidentRoutes.open),
    .read("/api/v1/incidents/{incidentId}", holds: .position, IncidentRoutes.show),
    .write(.patch, "/api/v1/incidents/{incidentId}", IncidentRoutes.revise),
    .delete("/api/v1/incidents/{incidentId}", IncidentRoutes.delete),
    .read(
      "/api/v1/incidents/{incidentId}/updates", holds: .position, IncidentUpdateRoutes.list),
    .write(.post, "/api/v1/incidents/{incidentId}/updates", IncidentUpdateRoutes.post),
    .read(
      "/api/v1/incidents/{incidentId}/updates/{updateOrder}", holds: .position,
      IncidentUpdateRoutes.show),
    .write(
      .patch, "/api/v1/incidents/{incidentId}/updates/{updateOrder}", IncidentUpdateRoutes.revise),
    .delete("/api/v1/incidents/{incidentId}/updates/{updateOrder}", IncidentUpdateRoutes.delete),
  ]

  private static let operations: [Route] = [
    .guarded("/api/v1/tokens", by: .administrators, TokenRoutes.list),
    .write(.post, "/api/v1/tokens", by: .administrators, TokenRoutes.issue),
    .delete("/api/v1/tokens/{tokenId}", by: .administrators, TokenRoutes.revoke),
    .write(
      .post, "/api/v1/import", bodyBytesMax: Limits.importBodyBytesMax, ImportRoutes.record),
    .write(
      .post, "/api/v1/provision", bodyBytesMax: Limits.declarationBytesMax,
      ProvisionRoutes.provision),
    .guarded("/api/v1/cluster", by: .readers, ClusterRoutes.show),
    .order(
      "/api/v1/cluster/promotion", bodyBytesMax: Limits.bodyBytesMax, ClusterRoutes.promote),
    .order("/api/v1/cluster/repair", bodyBytesMax: nil, ClusterRoutes.repair),
    .guarded("/api/v1/orphans", by: .administrators, OrphanRoutes.list),
    .guarded("/api/v1/orphans/{bundle}", by: .administrators, OrphanRoutes.show),
    .order(
      "/api/v1/orphans/{bundle}/settlements", bodyBytesMax: Limits.bodyBytesMax,
      OrphanRoutes.settle),
    .write(
      .post, "/api/v1/reapply", by: .administrators, bodyBytesMax: Limits.importBodyBytesMax,
      ReapplyRoutes.reapply),
    .read("/api/v1/events", EventRoutes.page),
    .read("/api/v1/openapi.yaml", holds: .position, DocumentRoutes.show),
    .read("/healthz", HealthRoutes.alive),
    .read("/readyz", HealthRoutes.ready),
    .read("/metrics", MetricsRoutes.show),
  ]

  private static let pages: [Route] = [
    .page("/", PageRoutes.home),
    .page("/incidents/{incidentId}", PageRoutes.incident),
    .page("/history/{month}", PageRoutes.history),
    .page("/about", ThemeRoutes.document(.about)),
    .page("/imprint", ThemeRoutes.document(.imprint)),
    .page("/privacy", ThemeRoutes.document(.privacy)),
    .badge("/badge/{badge}", PageRoutes.badge),
    .read("/style.css", query: ["v"], holds: .position, PageRoutes.stylesheet),
    .read("/page.js", query: ["v"], holds: .position, PageRoutes.script),
    .read("/theme/{file}", query: ["v"], holds: .position, ThemeRoutes.file),
    .read("/robots.txt", holds: .position, PageRoutes.robots),
    .read("/favicon.ico", holds: .position, PageRoutes.icon),
  ]
}
