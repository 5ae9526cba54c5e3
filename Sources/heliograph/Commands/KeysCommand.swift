import ArgumentParser
import ZeroMQ

/// `heliograph keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Make, show, check and rotate the secret keys of a node.",
    discussion: """
      A node has one file of keys, which never leaves its machine: a CURVE secret, with which it \
      proves to the other nodes who it is and which encrypts what they say, and an Ed25519 secret, \
      with which it signs. The public keys are in cluster.yaml, for all to know.

      To rotate the CURVE key of a node without a pause:

        1. heliograph keys rotate FILE           at the node: the file then holds two secrets; the \
      node goes on with the old one. It prints both public keys.
        2. Put both into the node's keys: in cluster.yaml, and reload every node (SIGHUP). From \
      now on the others admit both, and try both when they connect to it.
        3. heliograph keys rotate FILE --finish  at the node: the new secret takes the place of \
      the old one, which is gone. Restart the node; if it is the primary, promote another first.
        4. Take the old key out of cluster.yaml, and reload every node: who still uses it is cut \
      off.

      If a key was stolen, begin with step 4: the node stays out until the other steps are done.
      """,
    subcommands: [Generate.self, Show.self, Check.self, Rotate.self])

  /// `heliograph keys generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the keys of a node, and print its lines of cluster.yaml.")

    @Option(help: "The file to make (mode 0600); one that is there is never overwritten.")
    var out = "heliograph-keys.yaml"

    func run() async throws {
      let keys = try NodeKeys.made()
      try SecretFile(out).create(keys.text)
      StandardError.write("wrote \(out); into cluster.yaml, at this node:")
      try StandardOutput.write(keys.membershipLines)
    }
  }

  /// `heliograph keys show`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a node's lines of cluster.yaml: its public keys.")

    @OptionGroup var file: KeysFile

    func run() async throws {
      try StandardOutput.write(try NodeKeys(readingFrom: file.path).membershipLines)
    }
  }

  /// `heliograph keys check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say whether a node could start with the file.")

    @OptionGroup var file: KeysFile

    func run() async throws {
      let keys = try NodeKeys(readingFrom: file.path)
      if let fault = keys.fault {
        throw OperatorError("\(file.path): \(fault)", hint: "make keys anew")
      }
      try StandardOutput.write("no faults; its CURVE key is \(keys.curve.publicKey)")
      if let next = keys.next {
        try StandardOutput.write(
          "a rotation to \(next.publicKey) is under way; `keys rotate --finish` ends it")
      }
    }
  }

  /// `heliograph keys rotate`
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin or finish the rotation of a node's CURVE key.",
      discussion: "`heliograph keys --help` has all steps, in their order.")

    @OptionGroup var file: KeysFile

    @Flag(help: "Puts the new secret in the place of the old one.")
    var finish = false

    func run() async throws {
      var keys = try NodeKeys(readingFrom: file.path)
      switch (finish, keys.next) {
      case (false, nil):
        keys.next = try .made()
      case (true, let next?):
        (keys.curve, keys.next) = (next, nil)
      case (false, .some):
        throw OperatorError(
          "\(file.path): a rotation is under way already",
          hint: "once every node knows both keys, end it with --finish")
      case (true, nil):
        throw OperatorError(
          "\(file.path): no rotation is under way", hint: "begin one without --finish")
      }
      try SecretFile(file.path).replace(keys.text)
      StandardError.write(
        finish
          ? "restart the node; then, into cluster.yaml, at this node:"
          : "nothing has changed for the node yet; into cluster.yaml, at this node:")
      try StandardOutput.write(keys.membershipLines)
    }
  }
}

/// The file that a command is about.
struct KeysFile: ParsableArguments {
  @Argument(help: ArgumentHelp("The file of `keys generate`.", valueName: "file"))
  var path: String
}
