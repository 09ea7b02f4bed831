import Foundation
import Measurements

extension WrkReport {
    /// A share of late answers up to which printed ranks are taken for those of all answers.
    private static let negligible = 0.01

    /// wrk's run. It counts an answer that came after its --timeout as an answer and as a timeout, and leaves its latency out, so that what it
    /// printed are percentiles of the answers in time.
    func runOfWrk(source: String) throws(FormatError) -> Run {
        var result = self.result("wrk")
        result.workload.model = .closed
        let answers = requests ?? 0
        if hasNoLatency || (answers > 0 && timeouts >= answers) {
            let why = timeouts > 0 ? "every answer came after wrk's timeout" : "there were no answers"
            result.notes.append(Note("latency.absent", "\(why), so it recorded no latency"))
        } else {
            let late = answers > 0 ? Double(timeouts) / Double(answers) : 0
            result.latency = latency(late: late)
            if timeouts > 0 { result.notes.append(lateNote(late, of: answers)) }
        }
        return try result.run(source: source, format: "wrk")
    }

    /// Of all answers, late ones included: a percentile among those in time is a lower one among all, and the largest latency is not known.
    private func latency(late: Double) -> Distribution? {
        guard mean != nil || !percentiles.isEmpty else { return nil }
        guard timeouts > 0 else { return distribution(percentiles, count: requests) }
        let ranks = late <= Self.negligible ? percentiles.filter { $0.key <= 1 - late } : percentiles.shifted(late)
        return Distribution(printed: ranks, count: requests)
    }

    private func lateNote(_ late: Double, of answers: Int) -> Note {
        let share = String(format: "%.2f", late * 100)
        let slowest = max.map { String(format: " than %.3f s", $0) } ?? ""
        let how =
            late <= Self.negligible
            ? "percentiles above that share, mean and maximum are not known"
            : "what wrk printed are percentiles of the others; they are given at their ranks among all"
        return Note(
            "latency.timeouts",
            "\(timeouts) of \(answers) answers (\(share) %) came after wrk's timeout and took longer\(slowest); \(how)")
    }

    /// wrk2's run: latencies count from when a request was due, whatever became of the one before.
    func runOfWrk2(source: String) throws(FormatError) -> Run {
        var result = self.result("wrk2")
        result.workload.model = .open
        if hasNoLatency || (mean == nil && percentiles.isEmpty) {
            result.notes.append(Note("latency.absent", "wrk2 recorded no latency"))
        } else {
            result.latency = distribution(percentiles.merging(roundRanks) { printed, _ in printed }, count: recorded)
        }
        if let recorded, let requests, recorded < requests {
            let what = "latencies are those of \(recorded) requests, after wrk2's calibration of its threads"
            result.notes.append(Note("latency.calibration", what))
        }
        if let p99 = uncorrected[0.99] {
            let what = String(format: "counted from when a request was sent rather than due, p99 is %.6g s", p99)
            result.notes.append(Note("latency.uncorrected", what))
        }
        return try result.run(source: source, format: "wrk2")
    }

    /// Of the spectrum the percentiles that people ask for, such as 95 and 97.5, in seconds.
    private var roundRanks: [Double: Double] {
        var round: [Double: Double] = [:]
        for (rank, milliseconds) in spectrum where (rank * 1000).rounded() == rank * 1000 && rank > 0 {
            round[rank] = milliseconds / 1000
        }
        return round
    }

    private func distribution(_ ranks: [Double: Double], count: Int?) -> Distribution {
        Distribution(
            printed: ranks, count: count, min: spectrum[0].map { $0 / 1000 }, max: max, mean: mean,
            standardDeviation: deviation)
    }

    /// What both tools print alike.
    private func result(_ tool: String) -> LoadResult {
        var result = LoadResult(tool)
        result.url = url
        result.duration = duration
        result.workload.virtualUsers = connections
        result.received = bytes
        result.throughput = perSecond
        guard let answers = requests else { return result }
        result.requests = answers + socketErrors
        let failed = min(socketErrors + timeouts + badStatuses, answers + socketErrors)
        result.errors = failed
        result.failuresInLatency = badStatuses
        if failed > 0 {
            let what =
                "errors are \(socketErrors) failed connections, reads and writes, \(timeouts) timeouts and"
                + " \(badStatuses) answers of status 400 or more; requests are answers and failed connections, reads and writes"
            result.notes.append(Note("errors.definition", what))
        }
        return result
    }
}

extension [Double: Double] {
    /// Ranks among a part as ranks among all, of which a share comes after that part.
    fileprivate func shifted(_ late: Double) -> [Double: Double] {
        Dictionary(map { ($0.key * (1 - late), $0.value) }) { first, _ in first }
    }
}
