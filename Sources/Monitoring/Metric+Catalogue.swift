extension Metric {
  /// Every metric, once.
  package static let all: [Metric] =
    requestMetrics + writingMetrics + logMetrics + snapshotMetrics + scrubMetrics
    + replicationMetrics + nodeMetrics + processMetrics + [refusedSeries]

  /// Series that the registry did not keep.
  package static let refusedSeries = Metric(
    "heliograph_metrics_refused_total", .counter,
    "Series that were not kept: too many of one metric, or not as the catalogue has it.")
}

// MARK: Requests

extension Metric {
  /// Answers, by what was asked and who answered. A template has no value of a path in it.
  package static let requests = Metric(
    "heliograph_http_requests_total", .counter, labels: ["method", "route", "status", "served"],
    "Answered requests by method, route, status and what answered: the router or the hot path.")
  /// Times from a request's headers to its answer.
  package static let requestDuration = Metric(
    "heliograph_http_request_duration_seconds", .durations, labels: ["method", "route", "served"],
    "Time from the headers of a request to its answer.")

  /// Answers that were made anew.
  package static let renders = Metric(
    "heliograph_renders_total", .counter, labels: ["route"],
    "Answers that were made anew; all others were given again as they were prepared.")
  /// Times of making them.
  package static let renderDuration = Metric(
    "heliograph_render_duration_seconds", .durations, labels: ["route"],
    "Time to make an answer anew and to compress it.")

  /// Changes that a node which copies was to send on.
  package static let forwardedChanges = Metric(
    "heliograph_http_forwarded_changes_total", .counter, labels: ["result"],
    "Changes for the primary by what became of them: answered by it, not sent (busy, no_primary, "
      + "unreachable), or sent without a whole answer (broken, late).")

  private static let requestMetrics = [
    requests, requestDuration, renders, renderDuration, forwardedChanges,
  ]
}

// MARK: Commands and boards

extension Metric {
  /// Decided and refused commands.
  package static let commands = Metric(
    "heliograph_commands_total", .counter, labels: ["result"],
    "Commands by what became of them.")
  /// How many commands shared one transaction.
  package static let commandGroupSize = Metric(
    "heliograph_command_group_size", .counts, "Commands that were committed as one group.")
  /// Commands that wait for the writer.
  package static let waitingCommands = Metric(
    "heliograph_mailbox_commands", .gauge, "Commands that wait for the writer.")
  /// Times that the projector took for a page of events.
  package static let projectionDuration = Metric(
    "heliograph_projection_duration_seconds", .durations,
    "Time to read and fold one page of new events into the boards.")
  /// Events that the projector took in.
  package static let projectedEvents = Metric(
    "heliograph_projected_events_total", .counter, "Events that were folded into the boards.")
  /// What the boards have taken in.
  package static let boardPosition = Metric(
    "heliograph_board_position", .gauge, "Position of the last event that the boards show.")
  /// Components that are shown.
  package static let boardComponents = Metric(
    "heliograph_board_components", .gauge, "Components that are shown.")
  /// Incidents that were not deleted.
  package static let boardIncidents = Metric(
    "heliograph_board_incidents", .gauge, "Incidents that were not deleted.")

  private static let writingMetrics = [
    commands, commandGroupSize, waitingCommands, projectionDuration, projectedEvents,
    boardPosition, boardComponents, boardIncidents,
  ]
}

// MARK: The log

