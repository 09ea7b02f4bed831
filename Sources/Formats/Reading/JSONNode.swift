/// A value of a JSON document with the path that led to it, so that a wrong one can be named: "metrics.http_reqs.count: expected …".
struct JSONNode {
    /// Larger counts are no counts: up to here every whole number is exact in a double, and sums of a few stay far from overflow.
    static let largestCount = 1 << 53

    let json: JSON
    let source: String
    private let place: Place

    /// Written out only when somebody asks: nodes are many, messages few.
    private indirect enum Place {
        case root(String)
        case member(Place, String)
        case element(Place, Int)

        var text: String {
            switch self {
            case .root(let text): return text
            case .member(let parent, let key):
                let (parent, name) = (parent.text, Credentials.removed(from: String(key.prefix(100))))
                return parent.isEmpty ? name : "\(parent).\(name)"
            case .element(let parent, let index): return "\(parent.text)[\(index)]"
            }
        }
    }

    init(_ json: JSON, path: String = "", source: String) { self.init(json, .root(path), source) }

    private init(_ json: JSON, _ place: Place, _ source: String) {
        self.json = json
        self.place = place
        self.source = source
    }

    var path: String { place.text }

    /// The member of that name; nil where there is none, or it is null.
    subscript(key: String) -> JSONNode? {
        guard let value = json[key], value != .null else { return nil }
        return child(key, value)
    }

    /// Members in the order of the file.
    var members: [(key: String, node: JSONNode)] {
        (json.object?.members ?? []).map { ($0.key, child($0.key, $0.value)) }
    }

    var elements: [JSONNode] { elements { _ in true } }

    /// Those elements that are looked for: paths take time in long arrays.
    func elements(where isWanted: (JSON) -> Bool) -> [JSONNode] {
        (json.array ?? []).enumerated().compactMap { index, element in
            isWanted(element) ? JSONNode(element, .element(place, index), source) : nil
        }
    }

    func child(_ key: String, _ value: JSON) -> JSONNode { JSONNode(value, .member(place, key), source) }

    func element(_ index: Int, _ value: JSON) -> JSONNode { JSONNode(value, .element(place, index), source) }

    /// The member of that name, which has to be there.
    func required(_ key: String) throws(FormatError) -> JSONNode {
        guard let node = self[key] else { throw missing(key) }
        return node
    }

    func missing(_ key: String) -> FormatError {
        FormatError(source, "\(path.isEmpty ? "the document" : path) has no \"\(key)\"")
    }

    /// Any finite number.
    func number() throws(FormatError) -> Double {
        guard let number = json.number, number.isFinite else { throw unexpected("a number") }
        return number
    }

    /// A number of 0 or more: a time, a rate, an amount.
    func amount() throws(FormatError) -> Double {
        guard let number = json.number, number.isFinite, number >= 0 else { throw unexpected("a number of 0 or more") }
        return number
    }

    /// A whole number of 0 or more.
    func count() throws(FormatError) -> Int {
        guard let count = Self.count(json) else { throw unexpected("a whole number from 0 to 2^53") }
        return count
    }

    static func count(_ json: JSON) -> Int? {
        json.integer.flatMap { (0...largestCount).contains($0) ? $0 : nil }
    }

    /// Strings are not quoted: they may be secrets.
    func unexpected(_ expected: String) -> FormatError {
        let found = json.number.map { "\($0)" } ?? json.kind
        return FormatError(source, "\(path): expected \(expected), found \(found)")
    }
}
