import Foundation
import Measurements

/// Whether two sides measured the same thing in the same way.
package struct Comparability {
    /// Differences that make latencies incomparable: another tool, load model, number of users, rate, scenario, amount of work.
    private(set) var blocking: [EnvironmentComparison.Difference] = []
    /// Differences of the machine: to be said, and to be weighed by the reader.
    private(set) var visible: [EnvironmentComparison.Difference] = []

    /// What was left out at the beginning of a run; a run that does not say so was read whole.
    private static let warmUp = "warm-up"

    /// Numbers (users, rates, durations) that differ by more than this ratio are another load.
    static let tolerance = 1.25

    init(base: [Run], head: [Run]) {
        guard !base.isEmpty, !head.isEmpty else { return }
        compare("tool", base, head) { $0.tool.name }
        compare("load model", base, head) { $0.workload.model?.rawValue }
        compare("scenario", base, head) { $0.workload.scenario }
        compareUsers(base, head)
        compare("arrival rate", base, head) { $0.workload.rate }
        compareAmount(base, head)
        if (base + head).contains(where: { $0.environment[Self.warmUp] != nil }) {
            note(Self.warmUp, base, head) { $0.environment[Self.warmUp] ?? "counted" }
        }
        let fields = Set((base + head).flatMap(\.environment.keys)).subtracting([Self.warmUp]).sorted()
        for field in fields { note(field, base, head) { $0.environment[field] } }
        note("tool version", base, head) { $0.tool.version }
    }

    /// Why a run of a history cannot be compared with the candidate's: "had another arrival rate (50, now 100)"; nil where it can.
    package static func objection(to run: Run, head: [Run]) -> String? {
        let loads = head.filter { $0.tests == nil }
        guard let difference = Comparability(base: [run], head: loads).blocking.first else { return nil }
        return "had another \(difference.field) (\(difference.base), now \(difference.head))"
    }

    /// Nil where the field is unknown on one side, or alike.
    private static func difference(
        _ field: String, _ base: [Run], _ head: [Run], _ value: (Run) -> String?
    ) -> EnvironmentComparison.Difference? {
        let (before, after) = (Set(base.compactMap(value)), Set(head.compactMap(value)))
        guard !before.isEmpty, !after.isEmpty, before != after else { return nil }
        return .init(
            field: field, base: before.sorted().joined(separator: ", "), head: after.sorted().joined(separator: ", "))
    }

    private mutating func compare(_ field: String, _ base: [Run], _ head: [Run], _ value: (Run) -> String?) {
        if let difference = Self.difference(field, base, head, value) { blocking.append(difference) }
    }

    private mutating func note(_ field: String, _ base: [Run], _ head: [Run], _ value: (Run) -> String?) {
        if let difference = Self.difference(field, base, head, value) { visible.append(difference) }
    }

    private mutating func compare(_ field: String, _ base: [Run], _ head: [Run], _ value: (Run) -> Double?) {
        guard let before = Self.median(base.compactMap(value)), let after = Self.median(head.compactMap(value)),
            Self.ratio(before, after) > Self.tolerance
        else { return }
        blocking.append(.init(field: field, base: Self.plain(before), head: Self.plain(after)))
    }

    /// In a closed model the number of users is the load. In an open one it follows from the latency, as the tool takes as many as it needs; where
    /// the model is unknown, another number of users with the same throughput is taken for that.
    private mutating func compareUsers(_ base: [Run], _ head: [Run]) {
        let models = Set((base + head).map(\.workload.model))
        if models.contains(.open) { return }
        if models != [.closed] {
            let rate = { (run: Run) in run.series.first { $0.name == Series.all }?.throughput }
            guard let before = Self.median(base.compactMap(rate)), let after = Self.median(head.compactMap(rate)),
                Self.ratio(before, after) > Self.tolerance
            else { return }
        }
        compare("virtual users", base, head) { $0.workload.virtualUsers.map(Double.init) }
    }

    /// A test of a fixed number of requests takes longer where the service is slower, and one of a fixed time makes fewer requests: the
    /// amount of work differs only where both do.
    private mutating func compareAmount(_ base: [Run], _ head: [Run]) {
        func requests(_ run: Run) -> Double? {
            run.series.first { $0.name == Series.all }?.requests.map(Double.init)
        }
        guard let time = Self.median(base.compactMap(\.duration)),
            let newTime = Self.median(head.compactMap(\.duration)),
            let work = Self.median(base.compactMap(requests)), let newWork = Self.median(head.compactMap(requests)),
            Self.ratio(time, newTime) > 1.5, Self.ratio(work, newWork) > 1.5
        else { return }
        blocking.append(.init(field: "duration", base: Self.plain(time) + " s", head: Self.plain(newTime) + " s"))
    }

    private static func ratio(_ a: Double, _ b: Double) -> Double {
        let (low, high) = (min(a, b), max(a, b))
        return low > 0 ? high / low : (high > 0 ? .infinity : 1)
    }

    private static func median(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    private static func plain(_ value: Double) -> String { String(format: "%.6g", value) }
}