extension Metric {
  /// Events that this process made durable, recorded here or received.
  package static let appendedEvents = Metric(
    "heliograph_events_appended_total", .counter, "Events that became durable in the log.")
  /// Times of COMMIT alone: the write-ahead log written and synced.
  package static let commitDuration = Metric(
    "heliograph_commit_duration_seconds", .durations,
    "Time of a commit with its fsync, without the checkpoint.")
  /// Times of copying the write-ahead log into the database, between commits.
  package static let checkpointDuration = Metric(
    "heliograph_checkpoint_duration_seconds", .durations,
    "Time of copying the write-ahead log into the database; commits wait meanwhile.")
  /// The log's last position.
  package static let headPosition = Metric(
    "heliograph_head_position", .gauge, "Position of the last event in this node's log.")
  /// The reign of the log's last event.
  package static let epoch = Metric("heliograph_epoch", .gauge, "Epoch of the log's last event.")
  /// The database's file.
  package static let logBytes = Metric(
    "heliograph_log_bytes", .gauge, "Size of the log's database, without the write-ahead log.")
  /// The write-ahead log's file.
  package static let writeAheadLogBytes = Metric(
    "heliograph_wal_bytes", .gauge, "Size of the write-ahead log's file; it is reused, not cut.")
  /// What the disk under the log still takes.
  package static let diskFreeBytes = Metric(
    "heliograph_disk_free_bytes", .gauge,
    "Bytes that this node may still write to the disk of its data folder.")

  private static let logMetrics = [
    appendedEvents, commitDuration, checkpointDuration, headPosition, epoch, logBytes,
    writeAheadLogBytes, diskFreeBytes,
  ]
}

// MARK: The snapshot

extension Metric {
  /// What the next start begins with.
  package static let snapshotPosition = Metric(
    "heliograph_snapshot_position", .gauge,
    "Position of the snapshot that is stored; the next start folds what came after. 0 if none.")
  /// When the snapshot was written, also by an earlier process.
  package static let snapshotTime = Metric(
    "heliograph_snapshot_timestamp_seconds", .gauge,
    "When the stored snapshot was written, as seconds since 1970; 0 if there is none.")
  /// Times of writing one, up to its last sync.
  package static let snapshotDuration = Metric(
    "heliograph_snapshot_write_duration_seconds", .durations,
    "Time to write a snapshot; neither writes nor answers wait for it.")
  /// Snapshots that could not be written.
  package static let snapshotFailures = Metric(
    "heliograph_snapshot_failures_total", .counter,
    "Snapshots that could not be written; the one before stays.")

  private static let snapshotMetrics = [
    snapshotPosition, snapshotTime, snapshotDuration, snapshotFailures,
  ]
}

// MARK: The scrub

extension Metric {
  /// How far the present round came.
  package static let scrubPosition = Metric(
    "heliograph_scrub_position", .gauge,
    "Position up to which the present round of the scrub has re-read the log.")
  /// Positions of events that are not what was recorded.
  package static let scrubDamaged = Metric(
    "heliograph_scrub_damaged_positions", .gauge,
    "Positions of the log that the scrub found damaged; 0 after a round that found none.")
  /// When the whole log was last re-read.
  package static let scrubTime = Metric(
    "heliograph_scrub_completed_timestamp_seconds", .gauge,
    "When a round of the scrub last ended, as seconds since 1970; 0 if none has yet.")

  private static let scrubMetrics = [scrubPosition, scrubDamaged, scrubTime]
}

// MARK: Replication

