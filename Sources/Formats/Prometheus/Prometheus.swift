import Measurements

/// One scrape: the text exposition format 0.0.4, or OpenMetrics 1.0.
package struct Prometheus: ResultFormat {
    package let name = "prometheus"
    package let summary = "metrics of a service: Prometheus text exposition, OpenMetrics"
    package let documentation = "https://prometheus.io/docs/instrumenting/exposition_formats/"

    package init() {}

    /// By the first lines: nothing but comments and samples, and something that only an exposition has.
    package func recognizes(_ head: Head) -> Bool {
        guard head.json == nil else { return false }
        var isTelling = false
        for line in head.text.prefix(16 << 10).split(whereSeparator: \.isNewline).prefix(8) {
            switch try? ExpositionLineReader.read(line) {
            case .type, .unit: isTelling = true
            case .sample(let sample): isTelling = isTelling || !sample.labels.isEmpty
            case .help, .comment, .blank, .end: break
            case nil: return isTelling
            }
        }
        return isTelling
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let exposition = try ExpositionReader.read(input)
        var builder = PrometheusRun(exposition)
        builder.notes.append(
            Note(
                "counter.since-start",
                "one scrape: counters and histograms count since the service started; name an earlier scrape to see the test alone"
            ))
        return [try builder.run(source: input.name, format: name)]
    }
}
