import Analysis
import Measurements

/// The budget at a glance: values against target, warning and critical, the nearest to trouble first.
struct GaugesSection {
    let verdict: Verdict
    static let most = 12

    var html: HTML {
        let held = verdict.checks.filter { GaugeChart($0) != nil }
        guard !held.isEmpty else { return "" }
        let shown = held.enumerated().sorted { ($1.element.strain, $0.offset) < ($0.element.strain, $1.offset) }
            .prefix(Self.most).map(\.element)
        let more: HTML =
            held.count > shown.count
            ? "<p class=\"note\">The \(shown.count) nearest to their limits of \(held.count); the others are with their endpoints below.</p>"
            : ""
        return """
            <section id="budgets" aria-labelledby="h-budgets"><h2 id="h-budgets">Budgets</h2>
            <div class="grid gauges">\(shown.compactMap(card))</div>\(more)</section>

            """
    }

    private func card(_ check: Check) -> HTML? {
        GaugeChart(check).map { gauge in
            """
            <figure class="card"><figcaption>\(Icon.html(check.icon))<span>\(Shown.name(check.seriesName)) <b>\(Shown.metric(check))</b> <span class="state">\(check.statusWords)</span></span></figcaption>\(gauge.html)</figure>

            """
        }
    }
}

extension Check {
    /// How near a value is to breaking its nearest limit that matters: above 1 it is broken.
    fileprivate var strain: Double {
        guard let value = head?.value else { return 0 }
        let shares = limits.compactMap { limit -> Double? in
            guard let bound = limit.bound, bound.isFinite else { return nil }
            if limit.status == .broken { return 2 + (limit.level == .critical ? 2 : limit.level == .warning ? 1 : 0) }
            let (over, under) = direction == .higher ? (bound, value) : (value, bound)
            return under > 0 ? min(over / under, 1) : (over > 0 ? 1 : 0)
        }
        return shares.max() ?? 0
    }
}
