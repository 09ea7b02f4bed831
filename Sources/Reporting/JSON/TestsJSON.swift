import Analysis
import Measurements

extension TestSummary {
    /// `files`: how many reports were read; 0 where that is not known. `verdict`: what tells phases and slow tests.
    func json(files: Int = 0, of verdict: Verdict? = nil) -> JSONText {
        let phases = verdict?.testPhases ?? []
        let slowest = verdict?.slowestTests ?? []
        return .members(
            [("files", files > 0 ? .integer(files) : nil)] + counts + [
                ("failures", .array(failures.map(\.json))), ("flakyTests", .strings(flakyTests)),
                ("phases", phases.isEmpty ? nil : .array(phases.map(\.json))),
                ("slowest", slowest.isEmpty ? nil : .array(slowest.map(\.json))),
            ])
    }

    fileprivate var counts: [(String, JSONText?)] {
        [
            ("tests", .integer(tests)), ("passed", .integer(passed)), ("failed", .integer(failed)),
            ("errors", .integer(errors)), ("skipped", .integer(skipped)), ("flaky", .integer(flaky)),
        ]
    }
}

extension TestPhase {
    fileprivate var json: JSONText {
        .members(
            [("name", .string(name)), ("files", .integer(reports))] + summary.counts
                + [("durationSeconds", duration.map(JSONText.number))])
    }
}

extension SlowTest {
    fileprivate var json: JSONText {
        .members([("phase", .string(phase)), ("name", .string(name)), ("durationSeconds", .number(duration))])
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
