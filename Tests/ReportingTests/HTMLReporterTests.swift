import Analysis
import Foundation
import Measurements
import Reporting
import Testing

/// The page is whole, lets nothing in, and says what the verdict holds.
@Suite struct HTMLReporterTests {
    @Test(arguments: Samples.all.map(\.name))
    func isWellFormed(sample: String) throws {
        let verdict = try #require(Samples.all.first { $0.name == sample }?.verdict)
        #expect(Page(HTMLReporter().report(Self.drawn(verdict))).faults == [])
    }

    @Test(arguments: Samples.hostileNames + ["</style><style>*{display:none}", "\" onload=alert(1) x=\"", "'-->]]>"])
    func namesAddNothing(name: String) {
        let page = Page(HTMLReporter().report(Self.drawn(Samples.named([name, name + "2"]))))
        let plain = Page(HTMLReporter().report(Self.drawn(Samples.named(["one", "two"]))))
        #expect(page.faults == [])
        #expect(Self.tags(page.text) == Self.tags(plain.text))
    }

    @Test func namesOfTenThousandCharactersAreCut() {
        let long = Page(HTMLReporter().report(Samples.named([String(repeating: "<x>", count: 3_400)])))
        let plain = Page(HTMLReporter().report(Samples.named(["x"])))
        #expect(long.faults == [])
        #expect(long.text.utf8.count < plain.text.utf8.count + 40_000)
    }

    @Test func addressesOfOtherKindsAreNoLinks() {
        #expect(!HTMLReporter().report(Samples.hostile).contains("href=\"javascript:"))
        #expect(HTMLReporter().report(Samples.trouble).contains("href=\"https://github.com/acme/shop/actions/runs/"))
    }

    /// A browser refuses a style or a script whose hash the policy does not name.
    @Test func policyNamesStyleAndScript() throws {
        let page = Page(HTMLReporter().report(Samples.trouble))
        let policy = try #require(page.text.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(!policy.contains("unsafe"))
        #expect(policy.contains("style-src 'sha256-\(Self.hash(page.style))'"))
        #expect(policy.contains("script-src 'sha256-\(Self.hash(page.script))'"))
        #expect(page.style.count > 1000 && page.script.count > 1000)
        #expect(!page.style.contains("url(") && !page.style.contains("@import"))
    }

    @Test func saysWhatWasFound() {
        let body = Page(HTMLReporter().report(Self.drawn(Samples.trouble))).body
        for told in [
            "Failed: ", "POST /checkout", "+31 %", "412 ms", "Checkout is what we live on", "AMD EPYC 7763",
            "DELETE /api/cart", "run1.json", "abababababab", "end to end", "Benjamini–Hochberg", "Course of the test",
            "+25 %", "2025-11-", "the percentiles that the tool printed",
        ] {
            #expect(body.contains(told), "\(told)")
        }
    }

    @Test func readsWithoutPictures() {
        let body = Page(HTMLReporter().report(Samples.trouble)).body
        #expect(body.contains("from run to run"))
        #expect(!body.contains("Course of the test"))
    }

    /// A figure over time stands with its limits, and is broken where nothing was measured.
    @Test func courseOfACheckedFigure() throws {
        var verdict = Samples.trouble
        let index = try #require(verdict.checks.firstIndex { $0.unit == .seconds && !$0.limits.isEmpty })
        let check = verdict.checks[index]
        let bound = try #require(check.limits[0].bound)
        let metric = Metric("p95", unit: .seconds, direction: .lower)
        let points = (0..<60).filter { !(20..<30).contains($0) }.map {
            Course.Point(from: Double($0), until: Double($0), value: bound * ($0 < 40 ? 0.5 : 1.5))
        }
        verdict.pictures = Pictures()
        verdict.pictures?.courses[check.id] = .init(run: 1, runs: 2, course: Course(metric, points: points, end: 59))
        let page = Page(HTMLReporter().report(verdict))
        #expect(page.faults == [])
        let figure = try #require(page.body.firstMatch(of: /over time of run 2<\/figcaption>.*?<\/figure>/)?.output)
        #expect(figure.matches(of: /<polyline/).count == 2)
        #expect(figure.contains("class=\"lim lim-\(check.limits[0].level.rawValue)\""))
    }

