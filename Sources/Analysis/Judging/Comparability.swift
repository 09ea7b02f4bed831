import Foundation
import Measurements

/// Whether two sides measured the same thing in the same way, as far as the budget asks for it.
package struct Comparability {
    /// What differs, and what follows; what the budget ignores is not here.
    private(set) var differences: [EnvironmentComparison.Difference] = []
    private let conditions: Conditions

    /// What was left out at the beginning of a run; a run that does not say so was read whole.
    private static let warmUp = "warm-up"

    /// Numbers (users, rates, durations) that differ by more than this ratio are another load.
    static let tolerance = 1.25

    init(base: [Run], head: [Run], _ conditions: Conditions) {
        self.conditions = conditions
        guard !base.isEmpty, !head.isEmpty else { return }
        let sides = Sides(base: base, head: head)
        note(.tool, sides.texts("tool") { $0.tool.name })
        note(.loadModel, sides.texts("load model") { $0.workload.model?.rawValue })
        note(.scenario, sides.texts("scenario") { $0.workload.scenario })
        note(.virtualUsers, sides.users)
        note(.rate, sides.numbers("arrival rate") { $0.workload.rate })
        note(.duration, sides.amount)
        if (base + head).contains(where: { $0.environment[Self.warmUp] != nil }) {
            note(.system, sides.texts(Self.warmUp) { $0.environment[Self.warmUp] ?? "counted" })
        }
        for field in Set((base + head).flatMap(\.environment.keys)).subtracting([Self.warmUp]).sorted() {
            note(Self.machine.contains(field) ? .machine : .system, sides.texts(field) { $0.environment[field] })
        }
        note(.toolVersion, sides.texts("tool version") { $0.tool.version })
    }

    /// What is said of a machine; anything else in an environment is of the system.
    private static let machine: Set<String> = ["cpu", "cores", "architecture"]

    private mutating func note(_ field: Conditions.Field, _ found: EnvironmentComparison.Difference?) {
        guard var difference = found else { return }
        switch conditions[field] {
        case .require: difference.effect = .notComparable
        case .widen(let noise): difference.effect = .widerNoise(noise)
        case .warn: difference.effect = .warned
        case .ignore: return
        }
        differences.append(difference)
    }

    /// What makes the sides incomparable.
    var blocking: [EnvironmentComparison.Difference] { differences.filter { $0.effect == .notComparable } }

    /// How much latencies may differ through the conditions alone: the standard deviation of a logarithm. Differences of one field
    /// (another processor with other cores) are one.
    var noise: Double {
        differences.compactMap { difference in
            if case .widerNoise(let noise) = difference.effect { noise } else { nil }
        }.max() ?? 0
    }

    /// What keeps a run of a history from being compared with the candidate's; empty where nothing does.
    ///
    /// - Parameter strictly: whether what only widens the noise is objected to as well.
    package static func objections(
        to run: Run, head: [Run], _ conditions: Conditions, strictly: Bool
    ) -> [EnvironmentComparison.Difference] {
        let found = Comparability(base: [run], head: head.filter { $0.tests == nil }, conditions)
        return found.differences.filter { difference in
            switch difference.effect {
            case .notComparable: true
            case .widerNoise: strictly
            case .warned: false
            }
        }
    }
}

/// The runs of both sides, asked for one thing at a time.
private struct Sides {
    let base: [Run]
    let head: [Run]

    /// Nil where the field is unknown on one side, or alike.
    func texts(_ field: String, _ value: (Run) -> String?) -> EnvironmentComparison.Difference? {
        let (before, after) = (Set(base.compactMap(value)), Set(head.compactMap(value)))
        guard !before.isEmpty, !after.isEmpty, before != after else { return nil }
        return .init(
            field: field, base: before.sorted().joined(separator: ", "), head: after.sorted().joined(separator: ", "))
    }

    /// Nil where the medians are about alike.
    func numbers(_ field: String, _ value: (Run) -> Double?) -> EnvironmentComparison.Difference? {
        guard let before = Self.median(base.compactMap(value)), let after = Self.median(head.compactMap(value)),
            Self.ratio(before, after) > Comparability.tolerance
        else { return nil }
        return .init(field: field, base: Self.plain(before), head: Self.plain(after), baseNumber: before)
    }

    /// In a closed model the number of users is the load. In an open one it follows from the latency, as the tool takes as many as it needs; where
    /// the model is unknown, another number of users with the same throughput is taken for that.
    var users: EnvironmentComparison.Difference? {
        let models = Set((base + head).map(\.workload.model))
        if models.contains(.open) { return nil }
        if models != [.closed] {
            let throughput = numbers("throughput") { run in run.series.first { $0.name == Series.all }?.throughput }
            if throughput == nil { return nil }
        }
        return numbers("virtual users") { $0.workload.virtualUsers.map(Double.init) }
    }

    /// A test of a fixed number of requests takes longer where the service is slower, and one of a fixed time makes fewer requests: the
    /// amount of work differs only where both do.
    var amount: EnvironmentComparison.Difference? {
        func requests(_ run: Run) -> Double? {
            run.series.first { $0.name == Series.all }?.requests.map(Double.init)
        }
        guard let time = Self.median(base.compactMap(\.duration)),
            let newTime = Self.median(head.compactMap(\.duration)),
            let work = Self.median(base.compactMap(requests)), let newWork = Self.median(head.compactMap(requests)),
            Self.ratio(time, newTime) > 1.5, Self.ratio(work, newWork) > 1.5
        else { return nil }
        return .init(
            field: "duration", base: Self.plain(time) + " s", head: Self.plain(newTime) + " s", baseNumber: time)
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
