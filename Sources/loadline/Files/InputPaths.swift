import Foundation

/// Paths as users give them, made into files: `-`, globs that the shell did not expand, directories.
struct InputPaths {
    struct Entry: Equatable {
        /// `-` for standard input.
        var path: String
        /// Found in a directory: what no format recognizes there is passed over and not an error.
        var fromDirectory: Bool
    }

    /// All files of the paths, in the order given, those of a directory or glob sorted by name.
    static func expand(_ paths: [String]) throws(Failure) -> [Entry] {
        var entries: [Entry] = []
        for path in paths { entries += try expand(path) }
        return entries
    }

    private static func expand(_ path: String) throws(Failure) -> [Entry] {
        if path == "-" { return [Entry(path: path, fromDirectory: false)] }
        if path.isEmpty { throw Failure(.missingInput, "an empty path was given; expected a file, a directory or -") }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            return isDirectory.boolValue ? try files(in: path) : [Entry(path: path, fromDirectory: false)]
        }
        guard path.contains(where: { "*?[".contains($0) }) else {
            throw Failure(.missingInput, "\(path): no such file or directory")
        }
        let matches = matches(of: path)
        if matches.isEmpty { throw Failure(.missingInput, "\(path): no file matches") }
        var entries: [Entry] = []
        for match in matches { entries += try expand(match) }
        return entries
    }

    private static func files(in directory: String) throws(Failure) -> [Entry] {
        let names: [String]
        do {
            names = try FileManager.default.subpathsOfDirectory(atPath: directory)
        } catch {
            throw Failure(.unreadableInput, "\(directory): the directory cannot be read")
        }
        let visible = names.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }.sorted()
        let base = directory.hasSuffix("/") ? directory : directory + "/"
        let files = visible.map { base + $0 }.filter { path in
            (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeRegular
                || isLinkedFile(path)
        }
        if files.isEmpty { throw Failure(.missingInput, "\(directory): no files in this directory") }
        return files.map { Entry(path: $0, fromDirectory: true) }
    }

    private static func isLinkedFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }

    private static func matches(of pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(pattern, 0, nil, &result) == 0 else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { index in
            result.gl_pathv[index].map { String(cString: $0) }
        }
    }
}
