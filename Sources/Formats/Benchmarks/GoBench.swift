import Measurements

/// What `go test -bench` prints. Lines of the same benchmark are samples of it; everything else between them is passed over.
package struct GoBench: ResultFormat {
    package let name = "go-bench"
    package let summary = "go test -bench: its text"
    package let documentation = "https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        head.json == nil && head.contains("Benchmark")
            && head.text.split { $0.isNewline }.contains { GoBenchLine($0) != nil }
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var report = GoBenchReport()
        for line in try input.lines() { report.add(line) }
        guard !report.isEmpty else { throw FormatError(input.name, "no line of the file is the result of a benchmark") }
        return [report.run(input.name, format: name)]
    }
}

/// "BenchmarkFib10-8   5000000   325 ns/op   16 B/op": name, iterations, then values with their units.
struct GoBenchLine {
    let name: Substring
    var values: [(value: Double, unit: Substring)] = []

    init?(_ line: Substring) {
        guard line.hasPrefix("Benchmark") else { return nil }
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard words.count >= 4, words.count.isMultiple(of: 2), let iterations = Int(words[1]), iterations >= 0 else {
            return nil
        }
        name = words[0]
        for index in stride(from: 2, to: words.count, by: 2) {
            guard let value = Double(words[index]), abs(value) <= UnitName.largest, Double(words[index + 1]) == nil
            else { return nil }
            values.append((value, words[index + 1]))
        }
    }
}

struct GoBenchReport {
    private struct Key: Hashable {
        var name: Substring
        var configuration: [String: String]
    }

    private var keys: [Key] = []
    private var samples: [Key: [String: [Double]]] = [:]
    private var metrics: [String: Metric] = [:]
    private var configuration: [String: String] = [:]
    /// Values of each key as long as benchmark lines were seen under it.
    private var seen: [String: Set<String>] = [:]
    private var better: [Substring: Direction] = [:]
    private var failures: [String] = []

    var isEmpty: Bool { keys.isEmpty }

    mutating func add(_ line: Substring) {
        if let result = GoBenchLine(line) {
            add(result)
        } else if line.hasPrefix("Unit ") {
            let words = line.split(separator: " ")
            if words.count > 2, words.contains("better=higher") { better[words[1]] = .higher }
            if words.count > 2, words.contains("better=lower") { better[words[1]] = .lower }
        } else if line.hasPrefix("--- FAIL") || line.hasPrefix("FAIL\t") || line.hasPrefix("panic: ") {
            if failures.count < 20 { failures.append(String(line.prefix(200))) }
        } else if let colon = line.firstIndex(of: ":"), let first = line.first, first.isLowercase {
            let key = line[..<colon]
            guard !key.contains(where: { $0.isWhitespace || $0.isUppercase }), key.count <= 64 else { return }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            configuration[String(key)] = String(value.prefix(200))
        }
    }

    private mutating func add(_ line: GoBenchLine) {
        let key = Key(name: line.name, configuration: configuration)
        if samples[key] == nil {
            keys.append(key)
            for (name, value) in configuration { seen[name, default: []].insert(value) }
        }
        for (value, word) in line.values {
            let (metric, unit) = metric(of: word)
            metrics[metric.name] = metric
            samples[key, default: [:]][metric.name, default: []].append(unit?.base(value) ?? value)
        }
    }

    /// ns/op is the duration; others keep their names, in base units as benchstat has them: "build-ns/op" is "build-sec/op".
    private func metric(of word: Substring) -> (Metric, UnitName?) {
        if word == "ns/op" { return (.duration, UnitName("ns")) }
        let direction = better[word] ?? (word == "B/op" || word == "allocs/op" ? .lower : nil)
        if word.hasSuffix("-ns/op") {
            let name = word.dropLast(5) + "sec/op"
            return (Metric(String(name), unit: .seconds, direction: direction ?? .lower), UnitName("ns"))
        }
        let last = word.split(separator: "-").last ?? word
        guard let unit = UnitName(last == word ? word : last) else {
            return (Metric(String(word), unit: .unknown, direction: direction ?? .neither), nil)
        }
        let name = word == "MB/s" ? "B/s" : String(word)
        return (Metric(name, unit: unit.unit, direction: direction ?? unit.direction), unit)
    }

    func run(_ source: String, format: String) -> Run {
        var run = Run(source: source, format: format, tool: .init("go test"))
        run.environment["cpu"] = only("cpu")
        run.environment["os"] = only("goos")
        run.environment["architecture"] = only("goarch")
        run.commit = only("commit")
        for name in seen.keys where !Self.environment.contains(name) && name != "pkg" {
            if let value = only(name) { run.labels[name] = value }
        }
        run.series = keys.map(series)
        if !failures.isEmpty {
            run.notes.append(Note("benchmark.failed", "go test reported failures: \(failures.joined(separator: "; "))"))
        }
        return run
    }

    private static let environment: Set<String> = ["cpu", "goos", "goarch", "commit"]

    /// The value of a configuration key that is the same for all benchmarks.
    private func only(_ name: String) -> String? {
        guard let values = seen[name], values.count == 1, keys.allSatisfy({ $0.configuration[name] != nil }) else {
            return nil
        }
        return values.first
    }

    /// The package always belongs to the name; other configuration where it differs within the file.
    private func series(_ key: Key) -> Series {
        var series = Series(String(key.name))
        for (name, value) in key.configuration where name == "pkg" || only(name) == nil { series.labels[name] = value }
        for (name, values) in samples[key] ?? [:] {
            guard let metric = metrics[name], let distribution = Distribution.of(values) else { continue }
            series.set(metric, .distribution(distribution))
        }
        return series
    }
}
