import Analysis

/// Outputs of a step of GitHub Actions (or Gitea, or Forgejo), as `$GITHUB_OUTPUT` takes them.
/// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
package struct GitHubOutputsReporter: Reporter {
    package let name = "github-outputs"
    /// Ends a value; best one that nobody can guess, so that no name can end it earlier and set an output of its own.
    package var delimiter: String
    /// Files that were written, by the name of their output.
    package var files: [(name: String, path: String)]

    package init(delimiter: String = "loadline-output", files: [(name: String, path: String)] = []) {
        self.delimiter = delimiter
        self.files = files
    }

    package func report(_ verdict: Verdict) -> String {
        let outputs = VerdictFacts.all(verdict) + files.map { ($0.name, $0.path) }
        var delimiter = delimiter
        while outputs.contains(where: { $0.value.contains(delimiter) }) { delimiter += "-" }
        return outputs.map { "\($0.name)<<\(delimiter)\n\($0.value)\n\(delimiter)\n" }.joined()
    }
}
