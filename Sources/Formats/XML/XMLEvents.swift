import CLibXML2
import Foundation

/// What libxml2 found in a part of a document: tags and text as bytes in a row, to be counted on another thread while libxml2 goes on.
///
/// Each begins with a header. A start tag's attributes follow it, each a word (name, bytes of the value) and the value.
@safe struct XMLEvents: ~Copyable {
    enum Kind: UInt8 { case start, end, text }

    private struct Header {
        var kind: Kind
        var name: UInt8 = 0
        var attributes: UInt16 = 0
        /// Bytes that follow.
        var length: UInt32 = 0
    }

    /// Bytes from which on a part is handed over.
    private static let full = 256 << 10
    /// Bytes of a value that are handed over, far more than anybody looks at.
    static let valueLimit = 64 << 10

    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    private var count = 0

    var isFull: Bool { count >= Self.full }

    init() {
        capacity = 2 * Self.full
        unsafe memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { unsafe memory.deallocate() }

    // MARK: Writing

    /// `attributes`: five pointers for each, as libxml2 gives them: local name, prefix, URI, start and end of the value.
    mutating func appendStart(
        _ name: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ number: Int, _ names: XMLNames
    ) {
        let start = count
        makeRoom(for: MemoryLayout<Header>.size)
        count += MemoryLayout<Header>.size
        var header = Header(kind: .start, name: UInt8(truncatingIfNeeded: name))
        if let attributes = unsafe attributes {
            for index in 0..<number {
                let attribute = unsafe attributes + index * 5
                guard let name = unsafe attribute[0], let value = unsafe attribute[3], let end = unsafe attribute[4]
                else { continue }
                let position = unsafe names.position(of: name)
                guard position != XMLNames.other else { continue }
                let length = unsafe min(end - value, Self.valueLimit)
                unsafe appendValue(position, value, length)
                header.attributes += 1
            }
        }
        header.length = UInt32(count - start - MemoryLayout<Header>.size)
        unsafe memory.storeBytes(of: header, toByteOffset: start, as: Header.self)
    }

    private mutating func appendValue(_ name: Int, _ value: UnsafePointer<xmlChar>, _ length: Int) {
        makeRoom(for: 4 + length)
        let word = UInt32(truncatingIfNeeded: name | length << 8)
        unsafe memory.storeBytes(of: word, toByteOffset: count, as: UInt32.self)
        unsafe memcpy(memory + count + 4, value, length)
        count += 4 + length
    }

    mutating func appendEnd() {
        makeRoom(for: MemoryLayout<Header>.size)
        unsafe memory.storeBytes(of: Header(kind: .end), toByteOffset: count, as: Header.self)
        count += MemoryLayout<Header>.size
    }

    mutating func appendText(_ bytes: UnsafePointer<xmlChar>, _ length: Int) {
        let length = min(length, Self.valueLimit)
        makeRoom(for: MemoryLayout<Header>.size + length)
        let header = Header(kind: .text, length: UInt32(length))
        unsafe memory.storeBytes(of: header, toByteOffset: count, as: Header.self)
        unsafe memcpy(memory + count + MemoryLayout<Header>.size, bytes, length)
        count += MemoryLayout<Header>.size + length
    }

    @inline(__always)
    private mutating func makeRoom(for bytes: Int) { if count + bytes > capacity { grow(by: bytes) } }

    @inline(never)
    private mutating func grow(by bytes: Int) {
        capacity = 2 * (count + bytes)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        unsafe larger.copyMemory(from: memory, byteCount: count)
        unsafe memory.deallocate()
        unsafe memory = larger
    }

    // MARK: Reading

    /// Hands everything to a consumer and forgets it.
    mutating func drain<Consumer: XMLConsumer>(into consumer: inout Consumer) {
        var position = 0
        while position < count {
            let header = unsafe memory.loadUnaligned(fromByteOffset: position, as: Header.self)
            position += MemoryLayout<Header>.size
            let length = Int(header.length)
            switch header.kind {
            case .start:
                consumer.start(
                    unsafe XMLTag(name: Int(header.name), count: Int(header.attributes), attributes: memory + position))
            case .end: consumer.end()
            case .text:
                let start = unsafe (memory + position).assumingMemoryBound(to: UInt8.self)
                consumer.text(unsafe UnsafeBufferPointer(start: start, count: length).span)
            }
            position += length
        }
        count = 0
    }
}
