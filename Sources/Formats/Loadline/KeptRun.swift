import Foundation
import Measurements

/// A run that Loadline kept (`RunDocument`), from whatever hands it came. The original format of the run stays its `format`; its source is the file that it
/// is now read from.
package struct KeptRun: ResultFormat {
    package let name = "loadline"
    package let summary = "a run that Loadline kept"
    package let documentation = "Sources/Measurements/Kept/RunDocument.swift"

    package init() {}

    /// A run that was kept without its warm-up is as it is asked for.
    package let hasTimes = true

    package func recognizes(_ head: Head) -> Bool { head.json?["loadline"]?["format"] != nil }

    package func read(_ input: Input) throws(FormatError) -> [Run] {
        let json = try JSON.parse(try input.document(), source: input.name)
        let root = JSONNode(json, source: input.name)
        try checkVersion(root)
        try KeptRunNumbers.check(root)
        var run: Run
        do {
            run = try JSONDecoder().decode(RunDocument.self, from: Data(CanonicalJSON.bytes(of: json))).run
        } catch {
            throw FormatError(input.name, Self.problem(of: error))
        }
        if let problem = KeptRunValidation.problem(of: run) { throw FormatError(input.name, "run.\(problem)") }
        run.source = input.name
        if let seconds = input.warmUp {
            let asked = seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
            guard run.environment[WarmUp.field] == asked else { throw .noTimes(input, name) }
        }
        return [run]
    }

    private func checkVersion(_ root: JSONNode) throws(FormatError) {
        let format = try root.required("loadline").required("format")
        guard let version = format.json.integer, version >= 1 else { throw format.unexpected("a version of 1 or more") }
        guard version <= RunDocument.version else {
            throw FormatError(
                root.source,
                "written by a newer Loadline (format \(version)); this one reads up to \(RunDocument.version)")
        }
    }

    /// The run as a file: the same run gives the same bytes, in any process. An error where `read` would refuse them.
    package static func encode(_ run: Run) throws(FormatError) -> [UInt8] {
        if let problem = KeptRunValidation.problem(of: run) { throw FormatError(run.source, "run.\(problem)") }
        return RunDocument(run).text()
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
