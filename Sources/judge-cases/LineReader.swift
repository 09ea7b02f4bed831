import Foundation

/// The lines of a stream, a block at a time, however long the stream is.
struct LineReader {
    private let file: FileHandle
    private var block: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    init(_ file: FileHandle) {
        self.file = file
    }

    /// The next line without its line feed; nil at the end.
    mutating func next() throws -> ArraySlice<UInt8>? {
        var searched = position
        while true {
            if let end = block[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return block[position..<end]
            }
            if isAtEnd {
                defer { position = block.count }
                return position < block.count ? block[position...] : nil
            }
            block.removeFirst(position)
            position = 0
            searched = block.count
            let data = try file.read(upToCount: 1 << 20) ?? Data()
            isAtEnd = data.isEmpty
            block.append(contentsOf: data)
        }
    }
}
