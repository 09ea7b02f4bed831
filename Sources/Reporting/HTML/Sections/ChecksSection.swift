import Analysis
import Measurements

/// Every check as a row that sorts and filters, and is a card on a phone.
struct ChecksSection {
    let verdict: Verdict
    let anchors: [String: String]

    private static let columns = ["Status", "Endpoint", "Metric", "Base", "Head", "Change", "Budget", "Trend"]

    /// The state of what is only shown.
    private static let advisory = "advisory"

    var html: HTML {
        guard !verdict.checks.isEmpty else { return "" }
        let head = Self.columns.enumerated().map { index, name -> HTML in
            let isNumber = (3...5).contains(index)
            return "<th role=\"columnheader\" scope=\"col\"\(isNumber ? " class=\"num\"" : "" as HTML)>\(name)</th>"
        }
        return """
            <section id="checks" aria-labelledby="h-checks"><h2 id="h-checks">Checks</h2>
            \(tools)
            <div class="card table"><table id="t-checks" role="table" aria-labelledby="h-checks"><thead role="rowgroup"><tr role="row">\(head)</tr></thead>
            <tbody role="rowgroup">\(verdict.checks.map(row))</tbody></table></div>
            <p class="note">Change with its 95 % confidence interval over the runs of both sides.</p></section>

            """
    }

    /// Shown by the script: without it nothing can be filtered.
    private var tools: HTML {
        let known =
            Check.Status.inOrderOfConcern.map { ($0.rawValue, $0.words, verdict.number(of: $0)) }
            + [(Self.advisory, Check.advisoryWords, verdict.advisory)]
        let options = known.filter { $0.2 > 0 }.map { state, words, count -> HTML in
            "<option value=\"\(state)\">\(words) (\(count))</option>"
        }
        return """
            <form class="tools" hidden><label>Find <input type="search" id="find" placeholder="endpoint or metric" autocomplete="off"></label>
            <label>Status <select id="status"><option value="">all (\(verdict.checks.count))</option>\(options)</select></label>
            <output id="shown" aria-live="polite"></output></form>
            """
    }

    private func row(_ check: Check) -> HTML {
        let (base, head) = Quantity.pair(
            check.base?.value, check.head?.value, check.unit, unlike: check.tellingLimit?.bound)
        let name = Shown.name(check.seriesName)
        let linked: HTML = anchors[check.series].map { "<a href=\"#\($0)\">\(name)</a>" } ?? name
        let rank = Check.Status.inOrderOfConcern.firstIndex(of: check.status) ?? 0
        let change = check.change?.relative ?? check.change?.absolute
        return """
            <tr role="row" data-status="\(check.isAdvisory ? Self.advisory : check.status.rawValue)"><td role="cell" data-s="\(rank * 10 - levelRank(check.level))"><span class="state \(check.icon.rawValue)">\(Icon.html(check.icon))\(check.statusWords)</span></td>\
            <th role="rowheader" scope="row">\(linked)</th><td role="cell">\(Shown.metric(check))</td>\
            \(number("Base", base, check.base?.value))\(number("Head", head, check.head?.value))\
            <td role="cell" class="num change" data-s="\(sortable(change))">\(changeWords(check))</td>\
            <td role="cell" class="budget">\(budget(check))</td><td role="cell" class="trend">\(SparklineChart.html(check))</td></tr>

            """
    }

    private func number(_ label: String, _ text: String?, _ value: Double?) -> HTML {
        "<td role=\"cell\" class=\"num\" data-label=\"\(label)\" data-s=\"\(sortable(value))\">\(text ?? "–")</td>"
    }

    private func sortable(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return String(Digits.nineDigits(value))
    }

    private func levelRank(_ level: Check.Level) -> Int { Check.Level.allCases.firstIndex(of: level) ?? 0 }

    private func changeWords(_ check: Check) -> HTML {
        guard let change = check.changeText else { return "–" }
        let interval: HTML? = check.intervalText.map { "<small>\($0)</small>" }
        return "<b>\(change)</b> \(interval)"
    }

    private func budget(_ check: Check) -> HTML {
        guard let limit = check.tellingLimit else { return "" }
        let state = limit.status == .broken ? "broken" : limit.status == .met ? "met" : "undecided"
        return "\(limit.bounds) <small>\(limit.level.rawValue), \(state)</small>"
    }
}
