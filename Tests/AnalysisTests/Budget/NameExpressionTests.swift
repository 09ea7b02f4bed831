import Testing

@testable import Analysis

@Suite struct NameExpressionTests {
    @Test(arguments: [
        ("^GET /", "GET /a", true), ("^GET /", " GET /a", false), ("cart$", "GET /cart", true),
        ("cart$", "GET /carts", false),
        ("^(GET|POST|) /x$", "POST /x", true), ("^(GET|POST|) /x$", " /x", true), ("^(GET|POST) /x$", "PUT /x", false),
        ("^/[^/]+/items$", "/7/items", true), ("^/[^/]+/items$", "/7/8/items", false), ("^[a-c0-9_-]+$", "a-9_b", true),
        ("^[a-c]+$", "abd", false), ("^[]x]+$", "]x", true), ("^\\d{2,3}$", "1", false), ("^\\d{2,3}$", "12", true),
        ("^\\d{2,3}$", "1234", false), ("^\\w{2}$", "ab", true), ("^a{0}b$", "b", true), ("^a{2,}$", "aaaa", true),
        ("^a{2,}$", "a", false), ("^a.c$", "aéc", true), ("^a\\.c$", "abc", false), ("^a\\.c$", "a.c", true),
        ("^\\S+\\s\\D+$", "GET /x", true), ("^colou?r$", "color", true), ("^(ab)*$", "", true),
        ("^(ab)*$", "ababa", false),
        ("^(a*)*$", "aaa", true), ("^.*?b$", "aab", true), ("^(?:a|b)+$", "abba", true), ("^/\\{id\\}$", "/{id}", true),
        ("^$", "", true), ("a|^b$", "cab", true), ("x^", "x", false),
    ])
    func matching(_ pattern: String, _ name: String, _ matches: Bool) throws {
        #expect(try NameExpression(pattern).matches(name) == matches)
    }

    /// Each of these takes backtracking matchers longer than a test may run.
    @Test(arguments: [
        "^(a+)+b$", "^(a|a)*b$", "^" + String(repeating: "a?", count: 40) + String(repeating: "a", count: 40) + "b$",
        String(repeating: ".*", count: 50) + "b$",
    ])
    func endsSoon(_ pattern: String) throws {
        #expect(try !NameExpression(pattern).matches(String(repeating: "a", count: 1000)))
    }

    @Test(arguments: [
        "(", ")", "[", "[]", "*a", "a**", "a{", "a{x}", "a{3,2}", "a{101}", "\\", "\\1", "\\b", "(?=a)", "(?<n>a)",
        "[z-a]", "[\\D]",
        "(a{100}){100}", "((a{50}){50}|b)", String(repeating: "a", count: 201),
    ])
    func refused(_ pattern: String) {
        #expect(throws: Misread.self) { try NameExpression(pattern) }
    }
}
