import Analysis
import Foundation

/// Files of accepted findings: those named, or those beside the budgets.
enum WaiverFiles {
    /// - Parameter budgets: as named on the command line; asked only where no file of waivers is named.
    static func read(_ named: [String], besides budgets: [String]) throws(Failure) -> [Waiver] {
        var waivers: [Waiver] = []
        var problems: [String] = []
        for file in named.isEmpty ? try lying(besides: budgets) : named {
            guard NativePath.kind(file) != nil else {
                throw Failure(.missingInput, "\(file): no such file of waivers")
            }
            do throws(BudgetError) {
                waivers += try WaiverFile.read(try BudgetFiles.bytes(of: file), source: file)
            } catch {
                problems.append(error.description)
            }
        }
        if !problems.isEmpty { throw Failure(.unreadableInput, problems.joined(separator: "\n")) }
        return waivers
    }

    static func isWaivers(_ path: String) -> Bool {
        path.split(separator: "/").last.map { WaiverFile.names.contains(String($0)) } ?? false
    }

    /// Where the waivers of a budget file or of a directory of budgets are written.
    static func file(besides budget: String) -> String {
        let folder = NativePath.kind(budget) == .directory ? trimmed(budget) : folder(of: budget)
        let known = WaiverFile.names.map { join(folder, $0) }.first { NativePath.kind($0) != nil }
        return known ?? join(folder, WaiverFile.name)
    }

    /// The folder of a file; "" for the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func lying(besides budgets: [String]) throws(Failure) -> [String] {
        let directories = budgets.filter { NativePath.kind($0) == .directory }.map(trimmed)
        let folders = directories + (try BudgetFiles.files(budgets)).map(folder)
        var seen: Set<String> = []
        return folders.filter { seen.insert($0).inserted }
            .flatMap { folder in WaiverFile.names.map { join(folder, $0) } }.filter { NativePath.kind($0) == .file }
    }

    private static func trimmed(_ folder: String) -> String {
        folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    }

    static func join(_ folder: String, _ name: String) -> String {
        if folder.isEmpty { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
