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
        let text = try input.document()
        var run: Run
        do throws(RunDocument.Unreadable) {
            let document = try RunDocument(reading: text)
            run = document.run
            run.recordedID = document.loadline.id
        } catch {
            switch error {
            case .newer(let version):
                let known = "this one reads up to \(RunDocument.version)"
                throw FormatError(input.name, "written by a newer Loadline (format \(version)); \(known)")
            case .damaged(let problem): throw FormatError(input.name, problem)
            }
        }
        run.source = input.name
        if let seconds = input.warmUp {
            let asked = seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
            guard run.environment[WarmUp.field] == asked else { throw .noTimes(input, name) }
        }
        return [run]
    }

    /// The run as a file: the same run gives the same bytes, in any process. Read from a history's own file, it keeps the id that it has there. An error where
    /// `read` would refuse them.
    package static func encode(_ run: Run) throws(FormatError) -> [UInt8] {
        if let problem = KeptRunValidation.problem(of: run) { throw FormatError(run.source, "run.\(problem)") }
        return RunDocument(run, id: run.recordedID).text()
    }
}
