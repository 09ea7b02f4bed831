import Measurements

/// The longest part of a run through which a limit was broken.
///
/// A slice with too few requests to tell its figure neither begins nor ends a stretch, as one without requests does; where no slice has enough,
/// all count.
struct BrokenStretch: Equatable {
    /// Seconds from the run's first value; both 0 where the limit was broken nowhere.
    var from = 0.0
    var until = 0.0
    /// Seconds of the whole run, and of its slices.
    var run: Double
    var slice: Double
    var length: Double { until - from }

    /// Nil where the timeline does not know the figure.
    init?(_ limit: Limit, _ figure: TimelineFigure, in timeline: Timeline) {
        let known = timeline.slices.indices.compactMap { index in
            figure.value(timeline, index).map { (index: index, value: $0) }
        }
        guard !known.isEmpty else { return nil }
        let telling = known.filter { timeline.slices[$0.index].requests >= figure.leastRequests }
        (run, slice) = (timeline.end, timeline.width)
        var start: Double?
        for (index, value) in telling.isEmpty ? known : telling {
            let span = timeline.span(of: index)
            guard limit.verdict(value: value) == .broken else {
                start = nil
                continue
            }
            let begin = start ?? span.lowerBound
            start = begin
            if span.upperBound - begin > length { (from, until) = (begin, span.upperBound) }
        }
    }

    /// Whether the limit was broken for so many seconds, or throughout a run that was shorter.
    func lasts(_ seconds: Double) -> Bool { length > 0 && length >= min(seconds, run) * (1 - 1e-9) }
}

extension Settling {
    /// A limit that has to be broken for some time, held against the course of the candidate's runs: broken where it was in most of them.
    func hold(_ limit: Limit, for seconds: Double, _ rule: Rule, _ check: inout Check) -> Check.LimitOutcome? {
        let stretches = (head.series[check.series] ?? []).compactMap { entry in
            entry.series.timeline.flatMap { timeline in
                TimelineFigure(rule.metric).flatMap { BrokenStretch(limit, $0, in: timeline) }
            }
        }
        guard !stretches.isEmpty else {
            if rule.optional { return nil }
            check.reasons.append("timeline.missing")
            check.explanation.append(
                "\(rule.file):\(rule.line) asks how long \(rule.metric.description) was broken, and the input does not say when "
                    + "requests of \(check.series) were made; give raw samples, such as k6's --out json.")
            check.raise(.missing, .critical)
            return Self.unheld(rule, limit)
        }
        let broken = stretches.filter { $0.lasts(seconds) }
        let isBroken = broken.count * 2 > stretches.count
        var outcome = Self.unheld(rule, limit)
        outcome.status = isBroken ? .broken : .met
        if let longest = stretches.max(by: { $0.length < $1.length }), longest.length > 0 {
            check.explanation.append(Self.words(longest, rule, limit, broken.count, of: stretches.count))
        }
        return outcome
    }

    private static func words(
        _ stretch: BrokenStretch, _ rule: Rule, _ limit: Limit, _ broken: Int, of runs: Int
    ) -> String {
        let many = runs > 1 ? " That is long enough in \(broken) of \(runs) runs." : ""
        let short = stretch.run < limit.duration ?? 0 ? " The run was shorter than that limit asks for." : ""
        return
            "\(rule.metric.description) was not \(limit.comparison.rawValue) \(limit.boundText) for \(seconds(stretch.length)), "
            + "from \(seconds(stretch.from)) to \(seconds(stretch.until)) of a run of \(seconds(stretch.run)) "
            + "(slices of \(seconds(stretch.slice)))." + many + short
    }

    /// "42 s", "1.5 s".
    private static func seconds(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return "\(rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)) s"
    }
}
