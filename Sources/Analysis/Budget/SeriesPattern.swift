import Measurements

/// Which series a rule speaks of.
package enum SeriesPattern: Sendable, Hashable, CustomStringConvertible {
    /// All requests together: the series `*` alone.
    case total
    /// Every series but `*`: the defaults.
    case every
    /// A series' name, or its id with labels.
    case exact(String)
    /// `*` stands for any characters.
    case glob(String)
    /// A regular expression, without the slashes around it.
    case regex(String)

    /// As the key of an endpoint: `/^POST /` and `/items$/` are regular expressions (a path neither begins with ^ nor ends with $), what holds `*` is
    /// a glob, all else is a name.
    init(key: String) {
        let inner = key.dropFirst().dropLast()
        if key.count > 2, key.hasPrefix("/"), key.hasSuffix("/"), inner.hasPrefix("^") || inner.hasSuffix("$") {
            self = .regex(String(inner))
        } else {
            self = key.contains("*") ? .glob(key) : .exact(key)
        }
    }

    package var description: String {
        switch self {
        case .total: Series.all
        case .every: "every endpoint"
        case .exact(let name), .glob(let name): name
        case .regex(let pattern): "/\(pattern)/"
        }
    }

    /// The more a pattern says, the later it is heard.
    var rank: Int {
        switch self {
        case .total, .every: 0
        case .glob, .regex: 1
        case .exact: 2
        }
    }
}
