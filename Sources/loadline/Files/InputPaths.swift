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
        switch NativePath.kind(path) {
        case .directory: return try files(in: path)
        case .file, .other: return [Entry(path: path, fromDirectory: false)]
        case nil: break
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
        var entries: [Entry] = []
        try collect(directory.hasSuffix("/") ? String(directory.dropLast()) : directory, into: &entries, depth: 0)
        if entries.isEmpty { throw Failure(.missingInput, "\(directory): no files in this directory") }
        return entries
    }

    /// Hidden files and linked directories are passed over.
    private static func collect(_ directory: String, into entries: inout [Entry], depth: Int) throws(Failure) {
        guard let names = NativePath.names(in: directory) else {
            throw Failure(.unreadableInput, "\(directory): the directory cannot be read")
        }
        for name in names where !name.hasPrefix(".") {
            let path = directory + "/" + name
            switch NativePath.kind(path) {
            case .file: entries.append(Entry(path: path, fromDirectory: true))
            case .directory where !NativePath.isLink(path) && depth < 50:
                try collect(path, into: &entries, depth: depth + 1)
            default: break
            }
        }
    }

    private static func matches(of pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(NativePath.bytes(pattern), 0, nil, &result) == 0 else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { index in
            result.gl_pathv[index].map { NativePath.text(UnsafePointer($0)) }
        }
    }
}
