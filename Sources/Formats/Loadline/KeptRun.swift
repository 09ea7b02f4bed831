import Foundation
import Measurements

/// A run that Loadline kept: `{"loadline": {"format": 1}, "run": {…}}`, the run as its types encode themselves. The original format of the run
/// stays its `format`; its source is the file that it is now read from.
package struct KeptRun: ResultFormat {
    /// Raised when an older Loadline could misread what a newer one writes; members that may be ignored do not raise it.
    package static let version = 1

    package let name = "loadline"
    package let summary = "a run that Loadline kept"
    package let documentation = "Sources/Formats/Loadline/KeptRun.swift"

    package init() {}

    package func recognizes(_ head: Head) -> Bool { head.json?["loadline"]?["format"] != nil }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let json = try JSON.parse(try input.document(), source: input.name)
        let root = JSONNode(json, source: input.name)
        try checkVersion(root)
        try KeptRunNumbers.check(root)
        var run: Run
        do {
            run = try JSONDecoder().decode(Envelope.self, from: Data(CanonicalJSON.bytes(of: json))).run
        } catch {
            throw FormatError(input.name, Self.problem(of: error))
        }
        if let problem = KeptRunValidation.problem(of: run) { throw FormatError(input.name, "run.\(problem)") }
        run.source = input.name
        return [run]
    }

    private func checkVersion(_ root: JSONNode) throws(FormatError) {
        let format = try root.required("loadline").required("format")
        guard let version = format.json.integer, version >= 1 else { throw format.unexpected("a version of 1 or more") }
        guard version <= Self.version else {
            throw FormatError(
                root.source, "written by a newer Loadline (format \(version)); this one reads up to \(Self.version)")
        }
    }

    /// The run as a file: the same run gives the same bytes, in any process. An error where `read` would refuse them.
    package static func encode(_ run: Run) throws(FormatError) -> [UInt8] {
        if let problem = KeptRunValidation.problem(of: run) { throw FormatError(run.source, "run.\(problem)") }
        do {
            let encoded = try JSONEncoder().encode(Envelope(loadline: .init(format: version), run: run))
            return CanonicalJSON.bytes(of: try JSON.parse(Array(encoded), source: run.source)) + [UInt8(ascii: "\n")]
        } catch {
            throw FormatError(run.source, "cannot be kept: \(error)")
        }
    }

    private struct Envelope: Codable {
        struct Header: Codable {
            var format: Int
        }

        var loadline: Header
        var run: Run
    }

    /// What the decoder missed, and where.
    private static func problem(of error: any Error) -> String {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath + [last].compactMap { $0 }
            return keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context): return "\(path(context, key)) is missing"
        case DecodingError.valueNotFound(_, let context): return "\(path(context)) is null"
        case DecodingError.typeMismatch(let type, let context): return "\(path(context)): expected \(type)"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            return "\(path(context)): \(context.debugDescription)"
        default: return "cannot be decoded"
        }
    }
}
