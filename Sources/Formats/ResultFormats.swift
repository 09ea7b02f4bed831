import Measurements

/// The registry of formats.
package enum ResultFormats {
    package static let all: [any ResultFormat] = [
        KeptRun(),
        K6Summary(),
        K6JSON(),
        K6CSV(),
        Autocannon(),
        ApacheBenchText(),
        ApacheBenchCSV(),
        ApacheBenchTSV(),
        WrkText(),
        Wrk2Text(),
        HeyText(),
        HeyCSV(),
        VegetaJSON(),
        VegetaText(),
        Oha(),
        Bombardier(),
        Fortio(),
        H2Load(),
        Siege(),
        JUnit(),
        Hyperfine(),
        PytestBenchmark(),
        GoogleBenchmark(),
        JMH(),
        GoBench(),
        GitHubActionBenchmark(),
        BencherMetrics(),
        Prometheus(),
        PrometheusAPI(),
        Playwright(),
        Lighthouse(),
        Traces(),
        PgStatStatements(),
        JMeterCSV(),
        JMeterXML(),
        JMeterStatistics(),
        JMeterReport(),
        LocustStats(),
        LocustHistory(),
        GatlingLog(),
        GatlingStats(),
        Artillery(),
        Taurus(),
    ]

    package static func named(_ name: String) -> (any ResultFormat)? { all.first { $0.name == name } }

    /// Reads an input with the named format, or with the one that recognizes its content; what none recognizes, as a mapping says.
    package static func read(
        _ input: Input, as name: String? = nil, mapping: CustomMapping? = nil
    ) throws(FormatError) -> [Run] {
        let head = try head(of: input)
        var runs = try read(input, head, as: name, mapping: mapping)
        for index in runs.indices { runs[index] = try Plausibility.checked(runs[index]) }
        return runs
    }

    private static func read(
        _ input: Input, _ head: Head, as name: String?, mapping: CustomMapping?
    ) throws(FormatError) -> [Run] {
        if let mapping, name == Custom.name || (name == nil && !all.contains { $0.recognizes(head) }) {
            if input.warmUp != nil { throw .noTimes(input, Custom.name) }
            return try Custom(mapping).read(input)
        }
        if name == Custom.name { throw FormatError(input.name, "format \(Custom.name) needs a mapping") }
        let format = try format(of: head, input.name, as: name)
        if input.warmUp != nil, !format.hasTimes { throw .noTimes(input, format.name) }
        return try format.read(input)
    }

    private static func head(of input: Input) throws(FormatError) -> Head {
        try Head(of: input) { head in all.contains { $0.readsInPieces && $0.recognizes(head) } }
    }

    /// Whether the named format, or any, recognizes the content; what was looked at can still be read.
    package static func recognizes(_ input: Input, as name: String? = nil) throws(FormatError) -> Bool {
        let head = try head(of: input)
        return all.contains { (name == nil || $0.name == name) && $0.recognizes(head) }
    }

    private static func format(
        of head: Head, _ source: String, as name: String?
    ) throws(FormatError) -> any ResultFormat {
        if let name {
            if let format = named(name) { return format }
            throw FormatError(
                source, "there is no format \"\(name)\"; there are \(all.map(\.name).joined(separator: ", "))")
        }
        if head.bytes.isEmpty { throw FormatError(source, "the file is empty") }
        if let format = all.first(where: { $0.recognizes(head) }) { return format }
        throw FormatError(
            source, "not a result of any known format (\(head.portrait)); \(Lookalike.advice(for: head))")
    }
}
