import Analysis
import ArgumentParser
import Foundation

struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Accepts a finding: writes who, why and until when into a file to be reviewed.",
        discussion: """
            The check is then shown as waived until the day of --expires is over. Entries are only ever added to the file; the \
            last one on a check counts.

            Example:
              loadline history accept "POST /checkout#p95" --reason "New tax service, see #412" --expires 30 --budget budgets
            """)

    @Argument(help: "Id of a check (endpoint#metric); the endpoint may be a pattern as in budgets, the metric *.")
    var check: String

    @Option(help: "Why it is accepted.")
    var reason: String

    @Option(help: "Who accepts it (default: git's user.name).")
    var author: String?

    @Option(help: "Last day on which it holds (2026-12-31), or a number of days from today.")
    var expires: String?

    @Option(help: "What it counts as (info, target, warning), or the worst value that is accepted (600ms).")
    var to: String?

    @Option(help: "Commit that brought it (default: git's HEAD).")
    var commit: String?

    @Option(help: "Budget file or directory; waivers.yml beside it is written (default: budgets).")
    var budget: String?

    @Option(help: "File to write, where it is another.")
    var file: String?

    func run() throws {
        let file = try target()
        let waiver = try waiver(Repository(folder: WaiverFiles.folder(of: file)))
        let bytes: [UInt8]
        // Between reading and writing nobody else may add an entry.
        let lock = FolderLock(WaiverFiles.folder(of: file))
        defer { withExtendedLifetime(lock) {} }
        do throws(BudgetError) {
            let old = NativePath.kind(file) == nil ? [] : try BudgetFiles.bytes(of: file)
            bytes = try WaiverFile.appending(waiver, to: old, source: file)
        } catch {
            throw Failure(.unreadableInput, error.description)
        }
        try Output.write(String(decoding: bytes, as: UTF8.self), to: file)
        let end = waiver.expires.map { "until \($0)" } ?? "without end"
        try Output.writeToStandardOutput("Accepted \(check) \(end) in \(file); commit it, so that it is reviewed.\n")
    }

    private func target() throws(Failure) -> String {
        if let file { return file }
        guard let budget = budget ?? (NativePath.kind("budgets") == .directory ? "budgets" : nil) else {
            throw Failure(.usage, "name the budget (--budget) or the file of waivers (--file)")
        }
        guard NativePath.kind(budget) != nil else {
            throw Failure(.missingInput, "\(budget): no such budget file or directory")
        }
        return WaiverFiles.file(besides: budget)
    }

    private func waiver(_ repository: Repository) throws(Failure) -> Waiver {
        guard let author = Self.told(author) ?? repository.author else {
            throw Failure(.usage, "git knows no user.name; name who accepts it (--author)")
        }
        guard let reason = Self.told(reason) else { throw Failure(.usage, "--reason: expected a text") }
        let lastDay = try expires.map(Self.lastDay)
        let waiver: Waiver
        do throws(Misread) {
            waiver = Waiver(
                try CheckPattern(check), reason: reason, author: author, accepted: Today.date,
                expires: lastDay, commit: Self.told(commit) ?? repository.head,
                extent: try to.map(Waiver.extent) ?? .level(.info))
        } catch {
            throw Failure(.usage, error.message)
        }
        if let contradiction = waiver.contradiction { throw Failure(.usage, contradiction) }
        return waiver
    }

    /// Nil for what is blank.
    private static func told(_ text: String?) -> String? {
        let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed?.isEmpty == false ? trimmed : nil
    }

    /// "2026-12-31", or "30" days from today.
    private static func lastDay(_ text: String) throws(Failure) -> CalendarDate {
        if let date = CalendarDate(text) {
            if date < Today.date { throw Failure(.usage, "--expires \(text): this day is over") }
            return date
        }
        guard let days = Int(text), (1...36_500).contains(days) else {
            throw Failure(.usage, "--expires \(text): expected a day, such as 2026-12-31, or a number of days")
        }
        return Today.date.adding(days: days)
    }
}
