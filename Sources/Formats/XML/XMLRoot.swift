/// The root element of an XML document, found without parsing it, to recognize what wrote the document.
struct XMLRoot: Equatable {
    /// Without namespace prefix.
    var name: String
    /// The root's start tag as far as it is known, for the namespaces and attributes in it.
    var tag: String

    /// Nil where the text does not start as an XML document does: blanks, declaration, comments, instructions, document type, root.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        while true {
            rest = rest.drop { $0 <= UInt8(ascii: " ") }
            if rest.starts(with: "<?".utf8) {
                rest = rest.after("?>")
            } else if rest.starts(with: "<!--".utf8) {
                rest = rest.after("-->")
            } else if rest.starts(with: "<!DOCTYPE".utf8) {
                rest = rest.afterDocumentType
            } else {
                break
            }
        }
        guard rest.first == UInt8(ascii: "<") else { return nil }
        let tag = rest.prefix(4096).prefix { $0 != UInt8(ascii: ">") }.dropFirst()
        let name = tag.prefix { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "/") }
        guard let first = name.first, first != UInt8(ascii: "!"), name.count <= 200 else { return nil }
        self.name = String(decoding: name.split(separator: UInt8(ascii: ":")).last ?? name, as: UTF8.self)
        self.tag = String(decoding: tag, as: UTF8.self)
    }

    /// What the document is, where that is known: "an NUnit 3 report".
    var kind: String? {
        switch name {
        case "TestRun": tag.contains("TeamTest") ? "a Visual Studio test report (TRX)" : "a CppUnit report"
        case "report": tag.contains("name=") ? "a JaCoCo coverage report" : nil
        default: Self.kinds[name]
        }
    }

    private static let kinds = [
        "test-run": "an NUnit 3 report", "test-results": "an NUnit 2 report",
        "assemblies": "an xUnit.net report", "assembly": "an xUnit.net report",
        "CUNIT_TEST_RUN_REPORT": "a CUnit report", "CUNIT_TEST_LIST_REPORT": "a CUnit report",
        "testng-results": "a TestNG report", "robot": "a Robot Framework report",
        "testExecutions": "a SonarQube test report", "Site": "a CTest report", "checkstyle": "a Checkstyle report",
        "pmd": "a PMD report", "BugCollection": "a SpotBugs report", "coverage": "a Cobertura coverage report",
        "testResults": "a JMeter result", "FinalStatus": "Taurus final statistics", "html": "an HTML page",
    ]

    /// Whether it holds the results of tests in a form that is not JUnit's.
    var isForeignTest: Bool {
        ["an NUnit", "an xUnit", "a CUnit", "a CppUnit", "a TestNG", "a Robot", "a SonarQube test", "a Visual Studio"]
            .contains { kind?.hasPrefix($0) == true }
    }

    /// For a message: "an NUnit 3 report (<test-run>)", "XML with the root <suites>".
    var portrait: String {
        let shown = "<\(name.prefix(40))>"
        return kind.map { "\($0) (\(shown))" } ?? "XML with the root \(shown)"
    }
}

extension ArraySlice<UInt8> {
    /// What follows the first occurrence of `end`; empty where there is none.
    fileprivate func after(_ end: StaticString) -> Self {
        let end = Array("\(end)".utf8)
        var rest = self
        while let last = end.last, let index = rest.firstIndex(of: last) {
            let tail = self[startIndex...index]
            rest = rest[(index + 1)...]
            if tail.count > end.count, tail.suffix(end.count).elementsEqual(end) { return rest }
        }
        return []
    }

    /// What follows a document type declaration with its internal subset.
    fileprivate var afterDocumentType: Self {
        var isInside = false
        for index in indices {
            switch self[index] {
            case UInt8(ascii: "["): isInside = true
            case UInt8(ascii: "]"): isInside = false
            case UInt8(ascii: ">") where !isInside: return self[(index + 1)...]
            default: break
            }
        }
        return []
    }
}
