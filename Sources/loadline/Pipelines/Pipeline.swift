import Analysis
import Foundation
import Reporting

/// What the CI system at hand takes from a step without being asked. What cannot be written there is warned of and changes no verdict.
struct Pipeline {
    /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
    private static let summaryLimit = 1 << 20

    var options: PipelineOptions
    /// Reports that were written.
    var files: [ReportOptions.File]
    var environment: [String: String]
    /// Whether standard output is not for the log.
    var logsToErrors: Bool

    func report(_ verdict: Verdict) {
        guard options.ci else { return }
        if environment["GITHUB_ACTIONS"] == "true" {
            if options.stepSummary { warning { () throws(Failure) in try appendSummary(verdict) } }
            if options.outputs { warning { () throws(Failure) in try setOutputs(verdict) } }
            if options.annotations { annotate(verdict) }
        }
        if environment["GITLAB_CI"] == "true", !files.contains(where: { $0.name == "dotenv" }) {
            warning { () throws(Failure) in try Output.write(DotenvReporter().report(verdict), to: "loadline.env") }
        }
    }

    /// As much as there is room for; nothing where the Markdown was written there already.
    private func appendSummary(_ verdict: Verdict) throws(Failure) {
        guard let path = file("GITHUB_STEP_SUMMARY"), !files.contains(where: { $0.path == path }) else { return }
        var status = stat()
        let size = stat(NativePath.bytes(path), &status) == 0 ? Int(status.st_size) : 0
        let room = Self.summaryLimit - size - 1
        let text = MarkdownReporter(limit: room).report(verdict)
        guard text.utf8.count <= room else {
            throw Failure(.unwritableOutput, "\(path): the step's summary has reached its limit of 1 MiB")
        }
        try Output.append((size > 0 ? "\n" : "") + text, to: path)
    }

    private func setOutputs(_ verdict: Verdict) throws(Failure) {
        guard let path = file("GITHUB_OUTPUT") else { return }
        let written = files.filter { $0.path != "-" }.map { (name: $0.name, path: $0.path) }
        let reporter = GitHubOutputsReporter(delimiter: "loadline-\(UUID().uuidString)", files: written)
        try Output.append(reporter.report(verdict), to: path)
    }

    private func annotate(_ verdict: Verdict) {
        let project = ProjectFolder.current
        let text = GitHubAnnotationsReporter { project.name(of: $0) }.report(verdict)
        Output.writeCommands(text, toErrors: logsToErrors)
    }

    private func file(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func warning(_ step: () throws(Failure) -> Void) {
        do throws(Failure) {
            try step()
        } catch {
            Output.writeToStandardError("loadline: warning: \(error.message)\n")
        }
    }
}