    @Test func everyDrawingIsNamedOrHidden() {
        let body = Page(HTMLReporter().report(Self.drawn(Samples.trouble))).body
        let drawings = body.matches(of: /<svg ([^>]*)>(<title>[^<]+<\/title>)?/)
        #expect(drawings.count > 20)
        for drawing in drawings {
            let isHidden = drawing.output.1.contains("aria-hidden=\"true\"")
            #expect(isHidden != (drawing.output.2 != nil), "\(drawing.output.1)")
        }
        let ids = body.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        for target in body.matches(of: /href="#([^"]+)"/) { #expect(ids.contains(String(target.output.1))) }
    }

    @Test func numbersThatAreNoneDoNotBreakADrawing() {
        var verdict = Self.drawn(Samples.trouble)
        for index in verdict.checks.indices {
            verdict.checks[index].head?.values = [.nan, .infinity, -1e300]
            verdict.checks[index].limits.indices.forEach { verdict.checks[index].limits[$0].bound = 1e-300 }
            verdict.pictures?.trends[verdict.checks[index].id]?.values = [
                0, 1e300, .nan, -.infinity, .leastNonzeroMagnitude, 1, 2,
            ]
        }
        verdict.pictures?.runs[0].time = 1e300
        let page = Page(HTMLReporter().report(verdict))
        #expect(page.faults == [])
        for coordinates in page.body.matches(of: /(?:points|d|x|y|cx|width)="([^"]*)"/) {
            #expect(!coordinates.output.1.contains("nan") && !coordinates.output.1.contains("inf"))
        }
    }

    /// A tenth of 200 series by 200 runs in a tenth of 5 MB.
    @Test func manyRunsStaySmall() {
        var verdict = Samples.large
        verdict.checks = Array(verdict.checks.prefix(80))
        for index in verdict.checks.indices {
            verdict.checks[index].history = (0..<200).map { (number: Int) -> Double in
                let step: Int = (number * 7919 + index) % 101
                return 0.1 + Double(step) / 10_000
            }
        }
        #expect(HTMLReporter().report(verdict).utf8.count < 500_000)
    }

    private static func tags(_ text: String) -> [String] {
        text.matches(of: /<\/?[a-zA-Z0-9]+/).map { String($0.output) }
    }

    private static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.update(Array(text.utf8)[...])
        let digits = Array(hash.hexadecimal())
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        return Data(bytes).base64EncodedString()
    }

    /// The same with something to draw: a history with a change point, distributions, the course of a run.
    static func drawn(_ verdict: Verdict) -> Verdict {
        var (verdict, pictures) = (verdict, Pictures())
        pictures.runs = (0..<7).map {
            .init(time: 1.763e9 + 86_400 * Double($0), commit: "abc123\($0)", source: "r\($0)")
        }
        for check in verdict.checks {
            let level = check.base?.value ?? 1
            pictures.trends[check.id] = .init(
                runs: Array(0..<7), values: [0.8, 0.81, 0.82, 1, 1.01, 1.02, 1].map { $0 * level },
                shifts: [.init(index: 3, change: 0.25)])
            let points = [0.5, 0.9, 0.95, 0.99].map { rank in
                DistributionPicture.Point(rank: rank, value: rank / 10, low: rank / 11, high: rank / 9)
            }
            let curve = DistributionPicture.Curve(points: points, runs: 3, isPrinted: true)
            pictures.distributions[check.series] = DistributionPicture(
                measurement: check.series, unit: .seconds, base: curve, head: curve,
                shifts: [.init(rank: 0.5, relative: 0.1, interval: 0.05...0.15), .init(rank: 0.95, relative: 0.3)])
        }
        if let check = verdict.checks.first {
            let points = [0.1, 0.2, 0.4].map { Course.Point(from: $0, until: $0 + 0.1, value: $0) }
            let metric = Metric(check.series, unit: check.unit, direction: .lower)
            let course = Course(metric, points: points, end: 1)
            pictures.courses[check.id] = .init(run: 0, runs: 1, course: course)
        }
        verdict.pictures = pictures
        let slices = (0..<30).map { index in
            Timeline.Slice(
                requests: 100 + index % 7, errors: index % 3, p50: index == 9 ? nil : 0.01, p95: 0.02, p99: 0.03,
                users: 5)
        }
        verdict.timelines = [
            SeriesTimeline(
                run: 0, source: verdict.checks.first?.series ?? "r", series: Series.all,
                timeline: Timeline(start: -0.5, width: 1, end: 29, slices: slices))
        ]
        return verdict
    }
}
