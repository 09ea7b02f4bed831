import Analysis
import Measurements

/// The course of each run of the candidate, all requests together; an endpoint's own stands with the endpoint.
struct TimelineSection {
    let verdict: Verdict
    private static let mostRuns = 5

    var html: HTML {
        let runs = verdict.timelines.filter { $0.series == Series.all || $0.series.hasPrefix(Series.all + "{") }
        let shown = runs.isEmpty ? verdict.timelines : runs
        let parts = shown.prefix(Self.mostRuns).enumerated().map { part($1, isOpen: $0 == 0) }
        guard !parts.isEmpty else { return "" }
        let more: HTML =
            shown.count > parts.count
            ? "<p class=\"note\">The first \(parts.count) of \(shown.count) are shown.</p>" : ""
        return """
            <section id="course" aria-labelledby="h-course"><h2 id="h-course">Course of the test</h2>\(parts)\(more)</section>

            """
    }

    private func part(_ course: SeriesTimeline, isOpen: Bool) -> HTML {
        let name = course.series == Series.all ? "all requests" : course.series
        let figures = TimelineChart(timeline: course.timeline, series: name).figures.map {
            SeriesSection.figure($0.caption, $0.chart)
        }
        guard !figures.isEmpty else { return "" }
        return """
            <details class="card endpoint"\(isOpen ? " open" : "" as HTML)><summary><h3>Run \(course.run + 1)</h3><span class="state">\(Shown.name(name)), \(Shown.name(course.source))</span></summary><div class="inside"><div class="grid">\(figures)</div></div></details>

            """
    }
}
