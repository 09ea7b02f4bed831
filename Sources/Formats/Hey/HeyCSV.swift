import Foundation
import Measurements

/// What `hey -o csv` writes: a line for each answer, in seconds. Requests without an answer are not in it, and nothing beyond the first million.
package struct HeyCSV: ResultFormat {
    package let name = "hey-csv"
    package let summary = "hey's measured values (-o csv)"
    package let documentation = "https://github.com/rakyll/hey/blob/v0.1.4/requester/print.go"
    /// What hey keeps at most (`maxRes` in requester/report.go).
    private static let limit = 1_000_000

    package init() {}

    package func recognizes(_ head: Head) -> Bool { head.firstLine.hasPrefix("response-time,DNS+dialup,DNS,") }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var columns: HeyColumns?
        var answers = HeyAnswers()
        var lines = try LineStream(input)
        var number = 0
        while let line = try lines.next() {
            number += 1
            let cells = line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(
                Substring.init)
            if cells.count == 1, cells[0].allSatisfy(\.isWhitespace) { continue }
            guard let known = columns else {
                columns = HeyColumns(cells)
                continue
            }
            guard cells.count == known.count, answers.add(cells, known) else {
                throw .line(number - 1, of: input, expected: "\(known.count) numbers, times in seconds")
            }
        }
        return [try run(answers, input.name)]
    }

    private func run(_ answers: HeyAnswers, _ source: String) throws(FormatError) -> Run {
        guard let latency = answers.all.distribution else { throw FormatError(source, "the file holds no answers") }
        var result = LoadResult("hey")
        result.workload.model = .closed
        result.latency = latency
        result.requests = latency.count
        if !answers.statuses.isEmpty {
            result.count(answers.statuses.map { ($0.key, $0.value) }, withoutAnswer: 0)
            result.okLatency = answers.succeeded.distribution
            result.notes.append(Note("errors.without-answer", "requests without an answer are not in this file"))
        } else {
            result.notes.append(Note("errors.absent", "the file does not say which requests failed"))
        }
        if answers.end > 0, let count = latency.count {
            result.duration = answers.end
            result.throughput = Double(count) / answers.end
        }
        result.timeline = answers.course
        if latency.count == Self.limit {
            result.notes.append(Note("lines.limit", "hey keeps the first million answers; there may have been more"))
        }
        return try result.run(source: source, format: name)
    }
}

private struct HeyAnswers {
    var all = Recorder()
    var succeeded = Recorder()
    var statuses: [Int: Int] = [:]
    /// Seconds from the start to the last answer; 0 in files without offsets.
    var end = 0.0
    private var timeline = TimelineRecorder()

    /// By the offsets at which requests were sent; nil in files without them.
    var course: Timeline? {
        var timeline = timeline
        if statuses.isEmpty { timeline.errors = .unknown }
        return timeline.timeline(start: 0, end: Self.nanoseconds(end))
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(max(min(seconds, 4e9), -4e9) * 1e9) }

    mutating func add(_ cells: [Substring], _ columns: HeyColumns) -> Bool {
        guard let time = columns.time.flatMap({ PrintedAmount.number(cells[$0]) }) else { return false }
        let status = columns.status.map { PrintedAmount.count(cells[$0]) ?? 1000 }
        let offset = columns.offset.map { PrintedAmount.number(cells[$0]) ?? .nan }
        if status ?? 0 > 999 || offset?.isNaN ?? false { return false }
        all.add(time)
        if let offset {
            end = max(end, offset + time)
            timeline.move(to: Self.nanoseconds(offset))
            timeline.addSample(time, failed: status.map { $0 >= 400 } ?? false, to: 0)
        }
        if let status {
            statuses[status, default: 0] += 1
            if status < 400 { succeeded.add(time) }
        }
        return true
    }
}

/// Where a line has what.
private struct HeyColumns {
    var count: Int
    var time, status, offset: Int?

    init(_ header: [Substring]) {
        let names = header.map { $0.trimmingCharacters(in: .whitespaces) }
        count = names.count
        (time, status) = (names.lastIndex(of: "response-time"), names.lastIndex(of: "status-code"))
        offset = names.lastIndex(of: "offset")
    }
}
