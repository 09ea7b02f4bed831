/// Where in a text a problem is. Found only when there is one, so that reading does not have to keep it.
extension JSONReader {
    /// "run.series[0].requests: expected a whole number from 0 to 2^53, found 1e+300 (byte 812)"
    func explanation(of problem: Problem) -> String {
        let path = path(to: problem.position)
        switch problem.kind {
        case .missing(let member): return path.isEmpty ? "\(member) is missing" : "\(path).\(member) is missing"
        case .expected(let what):
            let found = found(at: problem.position).map { ", found \($0)" } ?? ""
            return "\(path.isEmpty ? "" : "\(path): ")expected \(what)\(found) (byte \(problem.position))"
        }
    }

    /// Names and positions of what is open before a byte.
    private func path(to end: Int) -> String {
        var open: [Step] = []
        var position = 0
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "{"): open.append(.name(""))
            case UInt8(ascii: "["): open.append(.index(0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case UInt8(ascii: ","): open.last.map { open[open.count - 1] = $0.next }
            case UInt8(ascii: "\""):
                let start = position + 1
                position = endOfString(from: start)
                if case .name("") = open.last {
                    open[open.count - 1] = .name(String(decoding: bytes[start..<position].prefix(100), as: UTF8.self))
                }
            default: break
            }
            position += 1
        }
        return open.reduce(into: "") { path, step in
            switch step {
            case .index(let index): path += "[\(index)]"
            case .name(let name): path += path.isEmpty || name.isEmpty ? name : ".\(name)"
            }
        }
    }

    private enum Step {
        case name(String)
        case index(Int)

        var next: Step { if case .index(let index) = self { .index(index + 1) } else { .name("") } }
    }

    /// Where the closing quotation mark is.
    private func endOfString(from start: Int) -> Int {
        var position = start
        while position < bytes.count - 1, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, bytes.count - 1)
    }

    /// What kind of value begins there. Strings are not quoted: they may be secrets.
    private func found(at position: Int) -> String? {
        switch bytes[position] {
        case UInt8(ascii: "{"): return "an object"
        case UInt8(ascii: "["): return "an array"
        case UInt8(ascii: "\""): return "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return "a boolean"
        case UInt8(ascii: "n"): return "null"
        case 0 where position == bytes.count - 1: return "the end"
        default:
            let digits = String(decoding: bytes[position...].prefix(40).prefix { Self.isOfNumber($0) }, as: UTF8.self)
            return Double(digits).map { number in
                number.magnitude <= 0x1p53 && number == number.rounded() ? "\(Int(number))" : "\(number)"
            }
        }
    }
}
