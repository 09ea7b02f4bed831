/// A kind of file that lies among results and is not read: what it is, and what to give instead.
struct Lookalike: Sendable {
    let advice: String
    private let isOne: @Sendable (Head) -> Bool

    private init(_ advice: String, _ isOne: @escaping @Sendable (Head) -> Bool) {
        self.advice = advice
        self.isOne = isOne
    }

    /// What to do about a content that no format recognizes: by its kind, else in general.
    static func advice(for head: Head) -> String {
        if let known = all.first(where: { $0.isOne(head) }) { return known.advice }
        let isTable = head.isText && head.firstLine.split(separator: ",").count > 2
        if head.json != nil || isTable {
            return
                "where it is of your own making, say with --mapping FILE what is where (budgets/mappings.md); `loadline formats` lists what is known"
        }
        return "see `loadline formats`"
    }

    /// https://benchmarkdotnet.org/articles/configs/exporters.html, https://bheisler.github.io/criterion.rs/book/user_guide/csv_output.html
    private static let all = [
        Lookalike("this is BenchmarkDotNet's report, whose mean times --mapping FILE reads: \(benchmarkDotNet)") {
            $0.json?["HostEnvironmentInfo"] != nil && $0.json?["Benchmarks"] != nil
        },
        Lookalike(
            "these are differences that Criterion computed; give new/estimates.json beside them with --mapping FILE: \(criterion)"
        ) { isCriterion($0) && $0.json?["Slope"] == nil && $0.json?["std_dev"] == nil && $0.json?["StdDev"] == nil },
        Lookalike(
            "these are Criterion's estimates, whose mean --mapping FILE reads: \(criterion) (Mean.point_estimate of old versions)",
            isCriterion),
        Lookalike("this only names one of Criterion's benchmarks; its figures are in estimates.json beside it") {
            $0.json?["group_id"] != nil && $0.json?["full_id"] != nil
        },
        Lookalike("this is locust's ratio of tasks, which holds no figures; give NAME_stats.csv of locust --csv NAME") {
            $0.json?["per_class"] != nil && $0.json?["total"] != nil
        },
        Lookalike("these are reports of a locust worker; give NAME_stats.csv of locust --csv NAME") {
            $0.json?["user_count"] != nil && $0.json?["stats"] != nil
        },
        Lookalike("this is JMeter's log; give the samples that jmeter -l FILE writes") {
            $0.isText && $0.firstLine.contains(" INFO ") && ($0.contains(" o.a.j.") || $0.contains(" jmeter."))
        },
        Lookalike("this is JMH's table; give the JSON of -rf json -rff FILE") {
            $0.isText && $0.firstLine.hasPrefix("Benchmark ") && $0.firstLine.contains(" Mode ")
        },
        Lookalike("these are lines of a siege that was cut off; its report is printed at the end") {
            $0.isText && $0.firstLine.contains("HTTP/1.") && $0.firstLine.split(separator: ",").count > 5
        },
        Lookalike("give JUnit XML instead, which \(converters)") { head in
            XMLRoot(head.bytes)?.isForeignTest == true
        },
    ]

    private static let benchmarkDotNet =
        "series: [{ from: Benchmarks, name: \"{FullName}\", metrics: { duration.mean: { path: Statistics.Mean, unit: ns } } }]"
    private static let criterion =
        "series: [{ name: NAME, metrics: { duration.mean: { path: mean.point_estimate, unit: ns } } }]"
    private static let converters = "NUnit's and the other runners' own options or converters write"

    @Sendable private static func isCriterion(_ head: Head) -> Bool {
        (head.json?["mean"] ?? head.json?["Mean"])?["point_estimate"] != nil
    }
}
