import Measurements

/// What lowers the trust in a verdict, gathered from the runs and their comparison.
struct Diagnostics {
    private(set) var all: [Diagnostic] = []

    init(
        head: RunSet, base: RunSet, tests: RunSet, hasNoiseProfile: Bool, order: RunOrder,
        _ comparability: Comparability, _ checks: [Check]
    ) {
        differences(comparability)
        duplicates(head, base)
        runs(head.runs.count, base.runs.count, hasNoiseProfile)
        if order == .separate { separate(head.runs, base.runs, comparability) }
        fewRequests(checks)
        all += SteadyStates.diagnostics(head.runs)
        notes(head.runs, "candidate")
        notes(base.runs, "baseline")
        notes(tests.runs, "tests")
    }

    private mutating func duplicates(_ head: RunSet, _ base: RunSet) {
        for (side, name) in [(head, "candidate"), (base, "baseline")] where side.duplicates > 0 {
            all.append(
                Diagnostic(
                    .warning, "runs.duplicate",
                    "\(side.duplicates) of the \(name)'s runs say the same as another and were left out: the same run twice is one observation."
                ))
        }
        let shared = head.runs.count { run in base.runs.contains { RunSet.saysTheSame($0, run) } }
        guard shared > 0 else { return }
        all.append(
            Diagnostic(
                .warning, "runs.shared",
                "\(shared) of the candidate's runs are among the baseline's too: compared with itself, nothing changes."
            ))
    }

    private mutating func fewRequests(_ checks: [Check]) {
        let few = checks.count { $0.reasons.contains("samples.few") && !$0.limits.isEmpty }
        guard few > 0 else { return }
        all.append(
            Diagnostic(
                .warning, "samples.few",
                few == 1
                    ? "One percentile with a limit rests on few requests: it is little more than their maximum."
                    : "\(few) percentiles with limits rest on few requests: they are little more than the maximum."))
    }

    private mutating func differences(_ comparability: Comparability) {
        for one in comparability.differences {
            let change = "\(one.field) was \(one.base) in the baseline and is \(one.head) now"
            let message =
                switch one.effect {
                case .notComparable: "Not comparable: \(change)."
                case .widerNoise(let noise):
                    "Measured under other conditions: \(change). They alone may move latencies by about "
                        + "\(Int((noise * 100).rounded())) %, so only larger changes are found."
                case .warned: "Measured under other conditions: \(change)."
                }
            all.append(Diagnostic(.warning, "environment.\(Self.code(one.field))", message))
        }
    }

    /// On two machines the machines are warned of; of single runs, that they are few.
    private mutating func separate(_ head: [Run], _ base: [Run], _ comparability: Comparability) {
        let isOneMachine = comparability.blocking.isEmpty && comparability.noise == 0
        guard isOneMachine, min(head.count, base.count) > 1 else { return }
        let isBaseFirst = (base.compactMap(\.start).max() ?? 0) < (head.compactMap(\.start).min() ?? 0)
        let (first, second) = isBaseFirst ? ("baseline", "candidate") : ("candidate", "baseline")
        all.append(
            Diagnostic(
                .warning, "runs.separate",
                "All runs of the \(first) came before all of the \(second): a machine that got slower or faster meanwhile cannot be "
                    + "told from a change. Measure both in turn (A B B A)."))
    }

    private static func code(_ field: String) -> String { field.split(separator: " ").joined(separator: "-") }

    private mutating func runs(_ head: Int, _ base: Int, _ hasNoiseProfile: Bool) {
        guard base > 0, head > 0 else { return }
        if head == 1, base == 1, !hasNoiseProfile {
            all.append(
                Diagnostic(
                    .warning, "runs.few",
                    "One run against one: nothing says how much runs differ by themselves, so no change of a latency or a throughput can be judged, "
                        + "and error rates can be found alike, but not worse or better. Three runs a side find changes of about 10 %, five are good."
                ))
        } else if min(head, base) < 3 {
            all.append(
                Diagnostic(
                    .warning, "runs.few",
                    "Few runs (\(base) in the baseline, \(head) now): only large changes can be told from noise. "
                        + "Three runs a side find changes of about 10 %, five are good."))
        }
    }

    /// Notes of readers that lower the trust in what was read; others only say what a file lacks.
    private static let distrusted: Set<String> = [
        "junit.counts", "junit.empty", "junit.suite-error", "k6.threshold", "latency.unreliable",
        "latency.includes-failures", "lines.cut", "lines.damaged", "series.folded", "metric.shadowed",
    ]

    /// One diagnostic for each note, however many runs have it.
    private mutating func notes(_ runs: [Run], _ side: String) {
        var order: [Note] = []
        var counts: [Note: Int] = [:]
        for note in runs.flatMap(\.notes) {
            if counts[note] == nil { order.append(note) }
            counts[note, default: 0] += 1
        }
        for note in order {
            let count = counts[note] ?? 1
            let level: Diagnostic.Level = Self.distrusted.contains(note.code) ? .warning : .info
            let where_ = count == 1 && runs.count == 1 ? side : "\(side), \(count) of \(runs.count) runs"
            all.append(Diagnostic(level, note.code, "\(note.message) (\(where_))"))
        }
    }
}
