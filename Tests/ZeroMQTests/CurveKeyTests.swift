import Testing
import ZeroMQ

@Suite struct `CURVE keys` {
  // The pair of the examples in zmq_curve(7).
  private static let open = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
  private static let secret = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"

  @Test func `a secret gives the public key that belongs to it`() throws {
    let pair = try #require(CurveKeyPair(secret: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"))
    #expect(pair.publicKey.text == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
  }

  @Test func `a new pair is whole and unlike the one before`() throws {
    let pair = try CurveKeyPair.made()
    let again = try #require(CurveKeyPair(secret: pair.secretText))
    #expect(again.publicKey == pair.publicKey)
    #expect(CurvePublicKey(pair.publicKey.text) == pair.publicKey)
    #expect(pair.publicKey.bytes.count == 32)
    #expect(try CurveKeyPair.made().publicKey != pair.publicKey)
  }

  @Test(arguments: [
    "", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf", Self.open + "x", Self.open + "\u{0}",
    "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y\"7", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yé",
    "#####" + Self.open.dropFirst(5), "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y~7",
    "rq:rM>}U?@Lns47\u{0}1%kR.o@n%FcmmsL/@{H8]yf7", " q:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
  ])
  func `what is not 32 bytes in Z85 is no key`(text: String) {
    #expect(CurvePublicKey(text) == nil)
    #expect(CurveKeyPair(secret: text) == nil)
  }

  @Test func `a pair that is printed, dumped or quoted shows no secret`() throws {
    let pair = try #require(CurveKeyPair(secret: Self.secret))
    var dumped = ""
    dump(pair, to: &dumped)
    dump([SocketSecurity.curveServer(pair, domain: "d")], to: &dumped)
    let shown = [
      dumped, "\(pair)", String(reflecting: pair), String(describing: Optional(pair)), "\([pair])",
      "\(SocketSecurity.curveClient(pair, server: pair.publicKey))",
    ]
    for text in shown {
      #expect(text.contains(pair.publicKey.text) && !text.contains(Self.secret))
      #expect(!text.contains("secret"))
    }
  }
}
