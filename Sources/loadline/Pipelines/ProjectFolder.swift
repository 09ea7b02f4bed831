import Foundation

/// The root of the repository, from which CI systems name files.
struct ProjectFolder {
    /// Absolute paths without a slash at their end.
    private let root: String
    private let working: String

    init(environment: [String: String], working: String) {
        let told = environment["GITHUB_WORKSPACE"] ?? environment["CI_PROJECT_DIR"] ?? ""
        self.working = Self.plain(working)
        root = told.isEmpty ? self.working : Self.plain(told)
    }

    static var current: ProjectFolder {
        ProjectFolder(
            environment: ProcessInfo.processInfo.environment, working: FileManager.default.currentDirectoryPath)
    }

    /// A file's name from the root; nil where it is not of the project.
    func name(of path: String) -> String? {
        let file = Self.plain(path.hasPrefix("/") ? path : working + "/" + path)
        guard file.hasPrefix(root + "/"), FileManager.default.fileExists(atPath: file) else { return nil }
        return String(file.dropFirst(root.count + 1))
    }

    private static func plain(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path(percentEncoded: false)
            .trimmingSuffix("/")
    }
}

extension String {
    fileprivate func trimmingSuffix(_ end: Character) -> String { last == end ? String(dropLast()) : self }
}
