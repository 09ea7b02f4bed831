import ArgumentParser

/// What is done in a CI system without being asked, and can be switched off.
struct PipelineOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Do what GitHub Actions and GitLab expect: the three below, and loadline.env on GitLab.")
    var ci = true

    @Flag(inversion: .prefixedNo, help: "GitHub: append the Markdown to the summary of the step.")
    var stepSummary = true

    @Flag(
        inversion: .prefixedNo, help: "GitHub: set verdict, exit-code, headline, regressions… as outputs of the step.")
    var outputs = true

    @Flag(inversion: .prefixedNo, help: "GitHub: annotate the budgets' lines, at most nine of a kind.")
    var annotations = true
}
