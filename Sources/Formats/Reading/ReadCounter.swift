import Synchronization

/// Bytes read from files so far: counted by whoever reads, once for each block, and looked at by whoever shows how far it is.
package final class ReadCounter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    /// As they lie in the files, compressed or not.
    package var bytes: Int { count.load(ordering: .relaxed) }

    func add(_ more: Int) { count.add(more, ordering: .relaxed) }
}
