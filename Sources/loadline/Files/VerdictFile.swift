import Analysis
import Foundation
import Measurements

/// A verdict that `check` or `compare` wrote with --json.
struct VerdictFile {
    let verdict: EarlierVerdict
    /// SHA-256 of the candidate's files.
    let digests: Set<String>

    /// - Parameter suite: of the measurement that is confirmed; a verdict of another one says nothing of it.
    init(_ path: String, confirming suite: String) throws(Failure) {
        let file = try OpenFile(path)
        let handle = FileHandle(fileDescriptor: file.descriptor, closeOnDealloc: false)
        guard let data = try? handle.readToEnd(), let document = try? JSONDecoder().decode(Document.self, from: data),
            document.schemaVersion.hasPrefix("1.")
        else { throw Failure(.unreadableInput, "\(file.name): expected a verdict, as `check --json` writes it") }
        guard document.verdict != Verdict.Outcome.error.rawValue else {
            throw Failure(.unreadableInput, "\(file.name): this verdict judged nothing; expected one that did")
        }
        let suites = Set([document.suite ?? Verdict.unnamedSuite, suite]).subtracting([Verdict.unnamedSuite])
        guard suites.count < 2 else {
            throw Failure(
                .unreadableInput,
                "\(file.name): this verdict is of the suite \"\(document.suite ?? "")\"; expected one of \"\(suite)\"")
        }
        verdict = EarlierVerdict(source: file.name, checks: document.checks.map(\.measured))
        digests = Set(document.inputs.filter { $0.side == InputRecord.Side.head.rawValue }.compactMap(\.sha256))
    }

    private struct Document: Decodable {
        var schemaVersion: String
        var verdict: String
        var suite: String?
        var checks: [DocumentedCheck]
        var inputs: [Input]
    }

    private struct DocumentedCheck: Decodable {
        var id: String
        var status: String
        var level: String?
        var labels: [String: String]?
        var direction: String?
        var change: Change?
        var reasons: [String]

        struct Change: Decodable {
            var relative: Double?
            var detectable: Double?
        }

        var measured: MeasuredCheck {
            MeasuredCheck(
                id: id, status: status, reasons: reasons, level: level.flatMap(Check.Level.init) ?? .critical,
                labels: labels ?? [:], direction: direction.flatMap(Direction.init) ?? .neither,
                change: change?.relative, detectable: change?.detectable)
        }
    }

    private struct Input: Decodable {
        var side: String
        var sha256: String?
    }
}