extension Metric {
  /// Frames by direction (`sent`, `received`) and kind.
  package static let replicationFrames = Metric(
    "heliograph_replication_frames_total", .counter, labels: ["direction", "frame"],
    "Frames between primary and replicas, by direction and kind.")
  /// Their bytes.
  package static let replicationBytes = Metric(
    "heliograph_replication_bytes_total", .counter, labels: ["direction", "frame"],
    "Bytes of frames between primary and replicas, by direction and kind.")
  /// Frames that a node of a cluster did not take.
  package static let refusedFrames = Metric(
    "heliograph_replication_refused_frames_total", .counter, labels: ["reason"],
    "Frames that a node of a cluster did not take: of a stranger, of foreign_log, lower_epoch "
      + "or epoch_too_far, misplaced or unasked for, else bytes that are no frame: too_long, "
      + "truncated, foreign, version, checksum, kind, flags, malformed.")
  /// Answers to peers that wanted to connect: `member` and `loopback` were admitted.
  package static let authentications = Metric(
    "heliograph_replication_authentications_total", .counter, labels: ["result"],
    "Peers that wanted to connect: admitted as member or loopback, or why they were not.")
  /// Events that the primary knows of and this node does not show yet.
  package static let lag = Metric(
    "heliograph_replication_lag_events", .gauge,
    "Events that the primary has told of and this node does not show yet.")
  /// Seconds since this node last held all that it knew of.
  package static let stateAge = Metric(
    "heliograph_state_age_seconds", .gauge,
    "Time since this node last held all that the primary had told of; 0 at the primary.")
  /// At the primary.
  package static let connectedReplicas = Metric(
    "heliograph_replicas_connected", .gauge, "Replicas that the primary hears and has accepted.")
  /// At the primary, by the name that a replica gives itself.
  package static let acknowledgedPosition = Metric(
    "heliograph_replica_acknowledged_position", .gauge, labels: ["replica"],
    "Position up to which a replica's log is durable; the lowest of those with one name.")
  /// At a node of a cluster.
  package static let commitPosition = Metric(
    "heliograph_commit_position", .gauge,
    "Position up to which events are known to be on a node of each required region.")
  /// At a node of a cluster.
  package static let takesWrites = Metric(
    "heliograph_takes_writes", .gauge, "Whether this node takes writes: 1 for yes, 0 for no.")

  /// What `GET /api/v1/cluster` names.
  package static let clusterProblems = Metric(
    "heliograph_cluster_problems", .gauge,
    "What is wrong with this node or another one of the cluster; `heliograph status` names it.")
  /// SIGHUPs.
  package static let clusterReloads = Metric(
    "heliograph_cluster_file_readings_total", .counter, labels: ["result"],
    "Times that the cluster's file was read again: taken, same or refused.")

  private static let replicationMetrics = [
    replicationFrames, replicationBytes, refusedFrames, authentications, lag, stateAge,
    connectedReplicas, acknowledgedPosition, commitPosition, takesWrites, clusterProblems,
    clusterReloads,
  ]
}

// MARK: The node and its process

extension Metric {
  /// 1, with what runs.
  package static let build = Metric(
    "heliograph_build_info", .gauge, labels: ["version", "role"],
    "1; the labels say which version runs, as what.")
  /// 1 once the node has caught up with its primary.
  package static let ready = Metric(
    "heliograph_ready", .gauge, "1 once the node has caught up, as /readyz says; else 0.")
  /// From the start of the process to the first connection.
  package static let startDuration = Metric(
    "heliograph_start_duration_seconds", .gauge,
    "Time from the start of the process until it listened.")

  private static let nodeMetrics = [build, ready, startDuration]

  /// User and system time.
  package static let processCPU = Metric(
    "process_cpu_seconds_total", .counter, "User and system CPU time spent.")
  /// File descriptors in use.
  package static let processOpenFiles = Metric(
    "process_open_fds", .gauge, "Open file descriptors.")
  /// The soft limit of file descriptors.
  package static let processFilesMax = Metric(
    "process_max_fds", .gauge, "The most file descriptors that may be open.")
  /// Address space.
  package static let processVirtualMemory = Metric(
    "process_virtual_memory_bytes", .gauge, "Virtual memory.")
  /// Memory in use.
  package static let processResidentMemory = Metric(
    "process_resident_memory_bytes", .gauge, "Resident memory.")
  /// Threads.
  package static let processThreads = Metric("process_threads", .gauge, "Threads.")
  /// When the process started.
  package static let processStart = Metric(
    "process_start_time_seconds", .gauge, "Start of the process, as seconds since 1970.")

  private static let processMetrics = [
    processCPU, processOpenFiles, processFilesMax, processVirtualMemory, processResidentMemory,
    processThreads, processStart,
  ]
}
