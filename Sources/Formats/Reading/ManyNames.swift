import Measurements

/// How results of raw samples stay small where every request has a name of its own (URLs with ids): the first names are told apart, all others are
/// one series.
enum ManyNames {
    static let limit = 2_000
    /// Bytes of all names that are told apart.
    static let byteLimit = 16 << 20
    static let other = "(other)"

    /// Values of a series that are kept as they are, in a run of so many: fewer of each, where there are many series.
    static func exactValues(series: Int) -> Int { series > 500 ? 256 : Recorder.exactLimit }

    /// `noun`: what the format calls its names, in the plural.
    static func note(_ limit: Int, _ noun: String) -> Note {
        let message =
            "more than \(limit) \(noun): those that came later are together in the series \"\(other)\"; give requests names without ids"
        return Note("series.folded", message)
    }
}
