/// What endpoints are called: k6 names a request by its whole URL unless the script names it, and the host of a test environment is no part of
/// what two runs are compared by.
struct K6EndpointNames {
    /// The host that all URLs of the run share; nil where there are several, which then have to be told apart.
    private let sharedAuthority: String?

    /// `names`: the tags "name" or "url" of all requests.
    init(_ names: some Sequence<String>) {
        let authorities = Set(names.compactMap { Self.split($0)?.authority })
        sharedAuthority = authorities.count == 1 ? authorities.first : nil
    }

    /// The series of an endpoint: "GET /api/products", with group and scenario where they say something.
    func series(of endpoint: K6Endpoint) -> K6SeriesKey {
        var tags = ["name": name(endpoint.name)]
        if !endpoint.method.isEmpty { tags["method"] = endpoint.method }
        if !endpoint.group.isEmpty, endpoint.group != "::" { tags["group"] = endpoint.group }
        if !endpoint.scenario.isEmpty, endpoint.scenario != "default" { tags["scenario"] = endpoint.scenario }
        return K6SeriesKey(tags: tags, of: "")
    }

    /// The path of a URL, any other name as it is.
    func name(_ name: String) -> String {
        guard sharedAuthority != nil, let (_, path) = Self.split(name) else { return name }
        return path.hasPrefix("/") ? path : "/" + path
    }

    /// Host and port in lower case without credentials, and the rest of the URL; nil where it is none.
    private static func split(_ text: String) -> (authority: String, path: String)? {
        guard let mark = text.firstRange(of: "://"),
            ["http", "https", "ws", "wss"].contains(text[..<mark.lowerBound].lowercased())
        else { return nil }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return (host.lowercased(), String(rest.dropFirst(authority.count)))
    }
}
