/// The tables of format 1, and the triggers that keep them append-only whoever writes.
enum LogSchema {
  /// "HELI" in ASCII, at offset 68 of the file: this is a log of ours.
  static let applicationID: Int64 = 0x4845_4C49

  /// At offset 60 of the file. A program refuses a format greater than its own.
  static let format: Int64 = 1

  /// Every object of the schema, by name, in the order of creation.
  static let objects: [(name: String, sql: String)] = tables + triggers

  /// Creates all of it in a database without objects, in one transaction.
  static func create(on connection: RawConnection) throws(SQLiteFailure) {
    try connection.execute("BEGIN; PRAGMA application_id=\(applicationID)")
    try connection.execute("PRAGMA user_version=\(format)")
    for object in objects { try connection.execute(object.sql) }
    try connection.execute("COMMIT")
  }

  private static let tables: [(name: String, sql: String)] = [
    (
      "events",
      """
      CREATE TABLE events(
        position INTEGER PRIMARY KEY,
        epoch INTEGER NOT NULL,
        event_id BLOB NOT NULL CHECK (length(event_id) = 16),
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,
        type TEXT NOT NULL,
        schema_version INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        entry BLOB NOT NULL CHECK (length(entry) <= 65535),
        leaf BLOB NOT NULL CHECK (length(leaf) = 32),
        chain BLOB NOT NULL CHECK (length(chain) = 32)
      ) STRICT
      """
    ),
    ("events_by_stream", "CREATE UNIQUE INDEX events_by_stream ON events(stream, version)"),
    (
      "payloads",
      """
      CREATE TABLE payloads(
        position INTEGER PRIMARY KEY REFERENCES events(position),
        facts_salt BLOB NOT NULL CHECK (length(facts_salt) = 32),
        facts BLOB NOT NULL,
        texts_salt BLOB CHECK (length(texts_salt) = 32),
        texts BLOB,
        withheld_reason TEXT,
        CHECK ((texts IS NULL) = (texts_salt IS NULL)),
        CHECK ((texts IS NULL) = (withheld_reason IS NOT NULL))
      ) STRICT
      """
    ),
    (
      "tree_nodes",
      """
      CREATE TABLE tree_nodes(
        level INTEGER NOT NULL CHECK (level >= 1),
        place INTEGER NOT NULL CHECK (place >= 0),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (level, place)
      ) STRICT, WITHOUT ROWID
      """
    ),
    (
      "epochs",
      """
      CREATE TABLE epochs(
        epoch INTEGER PRIMARY KEY CHECK (epoch >= 1),
        first_position INTEGER NOT NULL UNIQUE REFERENCES events(position)
      ) STRICT
      """
    ),
    (
      "head",
      """
      CREATE TABLE head(
        one INTEGER PRIMARY KEY CHECK (one = 1),
        log_id BLOB NOT NULL CHECK (length(log_id) = 16),
        epoch INTEGER NOT NULL,
        position INTEGER NOT NULL,
        chain BLOB NOT NULL CHECK (length(chain) = 32),
        tree_root BLOB NOT NULL CHECK (length(tree_root) = 32),
        recorded_at INTEGER NOT NULL
      ) STRICT
      """
    ),
  ]

  private static let triggers: [(name: String, sql: String)] =
    [
      (
        "events_are_appended",
        """
        CREATE TRIGGER events_are_appended BEFORE INSERT ON events BEGIN
          SELECT RAISE(ABORT, 'I1: an event is appended right after the last one')
            WHERE NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM events);
          SELECT RAISE(ABORT, 'I4: a stream version is the next one of its stream')
            WHERE NEW.version <>
              (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream);
          SELECT RAISE(ABORT, 'I14: recorded times never go backwards')
            WHERE NEW.recorded_at <
              (SELECT recorded_at FROM events WHERE position = NEW.position - 1);
        END
        """
      ),
      (
        "payloads_are_appended",
        """
        CREATE TRIGGER payloads_are_appended BEFORE INSERT ON payloads BEGIN
          SELECT RAISE(ABORT, 'I1: a payload is appended right after the last one')
            WHERE NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM payloads);
        END
        """
      ),
      (
        "head_is_inserted_once",
        """
        CREATE TRIGGER head_is_inserted_once BEFORE INSERT ON head BEGIN
          SELECT RAISE(ABORT, 'I2: the head moves forward, and is never replaced')
            WHERE EXISTS (SELECT 1 FROM head);
        END
        """
      ),
      (
        "head_moves_forward",
        """
        CREATE TRIGGER head_moves_forward BEFORE UPDATE ON head BEGIN
          SELECT RAISE(ABORT, 'I2: the head moves forward, in the same log')
            WHERE NEW.position <= OLD.position OR NEW.epoch < OLD.epoch
              OR NEW.log_id <> OLD.log_id;
        END
        """
      ),
      forbidden("DELETE", on: "head"),
    ]
    + ["events", "payloads", "tree_nodes", "epochs"].flatMap { table in
      [forbidden("UPDATE", on: table), forbidden("DELETE", on: table)]
    }

  private static func forbidden(
    _ operation: String, on table: String
  ) -> (name: String, sql: String) {
    let name = "\(table)_have_no_\(operation.lowercased())"
    return (
      name,
      """
      CREATE TRIGGER \(name) BEFORE \(operation) ON \(table) BEGIN
        SELECT RAISE(ABORT, 'I2: what is recorded never changes or disappears');
      END
      """
    )
  }
}
