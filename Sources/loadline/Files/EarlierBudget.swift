import Analysis
import Foundation

/// The budget as it was: in files of its own, or in git at the commit of the baseline.
enum EarlierBudget {
    /// The same files and directories at a commit; nil outside of git, or where the budget is new.
    static func read(_ paths: [String], at commit: String) -> Budget? {
        let environment = ProcessInfo.processInfo.environment
        let budgets = paths.flatMap { places($0, at: commit) }.compactMap { place -> Budget? in
            let repository = Repository(folder: place.folder)
            guard let bytes = repository.file(place.name, at: commit, atMost: BudgetReader.largestFile) else {
                return nil
            }
            let source = WaiverFiles.join(place.folder, place.name)
            return try? BudgetReader.read(bytes, source: source, environment: environment)
        }
        return budgets.isEmpty ? nil : try? Budget.merged(budgets)
    }

    /// Folder and name of each budget file that there was. A folder that is gone tells nothing.
    private static func places(_ path: String, at commit: String) -> [(folder: String, name: String)] {
        guard NativePath.kind(path) == .directory else {
            let folder = WaiverFiles.folder(of: path)
            return [(folder, String(path.dropFirst(folder.isEmpty || folder == "/" ? folder.count : folder.count + 1)))]
        }
        let names = Repository(folder: path).files(at: commit) ?? []
        let visible = names.filter { name in !name.split(separator: "/").contains { $0.hasPrefix(".") } }
        return visible.filter(BudgetFiles.isBudget).map { (path, $0) }
    }
}
