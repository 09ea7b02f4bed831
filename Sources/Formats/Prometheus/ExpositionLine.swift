/// One line of the exposition: a sample, something said of a family, or nothing.
enum ExpositionLine {
    case sample(ExpositionSample)
    case type(family: String, String)
    case help(family: String)
    case unit(family: String, String)
    case end
    case comment
    case blank
}

struct ExpositionSample {
    var name: String
    var labels: [String: String]
    var value: Double
    /// As it stands: milliseconds in the text format, seconds in OpenMetrics.
    var time: Double?
    var hasExemplar = false
}
