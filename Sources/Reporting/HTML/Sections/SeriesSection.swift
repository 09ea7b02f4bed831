import Analysis
import Measurements

/// An endpoint with all that is known of it: its figures from run to run, its distribution, and the sentences of its checks.
struct SeriesSection {
    let verdict: Verdict
    let groups: [(series: String, anchor: String, checks: [Check])]
    /// Unfolded from the start: those that did not pass.
    private static let mostOpen = 6

    /// Series in the order of their worst check.
    init(_ verdict: Verdict) {
        self.verdict = verdict
        var order: [String] = []
        var checks: [String: [Check]] = [:]
        for check in verdict.checks {
            if checks[check.series] == nil { order.append(check.series) }
            checks[check.series, default: []].append(check)
        }
        groups = order.enumerated().map { ($1, "e\($0 + 1)", checks[$1] ?? []) }
    }

    var anchors: [String: String] { Dictionary(uniqueKeysWithValues: groups.map { ($0.series, $0.anchor) }) }

    var html: HTML {
        guard !groups.isEmpty else { return "" }
        let troubled = Set(verdict.attention.map(\.series))
        var open = 0
        let cards = groups.map { group in
            let isOpen = open < Self.mostOpen && (troubled.contains(group.series) || groups.count <= 2)
            if isOpen { open += 1 }
            return card(group.series, group.anchor, group.checks, isOpen)
        }
        return """
            <section id="endpoints" aria-labelledby="h-endpoints"><h2 id="h-endpoints">Endpoints</h2>\(legend)
            \(cards)</section>

            """
    }

    private var legend: HTML {
        """
        <p class="legend"><span><svg viewBox="0 0 30 12" aria-hidden="true"><path class="base" d="M1 6H29"/></svg> base and its history</span> \
        <span><svg viewBox="0 0 30 12" aria-hidden="true"><path class="head" d="M1 6H29"/><path class="head diamond" d="M15 0l6 6-6 6-6-6z"/></svg> this run (head)</span> \
        <span><svg viewBox="0 0 30 12" aria-hidden="true"><path class="lim lim-critical" d="M1 6H29"/></svg> budget</span> \
        <span><svg viewBox="0 0 30 12" aria-hidden="true"><path class="shift" d="M15 0V12"/></svg> change point</span></p>
        """
    }

    private func card(_ series: String, _ anchor: String, _ checks: [Check], _ isOpen: Bool) -> HTML {
        let worst = checks[0]
        let numbers =
            worst.changeText.map { " \(Shown.metric(worst)) \($0)" } ?? " \(Shown.metric(worst)) \(worst.statusWords)"
        let figures = checks.flatMap { trend($0) + overTime($0) } + distribution(series) + course(series)
        return """
            <details class="card endpoint"\(isOpen ? " open" : "" as HTML)><summary>\(Icon.html(worst.icon))<h3>\(Shown.name(checks[0].seriesName))</h3><span class="state">\(numbers)</span></summary>
            <div id="\(anchor)" class="inside"><ul class="said">\(checks.map(sentences))</ul><div class="grid">\(figures)</div></div></details>

            """
    }

    private func sentences(_ check: Check) -> HTML {
        let told =
            Explanation(check, in: verdict).sentences + [check.waiver?.sentence, check.clearing].compactMap { $0 }
        var seen: Set<String> = []
        let text = told.filter { seen.insert($0).inserted }.prefix(8).map(Shown.prose).joined(separator: " ")
        let authors = check.limits.filter { $0.status == .broken }.compactMap(\.message)
            .filter { seen.insert($0).inserted }.prefix(3).map { message -> HTML in
                "<br><em>\(Shown.prose(message))</em>"
            }
        return
            "<li>\(Icon.html(check.icon))<div><b>\(Shown.metric(check))</b> <span class=\"state\">\(check.statusWords)</span> \(text)\(authors)</div></li>\n"
    }

    private func trend(_ check: Check) -> [HTML] {
        guard let chart = TrendChart(check, verdict.pictures) else { return [] }
        return [Self.figure("<b>\(Shown.metric(check))</b> from run to run", chart.html)]
    }

    private func overTime(_ check: Check) -> [HTML] {
        CourseChart(check, verdict.pictures).map { [Self.figure($0.caption, $0.html)] } ?? []
    }

    private func distribution(_ series: String) -> [HTML] {
        guard let picture = verdict.pictures?.distributions[series] else { return [] }
        let name = Printable.line(series == Series.all ? "all requests" : series)
        var figures = [
            Self.figure(
                "Distribution of <b>\(Printable.line(picture.measurement, columns: 40))</b>: \(Self.told(picture))",
                QuantileChart(picture: picture, series: name).html)
        ]
        if picture.shifts.count > 1 {
            let interval =
                picture.shifts.contains { $0.interval != nil }
                ? "bars hold at 95 % together, over runs" : "one run a side has no interval"
            figures.append(
                Self.figure(
                    "<b>Where it changed</b>: each percentile, head against base (\(interval))",
                    ShiftChart(picture: picture, series: name).html))
        }
        return figures
    }

    /// Of the first run; all requests have a section of their own.
    private func course(_ series: String) -> [HTML] {
        guard series != Series.all, let course = verdict.timelines.first(where: { $0.series == series }),
            let latency = TimelineChart(timeline: course.timeline, series: series).latency
        else { return [] }
        return [Self.figure("\(latency.caption) of run \(course.run + 1)", latency.chart)]
    }

    private static func told(_ picture: DistributionPicture) -> String {
        let isPrinted = [picture.base, picture.head].contains { $0?.isPrinted == true }
        if isPrinted { return "the percentiles that the tool printed" }
        let runs = max(picture.base?.runs ?? 0, picture.head?.runs ?? 0)
        return runs > 1 ? "each percentile, shaded from the lowest to the highest run" : "each percentile"
    }

    static func figure(_ caption: HTML, _ chart: HTML) -> HTML {
        "<figure><figcaption>\(caption)</figcaption>\(chart)</figure>\n"
    }
}
