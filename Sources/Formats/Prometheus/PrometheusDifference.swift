import Measurements

/// What happened between two scrapes of one service: counters and histograms as differences, gauges as they are at the end.
package enum PrometheusDifference {
    /// One run; `seconds` is the time between the scrapes where the files do not say it (they rarely do).
    package static func read(
        before: Input, after: Input, seconds: Double? = nil
    ) throws(FormatError) -> Run {
        let name = after.name
        let earlier = try ExpositionReader.read(before)
        let later = try ExpositionReader.read(after, earlier: earlier)
        var difference = ExpositionDifference(from: earlier)
        let exposition = difference.apply(to: later)
        var builder = PrometheusRun(exposition, seconds: seconds ?? Self.seconds(earlier, later))
        builder.notes = difference.notes
        if builder.seconds == nil {
            builder.notes.append(Note("throughput.absent", "the scrapes do not say how much time was between them"))
        }
        return try builder.run(source: name, format: Prometheus().name)
    }

    private static func seconds(_ earlier: Exposition, _ later: Exposition) -> Double? {
        guard let start = earlier.times?.last, let end = later.times?.last, end > start else { return nil }
        return end - start
    }
}

struct ExpositionDifference {
    private let earlier: Exposition
    private var restarted = false
    private var resets: [String] = []
    private var windows = false

    init(from earlier: Exposition) { self.earlier = earlier }

    mutating func apply(to later: Exposition) -> Exposition {
        let starts = [Self.start(earlier), Self.start(later)]
        restarted = starts[0] != starts[1]
        let result = subtracted(later)
        if resets.isEmpty || restarted || starts[0] != nil { return result }
        // Where no start is known, one counter that fell means that all began anew.
        restarted = true
        return subtracted(later)
    }

    private mutating func subtracted(_ later: Exposition) -> Exposition {
        var result = later
        for family in later.families where Self.counts(family.kind) {
            for child in family.children {
                let before = restarted ? nil : earlier[family.name]?[child.labels]
                let difference = subtract(before, from: child, of: family)
                result.update(family.name, family.kind) { $0.update(child.labels) { $0 = difference } }
            }
        }
        return result
    }

    var notes: [Note] {
        var notes: [Note] = []
        if restarted {
            notes.append(
                Note(
                    "counter.reset",
                    "the service was started again between the scrapes; what it counted before that is lost"))
        }
        if !resets.isEmpty, !restarted {
            let names =
                resets.prefix(5).joined(separator: ", ") + (resets.count > 5 ? " and \(resets.count - 5) more" : "")
            notes.append(Note("counter.reset", "smaller in the later scrape, so counted from 0: \(names)"))
        }
        if windows {
            notes.append(
                Note("summary.window", "quantiles of summaries are of the service's own window before the later scrape")
            )
        }
        return notes
    }

    private static func counts(_ kind: MetricFamily.Kind) -> Bool {
        kind == .counter || kind == .histogram || kind == .summary
    }

    private static func start(_ exposition: Exposition) -> Double? {
        exposition["process_start_time_seconds"]?[[:]]?.value
    }

    private mutating func subtract(
        _ before: MetricFamily.Child?, from after: MetricFamily.Child, of family: MetricFamily
    ) -> MetricFamily.Child {
        if !after.quantiles.isEmpty { windows = true }
        guard let before else { return after }
        var difference = after
        difference.value = after.value.map { $0 - (before.value ?? 0) }
        difference.count = after.count.map { $0 - (before.count ?? 0) }
        difference.sum = after.sum.map { $0 - (before.sum ?? 0) }
        let known = Dictionary(before.cumulative.map { ($0.bound, $0.count) }) { _, last in last }
        difference.cumulative = after.cumulative.map { ($0.bound, $0.count - (known[$0.bound] ?? 0)) }
        let sameBounds = Set(known.keys) == Set(after.cumulative.map(\.bound))
        let amounts = [difference.value, difference.count].compactMap { $0 } + difference.cumulative.map(\.count)
        if sameBounds, amounts.allSatisfy({ $0 >= 0 }) { return difference }
        if !resets.contains(family.name) { resets.append(family.name) }
        return after
    }
}
