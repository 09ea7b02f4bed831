import Analysis
import Foundation

/// Budget files named on the command line (`-` is standard input), and all of a directory (`*.yml`, `*.yaml`), as one budget.
enum BudgetFiles {
    static func read(_ paths: [String]) throws(Failure) -> Budget? {
        guard !paths.isEmpty else { return nil }
        let files = try files(paths)
        var budgets: [Budget] = []
        var problems: [String] = []
        for file in files {
            do throws(BudgetError) {
                let environment = ProcessInfo.processInfo.environment
                let source = file == "-" ? "standard input" : file
                budgets.append(try BudgetReader.read(try bytes(of: file), source: source, environment: environment))
            } catch {
                problems.append(error.description)
            }
        }
        if !problems.isEmpty { throw Failure(.unreadableInput, problems.joined(separator: "\n")) }
        do throws(BudgetError) {
            return try Budget.merged(budgets)
        } catch {
            throw Failure(.unreadableInput, error.description)
        }
    }

    /// All files of the paths; of directories without the waivers that lie there.
    static func files(_ paths: [String]) throws(Failure) -> [String] {
        var files: [String] = []
        for path in paths { files += try expand(path) }
        return files
    }

    /// Whether a file of a directory is a budget, by its name.
    static func isBudget(_ path: String) -> Bool {
        (path.hasSuffix(".yml") || path.hasSuffix(".yaml")) && !WaiverFiles.isWaivers(path)
    }

    private static func expand(_ path: String) throws(Failure) -> [String] {
        if path == "-" { return [path] }
        guard let kind = NativePath.kind(path) else {
            throw Failure(.missingInput, "\(path): no such budget file or directory")
        }
        guard kind == .directory else { return [path] }
        let found = try InputPaths.expand([path]).map(\.path)
        let files = found.filter(isBudget)
        if files.isEmpty { throw Failure(.missingInput, "\(path): no *.yml in this directory") }
        return files
    }

    static func bytes(of path: String) throws(BudgetError) -> [UInt8] {
        let isInput = path == "-"
        let descriptor = isInput ? STDIN_FILENO : open(NativePath.bytes(path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BudgetError(path, "cannot be read") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: !isInput)
        do {
            // Nil is the end of the file, not a failure.
            return Array(try file.read(upToCount: BudgetReader.largestFile + 1) ?? Data())
        } catch {
            throw BudgetError(path, "cannot be read")
        }
    }
}
