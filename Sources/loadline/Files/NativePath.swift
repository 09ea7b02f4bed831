import Foundation

/// Paths of a system whose file names are bytes, as text and back: bytes that are no UTF-8 become private-use characters (U+F700 + byte), so that a
/// file of any name can be named, listed and opened.
enum NativePath {
    private static let escapes: ClosedRange<UInt32> = 0xF780...0xF7FF

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var position = 0
        let all = Array(bytes)
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                text.append(Unicode.UTF8.decode(encoded))
                position += encoded.count
            case .error(let length):
                for byte in all[position..<position + length] {
                    if let scalar = Unicode.Scalar(0xF700 + UInt32(byte)) { text.append(scalar) }
                }
                position += length
            case .emptyInput: return String(text)
            }
        }
    }

    /// For calls of the system: ends in a zero.
    static func bytes(_ text: String) -> [CChar] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if escapes.contains(scalar.value) {
                bytes.append(UInt8(scalar.value - 0xF700))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes.map { CChar(bitPattern: $0) } + [0]
    }

    static func text(_ pointer: UnsafePointer<CChar>) -> String {
        text(UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) })
    }

    /// The command's arguments without its name.
    static var arguments: [String] {
        (1..<max(Int(CommandLine.argc), 1)).compactMap { CommandLine.unsafeArgv[$0].map { text(UnsafePointer($0)) } }
    }

    enum Kind { case file, directory, other }

    /// Nil where nothing is there. Follows links.
    static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard stat(bytes(path), &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    /// Names in a directory, sorted; nil where it cannot be read.
    static func names(in directory: String) -> [String]? {
        guard let handle = opendir(bytes(directory)) else { return nil }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { text($0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(bytes(path), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
