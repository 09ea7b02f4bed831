import Foundation

/// Held by one process at a time for a folder, as long as the value lives; others wait. The lock is the folder's own (`flock`), so that nothing is left behind even by a
/// process that was killed. Where a file system knows no such locks, nobody waits.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// - Parameter folder: "" is the working directory.
    init(_ folder: String) {
        descriptor = open(NativePath.bytes(folder.isEmpty ? "." : folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
