import Foundation
import Measurements

/// The report that wrk prints: one run or several in a file, with anything between them.
package struct WrkText: ResultFormat {
    package let name = "wrk"
    package let summary = "wrk's printed report, one or several; percentiles with --latency"
    package let documentation = "https://github.com/wg/wrk/blob/4.2.0/src/wrk.c"

    package init() {}

    package func recognizes(_ head: Head) -> Bool { WrkReport.isReport(head) && !WrkReport.isOfWrk2(head) }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        try WrkReport.all(in: input).runs(input) { report throws(FormatError) in
            try report.runOfWrk(source: input.name)
        }
    }
}

/// The report that wrk2 prints: latencies are counted from when a request was due, and come with the spectrum of an HdrHistogram.
package struct Wrk2Text: ResultFormat {
    package let name = "wrk2"
    package let summary = "wrk2's printed report, one or several, with its percentile spectrum"
    package let documentation =
        "https://github.com/giltene/wrk2/blob/44a94c17d8e6a0bac8559b53da76848e430cb7a7/src/wrk.c"

    package init() {}

    package func recognizes(_ head: Head) -> Bool { WrkReport.isReport(head) && WrkReport.isOfWrk2(head) }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        try WrkReport.all(in: input).runs(input) { report throws(FormatError) in
            try report.runOfWrk2(source: input.name)
        }
    }
}

extension [WrkReport] {
    fileprivate func runs(
        _ input: Input, _ make: (WrkReport) throws(FormatError) -> Run
    ) throws(FormatError) -> [Run] {
        var runs: [Run] = []
        for report in self where report.hasFigures { runs.append(try make(report)) }
        guard !runs.isEmpty else {
            throw FormatError(input.name, "there is no line \"… requests in …\": the test did not come to its end")
        }
        return runs
    }
}

extension WrkReport {
    fileprivate static func isReport(_ head: Head) -> Bool {
        head.isText && head.contains(" requests in ")
            && (head.contains("Thread Stats") || head.contains("Requests/sec:"))
    }

    /// wrk2 calibrates each thread first and prints the histogram; in a test shorter than the calibration, requests per second are "-nan".
    fileprivate static func isOfWrk2(_ head: Head) -> Bool {
        if ["Thread calibration:", "HdrHistogram", "Detailed Percentile spectrum"].contains(where: head.contains) {
            return true
        }
        return head.text.split(whereSeparator: \.isNewline).contains { line in
            let words = line.split(separator: " ")
            return words.first == "Req/Sec" && words.dropFirst().first?.hasSuffix("nan") == true
        }
    }

    fileprivate static func all(in input: Input) throws(FormatError) -> [WrkReport] {
        var reports: [WrkReport] = []
        var current = WrkReport()
        for (index, text) in try input.lines().enumerated() {
            let line = text.trimmingCharacters(in: .whitespaces)
            if line.isEmpty { continue }
            if current.isOver(before: line) {
                reports.append(current)
                current = WrkReport()
            }
            guard current.read(line) else {
                throw .line(index, of: input, expected: "figures as wrk prints them, such as 1.25ms or 1200")
            }
        }
        return reports + [current]
    }
}
