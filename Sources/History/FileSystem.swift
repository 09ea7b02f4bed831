import Foundation

/// What the directory store asks of the file system: that a file is there whole or not at all, and stays.
enum FileSystem {
    /// Begins with a dot, so that no reader takes it for a run.
    static let temporaryPrefix = ".writing-"

    /// A temporary file beside it, brought to the disk, then renamed. The folder has yet to be synchronized.
    static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(HistoryError) {
        let path = "\(folder)/\(name)"
        var template = Array("\(folder)/\(temporaryPrefix)XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(folder, "cannot be written") }
        var isWritten = writeAll(bytes, to: descriptor)
        let mask = umask(0)
        umask(mask)
        isWritten = fchmod(descriptor, 0o666 & ~mask) == 0 && fsync(descriptor) == 0 && isWritten
        isWritten = close(descriptor) == 0 && isWritten
        guard isWritten, rename(template, path) == 0 else {
            let error = failure(path, "cannot be written")
            unlink(template)
            throw error
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return false }
            written += count
        }
        return true
    }

    /// Brings the names in a folder to the disk. File systems that cannot do this are left alone.
    static func synchronize(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// Names in a folder, in no order; empty where there is no such folder.
    static func names(in folder: String) throws(HistoryError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw failure(folder, "cannot be read")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                    tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                        String(cString: $0)
                    }
                })
        }
        return names
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    static func makeFolder(_ path: String) throws(HistoryError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw HistoryError(.unusable, path, "the directory cannot be made")
        }
    }

    /// Temporary files of processes that ended while they wrote, older than an hour.
    static func removeAbandoned(in folder: String, _ names: [String]) {
        for name in names where name.hasPrefix(temporaryPrefix) {
            var status = stat()
            let path = "\(folder)/\(name)"
            guard stat(path, &status) == 0 else { continue }
            if Date().timeIntervalSince1970 - modified(status) > 3600 { unlink(path) }
        }
    }

    private static func modified(_ status: stat) -> Double {
        #if os(Linux)
            Double(status.st_mtim.tv_sec)
        #else
            Double(status.st_mtimespec.tv_sec)
        #endif
    }

    static func failure(_ path: String, _ what: String) -> HistoryError {
        HistoryError(.unusable, path, "\(what): \(String(cString: strerror(errno)))")
    }
}
