import Foundation
import Measurements

/// The report that ApacheBench prints: one run or several in a file, with anything between them, indented, or only the lines that a `grep` kept.
package struct ApacheBenchText: ResultFormat {
    package let name = "ab"
    package let summary = "ApacheBench's printed report, one or several"
    package let documentation = "https://httpd.apache.org/docs/2.4/programs/ab.html"

    package init() {}

    package func recognizes(_ head: Head) -> Bool {
        guard head.json == nil, !head.firstLine.hasPrefix("<?xml"), !head.firstLine.hasPrefix("<testsuite") else {
            return false
        }
        // Cutting text into lines takes longer than reading many a file, so this comes first.
        let isLikely = [ApacheBenchReport.title, "Requests per second", "requests:"].contains { head.contains($0) }
        guard isLikely else { return false }
        var fields: Set<ApacheBenchReport.Field> = []
        for line in head.text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix(ApacheBenchReport.title) { return true }
            if let (field, value) = ApacheBenchReport.Field.split(line), value.contains(where: \.isNumber) {
                if field == .requestsPerSecond, value.contains("[#/sec]") { return true }
                fields.insert(field)
            }
        }
        return fields.intersection([.concurrency, .timeTaken, .complete, .failed]).count >= 3
    }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        var reports: [ApacheBenchReport] = []
        var current = ApacheBenchReport()
        var lastLine = ""
        var lines = try input.lines()
        let isCut = Self.removeCutFigure(&lines)
        for (index, text) in lines.enumerated() {
            let line = text.trimmingCharacters(in: .whitespaces)
            if line.isEmpty { continue }
            lastLine = line
            if current.isOver(before: line) {
                reports.append(current)
                current = ApacheBenchReport(version: current.hasFigures ? nil : current.version)
            }
            do throws(ApacheBenchReport.Malformed) {
                try current.read(line)
            } catch {
                let place = FormatError.Place.line(index + 1, column: nil)
                throw FormatError(input.name, at: place, "\(error.field): expected \(error.expected)")
            }
        }
        reports.append(current)
        var runs: [Run] = []
        for report in reports where report.hasFigures { runs.append(try report.run(source: input.name)) }
        if isCut, let last = runs.indices.last { runs[last].notes.append(.cutLine) }
        guard !runs.isEmpty else {
            throw FormatError(
                input.name, "ApacheBench reported no figures; its last line is \"\(lastLine.prefix(100))\"")
        }
        return runs
    }

    /// Takes off a last line without an end, where it is a figure whose digits may go on: those with a unit or a remark behind them are whole.
    private static func removeCutFigure(_ lines: inout [Substring]) -> Bool {
        guard let last = lines.last?.trimmingCharacters(in: .whitespaces), let end = last.last, !")]".contains(end),
            ApacheBenchReport.isFigure(last)
        else { return false }
        return lines.removeCutLine() != nil
    }
}
