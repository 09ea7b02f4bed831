import Measurements

/// What Playwright's JSON reporter writes: outcomes and durations of tests, and metrics that tests attach or annotate.
package struct Playwright: ResultFormat {
    package let name = "playwright"
    package let summary = "Playwright's JSON reporter: tests, attached and annotated metrics"
    package let documentation =
        "https://github.com/microsoft/playwright/blob/v1.57.0/packages/playwright/src/reporters/json.ts"

    package let readsInPieces = true

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard let json = head.json, json["suites"]?.array != nil, json["config"]?.object != nil else { return false }
        return json["stats"]?["expected"] != nil || json["config"]?["rootDir"] != nil
    }

    /// One test after the other, whose attachments can be large.
    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let node = JSONNode(.null, source: input.name)
        var report = PlaywrightReport()
        var (hasSuites, config, stats) = (false, node, JSONNode?.none)
        var walk = try JSONWalk(input, limit: Self.testLimit)
        guard try walk.kind() == .object else { throw node.missing("suites") }
        try walk.members { (key, walk) throws(FormatError) in
            switch (key, try walk.kind()) {
            case ("suites", .array):
                hasSuites = true
                let suites = node.child(key, .null)
                try walk.elements { (index, walk) throws(FormatError) in
                    try report.read(&walk, suite: suites.element(index, .null), path: [])
                }
            case ("errors", .array):
                try walk.elements { (index, walk) throws(FormatError) in
                    report.add(error: node.child(key, .null).element(index, try walk.value()))
                }
            case ("config", .object): config = node.child(key, try walk.value(keeping: ["version"]))
            case ("stats", .object): stats = node.child(key, try walk.value())
            default: try walk.skip()
            }
        }
        try walk.end()
        if !hasSuites { throw node.missing("suites") }
        var run = Run(
            source: input.name, format: name, tool: .init("Playwright", version: config["version"]?.json.string))
        run.start = stats?["startTime"]?.json.string.flatMap(Timestamp.seconds)
        run.duration = try stats?["duration"]?.amount(in: PageMetric.milliseconds)
        report.fill(&run, declared: stats)
        return [run]
    }

    /// Bytes of a test with what is attached to it.
    private static let testLimit = 256 << 20
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
    private var room = NameRoom()
    /// Attachments in files beside the report.
    private var elsewhere = 0

    /// A file or a group of tests; `node` says where it is. What stands before its title waits for it.
    mutating func read(_ walk: inout JSONWalk, suite node: JSONNode, path: [String]) throws(FormatError) {
        guard try walk.kind() == .object else { return try walk.skip() }
        var title: String?
        var early: [String: JSONNode] = [:]
        try walk.members { (key, walk) throws(FormatError) in
            let list = node.child(key, .null)
            if key == "title" {
                title = try walk.value().string ?? ""
            } else if !["specs", "suites"].contains(key) {
                try walk.skip()
            } else if let title, try walk.kind() == .array {
                let path = Self.path(path, title)
                try walk.elements { (index, walk) throws(FormatError) in
                    if key == "suites" { return try read(&walk, suite: list.element(index, .null), path: path) }
                    try add(spec: list.element(index, try walk.value(keeping: Self.members)), path)
                }
            } else {
                early[key] = node.child(key, try walk.value(keeping: Self.members))
            }
        }
        try add(specs: early["specs"], suites: early["suites"], Self.path(path, title ?? ""))
    }

    /// What is taken of a test.
    private static let members = [
        "title", "specs", "suites", "tests", "projectName", "status", "results", "error", "message", "duration",
        "annotations", "type", "description", "attachments", "name", "contentType", "body", "path",
    ]

    private static func path(_ outer: [String], _ title: String) -> [String] { title.isEmpty ? outer : outer + [title] }

    private mutating func add(specs: JSONNode?, suites: JSONNode?, _ path: [String]) throws(FormatError) {
        for spec in specs?.elements ?? [] { try add(spec: spec, path) }
        for suite in suites?.elements ?? [] {
            let inner = Self.path(path, suite["title"]?.json.string ?? "")
            try add(specs: suite["specs"], suites: suite["suites"], inner)
        }
    }

    private mutating func add(spec: JSONNode, _ path: [String]) throws(FormatError) {
        let title = spec["title"]?.json.string ?? ""
        for test in spec["tests"]?.elements ?? [] { try add(test, path, title) }
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
        let position = position(of: Test(name: name, labels: labels))
        var values: [Metric: Double] = [:]
        for attachment in last["attachments"]?.elements ?? [] { try read(attachment, into: &values) }
        for annotation in (node["annotations"]?.elements ?? []) + (last["annotations"]?.elements ?? []) {
            guard let (metric, value) = PageMetric.annotated(annotation) else { continue }
            values[metric] = value
        }
        values[.duration] = try last["duration"]?.amount(in: PageMetric.milliseconds)
        for (metric, value) in values { tests[position].values[metric, default: []].append(value) }
    }

    /// Of a test; beyond the limit all are one.
    private mutating func position(of test: Test) -> Int {
        let id = Series(test.name, labels: test.labels).id
        if let known = positions[id] { return known }
        var (test, key) = (test, id)
        if !room.take(id) {
            test = Test(name: ManyNames.other, labels: ["kind": "test"])
            key = Series(test.name, labels: test.labels).id
            if let known = positions[key] { return known }
        }
        positions[key] = tests.count
        tests.append(test)
        return tests.count - 1
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
        if room.isFull {
            let what =
                "more than \(room.limit) tests: those that came later are together in the series \"\(ManyNames.other)\""
            run.notes.append(Note("series.folded", what))
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
