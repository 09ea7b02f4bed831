import Measurements

/// The tests of one phase of a pipeline: unit, integration, end to end, performance, or what the user calls it.
package struct TestPhase: Sendable, Equatable {
    /// Label of a run by which the user names its phase.
    package static let label = "phase"

    package var name: String
    /// Reports that were read.
    package var reports: Int
    package var summary: TestSummary
    /// Of all reports together, in seconds, as if they ran one after the other; nil where none says.
    package var duration: Double?

    package init(name: String, reports: Int, summary: TestSummary, duration: Double?) {
        self.name = name
        self.reports = reports
        self.summary = summary
        self.duration = duration
    }
}

/// One test and how long it took.
package struct SlowTest: Sendable, Equatable {
    package var phase: String
    /// With the names of its suites.
    package var name: String
    /// Seconds.
    package var duration: Double

    package init(phase: String, name: String, duration: Double) {
        self.phase = phase
        self.name = name
        self.duration = duration
    }
}
