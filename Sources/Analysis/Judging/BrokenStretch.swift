import Measurements

/// The longest part of a run through which a limit was broken.
///
/// A slice or point with too few requests to tell its figure neither begins nor ends a stretch, as one without requests does; where none has enough,
/// all count. From one instant to the next a limit stays broken, as alert rules have it.
struct BrokenStretch: Equatable {
    /// Seconds from the run's first value; both 0 where the limit was broken nowhere.
    var from = 0.0
    var until = 0.0
    /// Seconds of the whole run, and of its slices or from point to point.
    var run: Double
    var step: Double
    /// Whether there were points instead of slices.
    var hasPoints: Bool
    var length: Double { until - from }

    /// Nil where the series does not say how the figure went.
    init?(_ limit: Limit, _ metric: MetricName, in series: Series) {
        guard let course = series.overTime(metric), !course.points.isEmpty else { return nil }
        hasPoints = course.points.contains { $0.from == $0.until }
        (run, step) = (course.end, course.step)
        let least = TimelineFigure(metric)?.leastRequests ?? 0
        let telling = course.points.filter { $0.requests ?? .max >= least }
        var start: Double?
        for point in telling.isEmpty ? course.points : telling {
            guard limit.verdict(value: point.value) == .broken else {
                start = nil
                continue
            }
            let begin = start ?? point.from
            start = begin
            if point.until - begin > length { (from, until) = (begin, point.until) }
        }
    }

    /// Whether the limit was broken for so many seconds, or throughout a run that was shorter.
    func lasts(_ seconds: Double) -> Bool { length > 0 && length >= min(seconds, run) * (1 - 1e-9) }
}

extension Settling {
    /// A limit that has to be broken for some time, held against the course of the candidate's runs: broken where it was in most of them.
    func hold(_ limit: Limit, for seconds: Double, _ rule: Rule, _ check: inout Check) -> Check.LimitOutcome? {
        let stretches = (head.series[check.series] ?? []).compactMap { entry in
            BrokenStretch(limit, rule.metric, in: entry.series)
        }
        guard !stretches.isEmpty else {
            if rule.optional { return nil }
            check.reasons.append("timeline.missing")
            check.explanation.append(
                "\(rule.file):\(rule.line) asks how long \(rule.metric.description) was broken, and the input does not say how it went "
                    + "over time for \(check.series); \(Self.source(of: rule.metric)).")
            check.raise(.missing, .critical)
            return Self.unheld(rule, limit)
        }
        let broken = stretches.filter { $0.lasts(seconds) }
        let isBroken = broken.count * 2 > stretches.count
        var outcome = Self.unheld(rule, limit)
        outcome.status = isBroken ? .broken : .met
        if let longest = stretches.max(by: { $0.length < $1.length }), longest.length > 0 {
            outcome.brokenSeconds = longest.length
            check.explanation.append(Self.words(longest, rule, limit, broken.count, of: stretches.count))
        }
        return outcome
    }

    /// Limits that have to be broken for some time need no figure of the whole run, only its course; nil where there is none.
    func heldOverTime(_ plan: Plan, _ absent: Absent) -> Check? {
        let courses = (head.series[plan.series.id] ?? []).compactMap { $0.series.overTime(plan.metric) }
        guard let metric = courses.first?.metric, plan.rules.contains(where: \.hasDuration) else { return nil }
        var check = Check(
            series: plan.series.id, labels: plan.series.labels, metric: plan.metric, unit: metric.unit,
            direction: metric.direction)
        for rule in plan.rules {
            for limit in rule.limits {
                guard fits(limit, rule, &check) else { continue }
                if let seconds = limit.duration {
                    if let held = hold(limit, for: seconds, rule, &check) { check.limits.append(held) }
                } else if !rule.optional {
                    check.limits.append(Self.unheld(rule, limit))
                    check.explanation.append("\(absent.reason).")
                    check.raise(.missing, .critical)
                }
            }
        }
        weighBroken(plan, &check, judgement: nil)
        return check
    }

    /// What to give instead of an input that does not tell it.
    private static func source(of metric: MetricName) -> String {
        TimelineFigure(metric) != nil
            ? "give raw samples, such as k6's --out json, or a range of Prometheus" : "give a range of Prometheus"
    }

    private static func words(
        _ stretch: BrokenStretch, _ rule: Rule, _ limit: Limit, _ broken: Int, of runs: Int
    ) -> String {
        let many = runs > 1 ? " That is long enough in \(broken) of \(runs) runs." : ""
        let short = stretch.run < limit.duration ?? 0 ? " The run was shorter than that limit asks for." : ""
        return
            "\(rule.metric.description) was not \(limit.comparison.rawValue) \(limit.boundText) for \(seconds(stretch.length)), "
            + "from \(seconds(stretch.from)) to \(seconds(stretch.until)) of a run of \(seconds(stretch.run)) "
            + "(\(stretch.hasPoints ? "a point every" : "slices of") \(seconds(stretch.step)))." + many + short
    }

    /// "42 s", "1.5 s".
    private static func seconds(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return "\(rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)) s"
    }
}
