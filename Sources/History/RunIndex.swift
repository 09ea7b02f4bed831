import Foundation

/// Which runs a folder of the directory store may hold: the end of each id. Without it, keeping a run would read the names of all others, and the kernel takes
/// 0.6 µs for each. It lies in `.index`, which git and readers of the store pass over, and is only a help: where it is missing, damaged or not of the folder as
/// it is, the names are read. Whatever puts a file into the folder or takes one out (git, cp, an older Loadline) moves the folder's change time.
/// For those who hold the store's lock.
struct RunIndex {
    static let folder = ".index"
    /// Fewer names are read as fast as an index.
    private static let leastRuns = 64
    /// "LLINDEX1" on a little-endian machine; another machine's index is none.
    private static let mark: UInt64 = 0x3158_4544_4E49_4C4C
    /// Words before the ends: the mark, the folder's state (3), how many ends, their sum.
    private static let headerLength = 6

    private let store: String
    private let name: String
    /// Of the folder when it was looked at.
    private let state: FolderState?
    private var ends: [UInt64]
    /// How many of the ends the file has.
    private var written: Int
    private var isChanged = false

    /// - Parameter name: of the folder.
    init(_ name: String, of store: String) throws(HistoryError) {
        self.store = store
        self.name = name
        state = FolderState("\(store)/\(name)")
        ends = Self.read(Self.place(name, store), of: state) ?? []
        written = ends.count
        guard ends.isEmpty else { return }
        var found: [UInt64] = []
        _ = try FileSystem.names(in: "\(store)/\(name)") { bytes in
            if bytes.first != UInt8(ascii: ".") { found.append(Self.end(ofName: bytes)) }
            return false
        }
        ends = found
    }

    /// False is sure, true is not.
    func mayHold(_ sought: Set<UInt64>) -> Bool { ends.contains { sought.contains($0) } }

    /// To be called before the folder changes: whoever is killed after that leaves no index.
    mutating func suspend() {
        isChanged = true
        guard written > 0, let file = IndexFile(Self.place(name, store), O_WRONLY) else { return }
        _ = file.write([0], at: 0)
    }

    mutating func add(_ id: String) { ends.append(Self.end(ofID: id)) }

    /// To be called after the folder changed. Where its change time has not moved with that, nobody else's change would show either.
    func save() {
        guard isChanged, ends.count >= Self.leastRuns, let now = FolderState("\(store)/\(name)"), now != state,
            makeFolder(), let file = IndexFile(Self.place(name, store), O_WRONLY | O_CREAT),
            file.write(Array(ends[written...]), at: Self.headerLength + written)
        else { return }
        _ = file.write(Self.header(now, ends), at: 0)
    }

    static func remove(_ name: String, of store: String) { unlink(place(name, store)) }

    private static func place(_ name: String, _ store: String) -> String { "\(store)/\(folder)/\(name)" }

    /// The last eight bytes of an id, as a number.
    static func end(ofID id: String) -> UInt64 { id.utf8.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// The same of a file's name, "…_<id>.json".
    static func end(ofName name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        name.dropLast(5).suffix(8).reduce(0) { $1 == UInt8(ascii: "_") ? 0 : $0 << 8 | UInt64($1) }
    }

    private static func read(_ place: String, of state: FolderState?) -> [UInt64]? {
        guard let state, let file = IndexFile(place, O_RDONLY), let header = file.read(headerLength, at: 0),
            let count = Int(exactly: header[4]), count < 1 << 24, let ends = file.read(count, at: headerLength)
        else { return nil }
        return header == Self.header(state, ends) ? ends : nil
    }

    private static func header(_ state: FolderState, _ ends: [UInt64]) -> [UInt64] {
        let sum = ends.reduce(mark) { ($0 ^ $1) &* 0x100_0000_01B3 }
        return [mark, state.inode, state.seconds, state.nanoseconds, UInt64(ends.count), sum]
    }

    /// With a file for git that passes over the folder and over itself.
    private func makeFolder() -> Bool {
        let path = "\(store)/\(Self.folder)"
        if mkdir(path, 0o777) == 0 { try? Data("*\n".utf8).write(to: URL(fileURLWithPath: "\(path)/.gitignore")) }
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// Changes with every name that comes into a folder or goes.
private struct FolderState: Equatable {
    var inode, seconds, nanoseconds: UInt64

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if os(Linux)
            let time = status.st_ctim
        #else
            let time = status.st_ctimespec
        #endif
        inode = UInt64(status.st_ino)
        seconds = UInt64(bitPattern: Int64(time.tv_sec))
        nanoseconds = UInt64(bitPattern: Int64(time.tv_nsec))
    }
}

/// Words of 64 bits. Links are not followed: what they lead to is not ours to write.
private struct IndexFile: ~Copyable {
    private let descriptor: Int32

    init?(_ path: String, _ flags: Int32) {
        descriptor = open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0o666)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Nil where there are fewer.
    func read(_ count: Int, at position: Int) -> [UInt64]? {
        let words = [UInt64](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count * 8, off_t(position * 8))) / 8
        }
        return words.count == count ? words : nil
    }

    func write(_ words: [UInt64], at position: Int) -> Bool {
        words.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(position * 8)) == $0.count }
    }
}
