import Measurements

/// What Playwright's JSON reporter writes: outcomes and durations of tests, and metrics that tests attach or annotate.
package struct Playwright: ResultFormat {
    package let name = "playwright"
    package let summary = "Playwright's JSON reporter: tests, attached and annotated metrics"
    package let documentation =
        "https://github.com/microsoft/playwright/blob/v1.57.0/packages/playwright/src/reporters/json.ts"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, json["suites"]?.array != nil, json["config"]?.object != nil else { return false }
        return json["stats"]?["expected"] != nil || json["config"]?["rootDir"] != nil
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(try JSON.parse(try input.document(), source: input.name), source: input.name)
        var report = PlaywrightReport()
        for suite in try node.required("suites").elements { try report.add(suite: suite, path: []) }
        for error in node["errors"]?.elements ?? [] { report.add(error: error) }
        let version = node["config"]?["version"]?.json.string
        var run = Run(source: input.name, format: name, tool: .init("Playwright", version: version))
        let stats = node["stats"]
        run.start = stats?["startTime"]?.json.string.flatMap(Timestamp.seconds)
        run.duration = try stats?["duration"]?.amount(in: PageMetric.milliseconds)
        report.fill(&run, declared: stats)
        return [run]
    }
}

struct PlaywrightReport {
    private struct Test {
        var name: String
        var labels: [String: String]
        var values: [Metric: [Double]] = [:]
    }

    private var summary = TestSummary()
    private var tests: [Test] = []
    private var positions: [String: Int] = [:]
    /// Attachments in files beside the report.
    private var elsewhere = 0

    mutating func add(suite: JSONNode, path: [String]) throws(FormatError) {
        let path = path + [suite["title"]?.json.string ?? ""].filter { !$0.isEmpty }
        for spec in suite["specs"]?.elements ?? [] {
            let title = spec["title"]?.json.string ?? ""
            for test in spec["tests"]?.elements ?? [] { try add(test, path, title) }
        }
        for inner in suite["suites"]?.elements ?? [] { try add(suite: inner, path: path) }
    }

    /// An error outside all tests, such as a file that does not compile.
    mutating func add(error: JSONNode) {
        let message = error["message"]?.json.string ?? ""
        summary.errors += 1
        summary.tests += 1
        keep(
            TestSummary.Failure(
                kind: .error, suite: "", className: nil, name: "outside all tests", message: Self.plain(message)))
    }

    private mutating func add(_ node: JSONNode, _ path: [String], _ title: String) throws(FormatError) {
        let results = node["results"]?.elements ?? []
        let project = node["projectName"]?.json.string ?? ""
        let name = (path + [title]).joined(separator: " > ")
        count(node["status"]?.json.string, results, path, title)
        var labels = ["kind": "test"]
        if !project.isEmpty { labels["project"] = project }
        guard let last = results.last, last["status"]?.json.string != "skipped" else { return }
        let id = Series(name, labels: labels).id
        let position = positions[id] ?? tests.count
        if position == tests.count {
            positions[id] = position
            tests.append(Test(name: name, labels: labels))
        }
        var values: [Metric: Double] = [:]
        for attachment in last["attachments"]?.elements ?? [] { try read(attachment, into: &values) }
        for annotation in (node["annotations"]?.elements ?? []) + (last["annotations"]?.elements ?? []) {
            guard let (metric, value) = PageMetric.annotated(annotation) else { continue }
            values[metric] = value
        }
        values[.duration] = try last["duration"]?.amount(in: PageMetric.milliseconds)
        for (metric, value) in values { tests[position].values[metric, default: []].append(value) }
    }

    private mutating func count(_ status: String?, _ results: [JSONNode], _ path: [String], _ title: String) {
        summary.tests += 1
        switch status {
        case "expected": summary.passed += 1
        case "skipped": summary.skipped += 1
        case "flaky":
            summary.passed += 1
            summary.flaky += 1
            if summary.flakyTests.count < TestSummary.keptFailures { summary.flakyTests.append(title) }
        default:
            summary.failed += 1
            let error = results.last?["error"]?["message"]?.json.string ?? results.last?["status"]?.json.string ?? ""
            let suite = path.joined(separator: " > ")
            keep(
                TestSummary.Failure(
                    kind: .failure, suite: suite, className: nil, name: title, message: Self.plain(error)))
        }
    }

    private mutating func keep(_ failure: TestSummary.Failure) {
        if summary.failures.count < TestSummary.keptFailures { summary.failures.append(failure) }
    }

    /// Without the colours of terminals.
    private static func plain(_ text: String) -> String {
        String(text.prefix(8000)).replacing(#/\u{1B}\[[0-9;]*[A-Za-z]/#, with: "").prefix(2000).description
    }

    private mutating func read(_ node: JSONNode, into values: inout [Metric: Double]) throws(FormatError) {
        guard node["contentType"]?.json.string?.hasPrefix("application/json") == true else { return }
        guard let body = node["body"]?.json.string else {
            if node["path"] != nil { elsewhere += 1 }
            return
        }
        guard let bytes = Base64.decoded(body), let json = try? JSON.parse(bytes, source: node.source) else { return }
        let name = node["name"]?.json.string ?? ""
        for (metric, value) in PageMetric.all(in: json, named: name) { values[metric] = value }
    }

    func fill(_ run: inout Run, declared: JSONNode?) {
        run.tests = summary
        run.series = tests.map { test in
            var series = Series(test.name, labels: test.labels)
            series.set(test.values)
            return series
        }
        if elsewhere > 0 {
            let what =
                "\(elsewhere) JSON attachments lie in files of their own and are not read; attach with { body } to have them in the report"
            run.notes.append(Note("playwright.attachment", what))
        }
        let counts = ["expected", "skipped", "unexpected", "flaky"].map { declared?[$0]?.json.integer }
        let mine = [summary.passed - summary.flaky, summary.skipped, summary.failed, summary.flaky]
        if declared != nil, zip(counts, mine).contains(where: { $0 != $1 }) {
            run.notes.append(
                Note("playwright.counts", "the report's own counts differ from those of its tests, which were counted"))
        }
        if summary.tests == 0 { run.notes.append(Note("tests.empty", "the report holds no tests")) }
    }
}
