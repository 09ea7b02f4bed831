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
        guard descriptor >= 0 else { throw failure(.unwritable, folder, "cannot be written") }
        var isWritten = writeAll(bytes, to: descriptor)
        let mask = umask(0)
        umask(mask)
        isWritten = fchmod(descriptor, 0o666 & ~mask) == 0 && fsync(descriptor) == 0 && isWritten
        isWritten = close(descriptor) == 0 && isWritten
        guard isWritten, rename(template, path) == 0 else {
            let error = failure(.unwritable, path, "cannot be written")
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
    /// - Parameter admits: of the name's bytes, so that no string is made of the many that are not asked for.
    static func names(
        in folder: String, where admits: (UnsafeBufferPointer<UInt8>) -> Bool = { _ in true }
    ) throws(HistoryError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw failure(.unusable, folder, "cannot be read")
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) { name in
                    let bytes = UnsafeBufferPointer(start: name, count: strlen(tuple))
                    if admits(bytes) { names.append(String(decoding: bytes, as: UTF8.self)) }
                }
            }
        }
        return names
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func makeFolder(_ path: String) throws(HistoryError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw HistoryError(.unwritable, path, "the directory cannot be made")
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

    static func failure(_ kind: HistoryError.Kind, _ path: String, _ what: String) -> HistoryError {
        HistoryError(kind, path, "\(what): \(String(cString: strerror(errno)))")
    }
}

/// Held for a folder by one process at a time, as long as the value lives; others wait. Nothing is left of it, even by a process that was killed; where a file
/// system knows no such locks, nobody waits.
struct HistoryLock: ~Copyable {
    private let descriptor: Int32

    init(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
