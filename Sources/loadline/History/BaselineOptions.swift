import ArgumentParser

/// Which runs of a history a candidate is judged by.
struct BaselineOptions: ParsableArguments {
    @Option(
        help:
            "History to compare with: a directory, or a database (*.sqlite, *.db). With --baseline it tells the noise.")
    var history: String?

    @Option(help: "Branch of the history (default: the one that CI merges into, else main or master).")
    var branch: String?

    @Option(help: "Newest runs of the history to compare with.")
    var last = 50

    @Flag(
        inversion: .prefixedNo,
        help:
            "With --history: the results were measured on this machine, and runs of others are compared with more noise."
    )
    var machine = true

    @Option(help: "Only runs of the last so many days before the candidate.")
    var window: Double?

    func validate() throws {
        if last < 1 { throw ValidationError("--last \(last): expected 1 or more.") }
        if let window, !(window > 0) { throw ValidationError("--window \(window): expected a number of days.") }
    }
}
