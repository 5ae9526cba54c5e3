import Testing

@testable import HTTPAPI

@Suite struct `Content codings` {
  @Test(arguments: [
    "gzip", "GZIP", "x-gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*",
    " gzip ; q=0.001 ", "identity;q=0.5, gzip;q=0.5", "identity;q=0, *", "deflate,\tgzip;Q=1.000",
  ])
  func `gzip goes to whom it is welcome`(_ header: String) {
    #expect(ContentCoding(accepting: header) == .gzip)
  }

  @Test(arguments: [
    nil, "", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *;q=1",
    "identity, gzip;q=0.9", "gzip;q=2", "gzip;q=x", "gzip;level=9", "gzip;q=0.1234", "gzipped", ",",
    "g\u{e9}zip", ";q=1",
  ])
  func `all others get the body as it is`(_ header: String?) {
    #expect(ContentCoding(accepting: header) == .identity)
  }
}
