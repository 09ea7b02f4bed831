import Analysis
import Foundation

/// A verdict that `check` or `compare` wrote with --json.
struct VerdictFile {
    let verdict: EarlierVerdict
    /// SHA-256 of the candidate's files.
    let digests: Set<String>

    init(_ path: String) throws(Failure) {
        let file = try OpenFile(path)
        let handle = FileHandle(fileDescriptor: file.descriptor, closeOnDealloc: false)
        guard let data = try? handle.readToEnd(), let document = try? JSONDecoder().decode(Document.self, from: data),
            document.schemaVersion.hasPrefix("1.")
        else { throw Failure(.unreadableInput, "\(file.name): expected a verdict, as `check --json` writes it") }
        guard document.verdict != Verdict.Outcome.error.rawValue else {
            throw Failure(.unreadableInput, "\(file.name): this verdict judged nothing; expected one that did")
        }
        verdict = EarlierVerdict(
            source: file.name,
            checks: document.checks.map { .init(id: $0.id, status: $0.status, reasons: $0.reasons) })
        digests = Set(document.inputs.filter { $0.side == InputRecord.Side.head.rawValue }.compactMap(\.sha256))
    }

    private struct Document: Decodable {
        var schemaVersion: String
        var verdict: String
        var checks: [Check]
        var inputs: [Input]
    }

    private struct Check: Decodable {
        var id: String
        var status: String
        var reasons: [String]
    }

    private struct Input: Decodable {
        var side: String
        var sha256: String?
    }
}
