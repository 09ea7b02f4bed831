/// What one execution of one load test, or of one set of tests, reported.
package struct Run: Sendable, Equatable {
    /// Where it was read from, as the user named it.
    package var source: String
    /// Name of the format that read it.
    package var format: String
    package var tool: Tool
    /// Start, in seconds since 1970 (UTC).
    package var start: Double?
    /// Duration of the load in seconds.
    package var duration: Double?
    package var workload: Workload
    package var environment: [String: String]
    package var commit: String?
    package var branch: String?
    package var labels: [String: String]
    package var series: [Series]
    /// Outcome of tests, where the input holds any.
    package var tests: TestSummary?
    /// What the input lacked or where it is to be distrusted.
    package var notes: [Note]
    /// By which a history knows it, where it was read from a history's own file.
    package var recordedID: String?

    package init(source: String, format: String, tool: Tool, series: [Series] = []) {
        self.source = source
        self.format = format
        self.tool = tool
        self.series = series
        workload = Workload()
        environment = [:]
        labels = [:]
        notes = []
    }

    package struct Tool: Sendable, Equatable {
        package var name: String
        package var version: String?

        package init(_ name: String, version: String? = nil) {
            self.name = name
            self.version = version
        }
    }
}

/// How the load was made. What the input does not say is absent.
package struct Workload: Sendable, Equatable {
    package enum Model: String, Sendable {
        /// A fixed number of users, each waiting for its answer: throughput follows from latency.
        case closed
        /// Requests arrive at a given rate whatever the answers do.
        case open
    }

    package var model: Model?
    /// Largest number of concurrent users or connections.
    package var virtualUsers: Int?
    /// Arrivals per second asked for, in an open model.
    package var rate: Double?
    package var scenario: String?

    package init(
        model: Model? = nil, virtualUsers: Int? = nil, rate: Double? = nil, scenario: String? = nil
    ) {
        self.model = model
        self.virtualUsers = virtualUsers
        self.rate = rate
        self.scenario = scenario
    }
}

/// Something that a reader of the run has to know: weak evidence, not a failure to read.
package struct Note: Sendable, Hashable {
    /// Stable, dotted, lower case: "percentile.absent".
    package var code: String
    package var message: String

    package init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}
