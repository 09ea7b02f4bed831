import Measurements

extension TestSummary {
    /// `files`: how many reports were read; 0 where that is not known.
    func json(files: Int = 0) -> JSONText {
        .members([
            ("files", files > 0 ? .integer(files) : nil), ("tests", .integer(tests)),
            ("passed", .integer(passed)), ("failed", .integer(failed)), ("errors", .integer(errors)),
            ("skipped", .integer(skipped)), ("flaky", .integer(flaky)),
            ("failures", .array(failures.map(\.json))), ("flakyTests", .strings(flakyTests)),
        ])
    }
}

extension TestSummary.Failure {
    fileprivate var json: JSONText {
        .members([
            ("kind", .string(kind.rawValue)), ("suite", .string(suite)),
            ("className", className.map(JSONText.string)), ("name", .string(name)), ("message", .string(message)),
        ])
    }
}
