package import StandardForms

extension Limits {
  /// The most series that one metric keeps, each with label values of its own: above every route
  /// times every status that it has (I11). What comes beyond is counted and not kept.
  package static let metricSeriesMax = 1000
  /// The longest value of a label, in bytes of UTF-8: above the longest route. What is longer is
  /// cut.
  package static let metricLabelBytesMax = 200
}
